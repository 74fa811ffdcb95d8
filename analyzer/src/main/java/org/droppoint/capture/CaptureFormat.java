package org.droppoint.capture;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The formats that are told apart by their content; names never count. */
enum CaptureFormat {
    PCAP,
    PCAPNG,
    SNOOP,
    NETMON,
    ERF,
    FORTIGATE_TEXT,
    ASA_TEXT,
    TCPDUMP_TEXT,
    NETSCREEN_TEXT,
    COMPRESSED,
    OTHER;

    /** Enough of a file's beginning to tell; texts may begin with the log of a terminal. */
    static final int HEAD_BYTES = 64 * 1024;
    /** Enough for the formats that begin with a magic number. */
    static final int MAGIC_BYTES = 12;

    private static final int MAX_LINE = 512;

    /** Judges the first bytes of a file, {@link #HEAD_BYTES} or all that there are. */
    static CaptureFormat of(byte[] head) {
        if (head.length >= 4
                && (PcapLayout.isMagic(Bytes.int32(head, 0, false))
                        || PcapLayout.isMagic(Bytes.int32(head, 0, true)))) {
            return PCAP;
        }
        if (begins(head, 0x0a, 0x0d, 0x0d, 0x0a)) {
            return PCAPNG;
        }
        if (begins(head, SnoopReader.MAGIC)) {
            return SNOOP;
        }
        if (begins(head, NetMonReader.MAGIC)) {
            return NETMON;
        }
        return compression(head) != null ? COMPRESSED : OTHER;
    }

    /** The formats without a magic number, by a look at what a longer head holds. */
    static CaptureFormat withoutMagic(byte[] head) {
        if (isText(head)) {
            List<String> lines = lines(head);
            if (new FortiGateText().recognises(lines)) {
                return FORTIGATE_TEXT;
            }
            if (NetScreenText.isSnoop(lines)) {
                return NETSCREEN_TEXT;
            }
            if (new TcpdumpText().recognises(lines)) {
                return TCPDUMP_TEXT;
            }
            return AsaText.isDump(lines) ? ASA_TEXT : OTHER;
        }
        return ErfReader.recognises(head) ? ERF : OTHER;
    }

    /** A {@link #COMPRESSED} file's compression, or null. */
    static @Nullable Compression compression(byte[] head) {
        if (begins(head, 0x1f, 0x8b, 8)) {
            return Compression.GZIP;
        }
        if (begins(head, 0x28, 0xb5, 0x2f, 0xfd)) {
            return Compression.ZSTD;
        }
        if (begins(head, 0x04, 0x22, 0x4d, 0x18)) {
            return Compression.LZ4;
        }
        if (begins(head, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return Compression.XZ;
        }
        boolean bzip = begins(head, 'B', 'Z', 'h') && head.length > 9 && head[4] == 0x31 && head[5] == 0x41;
        return bzip ? Compression.BZIP2 : null;
    }

    /** Bytes below the blank are rare in text, terminal control included; zeros are UTF-16. */
    static boolean isText(byte[] head) {
        int control = 0;
        for (byte value : head) {
            if (value > 0 && value < ' ' && value != '\n' && value != '\r' && value != '\t') {
                control++;
            }
        }
        boolean utf16 = begins(head, 0xff, 0xfe);
        return head.length > 0 && control <= head.length / 8 && (utf16 || !hasZero(head));
    }

    private static boolean hasZero(byte[] head) {
        for (byte value : head) {
            if (value == 0) {
                return true;
            }
        }
        return false;
    }

    static List<String> lines(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1)
                .replace("\0", "")
                .replace("\r", "")
                .lines()
                .map(line -> line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line)
                .toList();
    }

    static boolean begins(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean begins(byte[] head, String magic) {
        return new String(head, 0, Math.min(head.length, magic.length()), StandardCharsets.ISO_8859_1).equals(magic);
    }
}
