package org.droppoint.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.capture.CaptureBytes;
import org.droppoint.evidence.Talk;

/**
 * A case of two taps in whose every text a stranger's words stand: greetings, answers, names said in EHLO, the server
 * name and certificates of TLS, interface names and comments of the files, the files' own names, and the logs.
 */
final class Planted {
    private static final byte[] CLIENT = {10, 0, 0, 9};
    private static final byte[] SERVER = {(byte) 198, 51, 100, 9};
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int UTF8_STRING = 0x0C;
    private static final byte[] COMMON_NAME = {6, 3, 0x55, 4, 3};
    /** ecdsa-with-SHA256. */
    private static final byte[] ALGORITHM = {6, 8, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 4, 3, 2};

    private final String words;
    private final Path folder;

    Planted(String words, Path folder) {
        this.words = words;
        this.folder = folder;
    }

    /** The arguments that name the case's files. */
    List<String> write() throws IOException, GeneralSecurityException {
        String inName = words.replaceAll("[/\u0000\r\n]", "_");
        Path host = Files.write(folder.resolve("host " + inName + ".pcapng"), capture("host"));
        Path outside = Files.write(folder.resolve("outside " + inName + ".pcapng"), capture("outside"));
        Path log = Files.writeString(folder.resolve("SEND " + inName + ".LOG"), log());
        Path queue = Files.writeString(
                folder.resolve("queue " + inName + ".txt"),
                "Identity : SRV\\3\nNextHopDomain : " + words + "\nMessageCount : 4\nLastError : 421 4.4.2 " + words
                        + "\nStatus : Retry\n");
        Path drops = Files.writeString(
                folder.resolve("asa " + inName + ".log"),
                "Aug 12 2018 12:46:12 fw %ASA-4-106023: Deny tcp src outside:198.51.100.9/25 dst inside:10.0.0.9/40001 by"
                        + " access-group \"" + words + "\"\n");
        return List.of(
                "--host", host.toString(),
                "--outside", outside.toString(),
                "--smtp-log", log.toString(),
                "--queue", queue.toString(),
                "--firewall-log", drops.toString());
    }

    private byte[] capture(String tap) throws IOException, GeneralSecurityException {
        List<byte[]> frames = Talk.frames();
        String bytes = new String(words.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Talk changed = Talk.open(CLIENT, SERVER, 40001, frames, true);
        changed.server("220 " + tap + " " + bytes + "\r\n")
                .client("EHLO " + tap.charAt(0) + bytes + "\r\n")
                .server("250-" + tap + " " + bytes + "\r\n250 " + bytes + "\r\n")
                .client(bytes + "\r\n")
                .server("500 5.5.1 " + tap + bytes + "\r\n")
                .client("QUIT\r\n")
                .server("221 " + bytes + "\r\n");
        changed.close();
        Talk again = Talk.open(CLIENT, SERVER, 40002, frames, true);
        again.server("220 mx ESMTP\r\n")
                .client("EHLO a\r\n")
                .server("250-mx\r\n250 STARTTLS\r\n")
                .client("STARTTLS\r\n")
                .server("220 go ahead\r\n")
                .client(record(22, handshake(1, clientHello(tap))));
        again.server(new String(
                record(22, join(handshake(2, serverHello(tap)), handshake(11, certificates(tap)))),
                StandardCharsets.ISO_8859_1));
        again.client(record(21, new byte[] {2, 48}));
        again.close();
        return file(frames);
    }

    private byte[] file(List<byte[]> frames) {
        CaptureBytes file = new CaptureBytes(false);
        CaptureBytes about = file.same()
                .option(1, words)
                .option(2, words)
                .option(3, words)
                .option(4, words)
                .option(0, "");
        file.block(
                0x0a0d0d0aL, file.same().u32(0x1a2b3c4d).u16(1).u16(0).u64(-1).raw(about.bytes()));
        file.interfaceBlock(
                1,
                0,
                file.same().option(2, words).option(3, words).option(11, words).option(0, ""));
        long micros = 1_534_077_970_000_000L;
        for (byte[] frame : frames) {
            micros += 1000;
            file.enhanced(
                    0, micros, frame, frame.length, file.same().option(1, words).option(0, ""));
        }
        return file.bytes();
    }

    private String log() {
        StringBuilder log = new StringBuilder("#Software: " + words + "\n#Fields: date-time,connector-id,session-id,"
                + "sequence-number,local-endpoint,remote-endpoint,event,data,context\n");
        String quoted = '"' + words.replace("\"", "\"\"").replaceAll("[\r\n]", " ") + '"';
        String[][] rows = {
            {"+", "", ""}, {"<", "220 ", ""}, {">", "EHLO ", ""}, {"*", "", "Certificate subject"}, {"-", "", "Remote"}
        };
        for (int i = 0; i < rows.length; i++) {
            String data = rows[i][2].equals("Remote") ? "" : quoted;
            log.append("2018-08-12T12:46:10.00" + i + "Z," + quoted + ",08DEE4B1A234A941," + i
                    + ",10.0.0.9:40001,198.51.100.9:25," + rows[i][0] + "," + data + "," + rows[i][2] + "\n");
        }
        return log.toString();
    }

    // ---- TLS (RFC 5246 section 7.4) ----

    private static byte[] record(int type, byte[] body) {
        return join(new byte[] {(byte) type, 3, 3, (byte) (body.length >> 8), (byte) body.length}, body);
    }

    private static byte[] handshake(int type, byte[] body) {
        return join(new byte[] {(byte) type}, length3(body.length), body);
    }

    private static byte[] length3(int length) {
        return new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length};
    }

    private static byte[] length2(int length) {
        return new byte[] {(byte) (length >> 8), (byte) length};
    }

    private static byte[] random(String tap) {
        return (tap + "-random-of-thirty-two-bytes-and-more").substring(0, 32).getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] clientHello(String tap) {
        byte[] name = words.getBytes(StandardCharsets.UTF_8);
        byte[] entry = join(new byte[] {0}, length2(name.length), name);
        byte[] list = join(length2(entry.length), entry);
        byte[] extension = join(new byte[] {0, 0}, length2(list.length), list);
        return join(
                new byte[] {3, 3},
                random(tap),
                new byte[] {0, 0, 2, (byte) 0xC0, 0x2B, 1, 0},
                length2(extension.length),
                extension);
    }

    private static byte[] serverHello(String tap) {
        return join(new byte[] {3, 3}, random("server-" + tap), new byte[] {0, (byte) 0xC0, 0x2B, 0});
    }

    private byte[] certificates(String tap) throws GeneralSecurityException {
        byte[] one = certificate(tap + " " + words);
        return join(length3(one.length + 3), length3(one.length), one);
    }

    /** An X.509 certificate whose signature nobody checks. */
    private static byte[] certificate(String name) throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        byte[] whose = der(
                SEQUENCE,
                der(SET, der(SEQUENCE, join(COMMON_NAME, der(UTF8_STRING, name.getBytes(StandardCharsets.UTF_8))))));
        byte[] times = der(
                SEQUENCE,
                join(
                        der(0x17, "180101000000Z".getBytes(StandardCharsets.US_ASCII)),
                        der(0x17, "300101000000Z".getBytes(StandardCharsets.US_ASCII))));
        byte[] told = der(
                SEQUENCE,
                join(
                        new byte[] {(byte) 0xA0, 3, 2, 1, 2, 2, 1, 7},
                        der(SEQUENCE, ALGORITHM),
                        whose,
                        times,
                        whose,
                        keys.generateKeyPair().getPublic().getEncoded()));
        byte[] signature = der(3, new byte[] {0, SEQUENCE, 6, 2, 1, 1, 2, 1, 1});
        return der(SEQUENCE, join(told, der(SEQUENCE, ALGORITHM), signature));
    }

    private static byte[] der(int tag, byte[] body) {
        byte[] head = body.length < 0x80
                ? new byte[] {(byte) tag, (byte) body.length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (body.length >> 8), (byte) body.length};
        return join(head, body);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        new ArrayList<>(List.of(parts)).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
