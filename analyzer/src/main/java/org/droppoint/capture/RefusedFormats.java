package org.droppoint.capture;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Says of files that hold no readable capture what they are, and how to get one. */
final class RefusedFormats {
    private record Known(int offset, String magic, String reason, String advice) {}

    private static final String UNPACK = "Unpack it and give the captures inside";

    private static final List<Known> KNOWN = List.of(
            new Known(0, "PK\3\4", "a zip archive", UNPACK),
            new Known(0, "7z\u00bc\u00af", "a 7z archive", UNPACK),
            new Known(0, "Rar!", "a RAR archive", UNPACK),
            new Known(0, "MSCF", "a cabinet archive", "Unpack it (expand -F:*) and convert the .etl file inside"),
            new Known(257, "ustar", "a tar archive", UNPACK),
            new Known(0, "\u001f\u009d", "data of the old compress program", "Unpack it first (uncompress)"),
            new Known(0, "\u0002\u0021\u004c\u0018", "LZ4 data of the legacy format", "Unpack it first (lz4 -d)"),
            new Known(
                    0, "RTSS", "a capture of Network Monitor 1", "Convert it with Wireshark: editcap FILE FILE.pcapng"),
            new Known(
                    0, "XCP\0", "a capture of NetXRay or Sniffer for Windows", "Convert it: editcap FILE FILE.pcapng"),
            new Known(0, "TRSNIFF data", "a capture of the DOS Sniffer", "Convert it: editcap FILE FILE.pcapng"),
            new Known(0, "PPSNIFF", "a session of Message Analyzer", "Export it there as .cap"),
            new Known(0, "ElfFile\0", "a Windows event log (.evtx)", "It holds no packets"),
            new Known(0, "%PDF", "a PDF document", "Give the capture itself"));

    private static final String ETL_ADVICE =
            "Convert it on any Windows machine: 'pktmon etl2pcap FILE.etl --out FILE.pcapng' (Windows 10 2004 or Server 2022"
                    + " and newer), or etl2pcapng.exe FILE.etl FILE.pcapng (github.com/microsoft/etl2pcapng)";

    private static final String EXPECTED =
            "Give pcap, pcapng, snoop, NetMon 2, ERF, text of 'diagnose sniffer packet' with verbosity 3 or 6, or of 'tcpdump -xx';"
                    + " others: editcap FILE FILE.pcapng";

    /** {@code [vs_0][fw_1] eth1:i[60]: 192.0.2.1 -> 198.51.100.25 (TCP) len=60 id=1234}. */
    private static final Pattern FW_MONITOR_LINE =
            Pattern.compile("(?:\\[[^\\]]{1,40}\\]){0,4}\\s{0,4}[\\w.:-]{1,40}:[iIoOeE]\\d{0,3}\\[\\d{1,6}\\]: ");

    private static final Pattern TCPDUMP_LINE = Pattern.compile(" IP6? [^>]{3,80} > [^>]{3,80}: Flags \\[");

    /** Texts of programs that could give the capture itself, by a line that only they print. */
    private record KnownText(Pattern line, String reason, String advice) {}

    private static final List<KnownText> KNOWN_TEXTS = List.of(
            new KnownText(
                    Pattern.compile("\\bPktGroupId \\d"),
                    "text of pktmon, without the packets' bytes",
                    "Convert its trace instead: 'pktmon etl2pcap FILE.etl --out FILE.pcapng'"),
            new KnownText(
                    Pattern.compile("^\\s*No\\.\\s+Time\\s+Source\\s+Destination\\s+Protocol"),
                    "a text export of Wireshark",
                    "Export the packets: File, Export Specified Packets, as pcapng"),
            new KnownText(
                    Pattern.compile("^\\s*\"_source\": ?\\{|^<pdml |^<psml "),
                    "tshark's packets as JSON or XML",
                    "Write the packets: tshark -r ORIGINAL -w FILE.pcapng"),
            new KnownText(
                    Pattern.compile("^\\+-{9}\\+-{15}\\+-{10}\\+"),
                    "a K12 text of a protocol tester",
                    "Convert it: editcap FILE FILE.pcapng"),
            new KnownText(
                    Pattern.compile("^0{4,8}:?\\s+(?:[0-9A-Fa-f]{2}\\s+){8}"),
                    "a hex dump without the packets' times",
                    "Convert it: text2pcap FILE FILE.pcapng, with -t '%H:%M:%S.%f' where a time stands before each packet"));

    private RefusedFormats() {}

    static CaptureFormatException refusal(CaptureInput input, byte[] head) {
        if (head.length == 0) {
            return input.refused("an empty file", "The capture was never written, or its copy failed");
        }
        for (Known known : KNOWN) {
            if (stands(head, known.magic(), known.offset())) {
                return input.refused(known.reason(), known.advice());
            }
        }
        if (isEtl(head)) {
            return input.refused("a Windows event trace (.etl), which Windows alone can decode", ETL_ADVICE);
        }
        if (CaptureFormat.isText(head)) {
            return text(input, CaptureFormat.lines(head));
        }
        return input.refused("not a capture of a known format; it begins with " + begin(head), EXPECTED);
    }

    private static CaptureFormatException text(CaptureInput input, List<String> lines) {
        if (lines.stream().anyMatch(line -> FW_MONITOR_LINE.matcher(line).lookingAt())) {
            return input.refused(
                    "what fw monitor prints on the screen, without the packets' bytes",
                    "Have it write a file: fw monitor -e 'accept port(25);' -o FILE");
        }
        if (lines.stream().anyMatch(line -> TCPDUMP_LINE.matcher(line).find())) {
            return input.refused(
                    "what tcpdump prints on the screen, without the packets' bytes",
                    "Have it write a file: tcpdump -s 0 -w FILE port 25; or print the bytes: tcpdump -s 0 -nn -tt -xx port 25");
        }
        for (KnownText known : KNOWN_TEXTS) {
            if (lines.stream().anyMatch(line -> known.line().matcher(line).find())) {
                return input.refused(known.reason(), known.advice());
            }
        }
        if (AsaText.isCapture(lines)) {
            return input.refused(
                    "text of 'show capture' without the packets' bytes",
                    "Export the capture itself: 'copy /pcap capture:NAME tftp://HOST/NAME.pcap', or"
                            + " https://FIREWALL/admin/capture/NAME/pcap");
        }
        if (FortiGateText.isSniffer(lines)) {
            return input.refused(
                    "text of the FortiGate sniffer without a packet's bytes",
                    "Take it with verbosity 6 and times in UTC: diagnose sniffer packet any 'port 25' 6 0 a");
        }
        if (lines.stream().anyMatch(RefusedFormats::isKeyLog)) {
            return input.refused("a TLS key log", "It holds secrets and no packets; give the capture itself");
        }
        return input.refused("text, and no text of a firewall's capture that is known", EXPECTED);
    }

    /** NSS key log format: a label, the client's random, the secret. */
    private static boolean isKeyLog(String line) {
        return line.matches("(?:CLIENT_RANDOM|[A-Z_]{4,40}_SECRET(?:_0)?) [0-9A-Fa-f]{64} [0-9A-Fa-f]{32,128}")
                || line.matches("RSA (?:Session-ID:)?[0-9A-Fa-f]{16,64} (?:Master-Key:)?[0-9A-Fa-f]{96}");
    }

    private static boolean stands(byte[] head, String magic, int offset) {
        return head.length >= offset + magic.length()
                && new String(head, offset, magic.length(), StandardCharsets.ISO_8859_1).equals(magic);
    }

    /**
     * An ETL file begins with a buffer header (WMI_BUFFER_HEADER): its size, the offset of its unused rest twice, and at
     * 0x48 the system's trace header with the same size of a buffer, 0x50 bytes in all before the fields below.
     */
    private static boolean isEtl(byte[] head) {
        if (head.length < 0x70) {
            return false;
        }
        int buffer = Bytes.int32(head, 0, false);
        int saved = Bytes.int32(head, 4, false);
        int current = Bytes.int32(head, 8, false);
        return buffer >= 1024
                && buffer <= 64 * 1024 * 1024
                && buffer % 1024 == 0
                && saved == current
                && saved >= 0x48
                && saved <= buffer
                && Bytes.int32(head, 0x68, false) == buffer;
    }

    private static String begin(byte[] head) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(8, head.length); i++) {
            hex.append(String.format(Locale.ROOT, i == 0 ? "%02x" : " %02x", head[i]));
        }
        return hex.toString();
    }
}
