package org.droppoint.dissect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Our reading of public captures against tshark's, frame by frame. The files in which they differ are named here with
 * how often and why; native-notes/oracle-tls.md tells more. Any other difference fails.
 */
class DissectorOracleTest {

    /** Items that only we, and that only tshark reports. */
    private record Difference(int ours, int theirs) {}

    private static final Difference NONE = new Difference(0, 0);

    private static final Map<String, Difference> KNOWN_TLS = Map.of(
            // TLS spoken to a web server's port 80, which tshark takes for HTTP
            "tls/https-to-http.pcap", new Difference(2, 0),
            // SSL 2.0 server messages, which no mail server has sent since RFC 6176
            "tls/ssl-v2.pcap", new Difference(0, 2),
            // Finished messages, which tshark decrypts with the secrets in the file
            "tls/tls12-dsb-decryption-secrets.pcapng", new Difference(0, 4),
            // a record header broken on purpose, behind which tshark reads no further in that direction
            "tls/tls12-late-protocol-error.pcap", new Difference(4, 0));

    /** Lines that tshark leaves out: several commands in a frame, lines behind BDAT, lines of AUTH exchanges. */
    private static final Map<String, Difference> KNOWN_SMTP = Map.ofEntries(
            Map.entry("smtp/bdat-cmd-invalid.pcapng", new Difference(2, 0)),
            Map.entry("smtp/bdat-gap.pcap", new Difference(2, 0)),
            // no line of this file's only session is taken for SMTP by tshark
            Map.entry("smtp/bdat-wireshark-ecn.pcap", new Difference(13, 0)),
            Map.entry("smtp/bug-6053.pcap", new Difference(2, 0)),
            Map.entry("smtp/data-rejected-553-long.pcap", new Difference(4, 0)),
            Map.entry("smtp/exchange-decrypted-by-middlebox-ecn-2525.pcap", new Difference(7, 0)),
            // IMAP, of which two lines are no commands
            Map.entry("smtp/imap-starttls.pcap", new Difference(2, 0)),
            // the user name typed into AUTH LOGIN is "QUIT"
            Map.entry("smtp/long-command.pcap", new Difference(1, 1)),
            // a base64 line taken for a command by tshark
            Map.entry("smtp/mid-stream-v4-v6.pcap", new Difference(2, 1)),
            Map.entry("smtp/submission-521-rst.pcap", new Difference(1, 0)),
            Map.entry("smtp/submission-bug5981.pcap", new Difference(2, 0)),
            Map.entry("smtp/submission-long-data-line.pcap", new Difference(2, 0)),
            Map.entry("smtp/submission-raw-587-rst.pcap", new Difference(2, 0)),
            Map.entry("smtp/wiki-smtp-auth-fragneeded-retrans.pcap", new Difference(2, 0)));

    private Path captures = Path.of("");

    @BeforeEach
    void findCaptures() {
        Path found = TsharkCapture.captures();
        assumeTrue(found != null, "public captures are not here");
        assumeTrue(TsharkCapture.isTsharkThere(), "tshark is not here");
        captures = Objects.requireNonNull(found);
    }

    private List<String> files(String... folders) throws IOException {
        List<String> files = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> paths = Files.list(captures.resolve(folder))) {
                paths.map(path -> folder + "/" + path.getFileName())
                        .filter(name -> name.matches(".*\\.(pcap|pcapng|cap)(\\.gz)?"))
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }

    @Test
    void tlsRecordsAndHandshakes() throws IOException {
        int agreed = 0;
        int onlyOurs = 0;
        int onlyTheirs = 0;
        for (String file : files("smtp", "tls")) {
            Map<String, Integer> theirs = tlsOfTshark(captures.resolve(file));
            Map<String, Integer> ours = tlsOfOurs(captures.resolve(file));
            Difference found = compare(file, ours, theirs, KNOWN_TLS);
            agreed += common(ours, theirs);
            onlyOurs += found.ours();
            onlyTheirs += found.theirs();
        }
        assertTrue(agreed > 2500, "compared " + agreed);
        assertTrue(onlyOurs * 100 < agreed && onlyTheirs * 100 < agreed, onlyOurs + " and " + onlyTheirs);
    }

    @Test
    void smtpLines() throws IOException {
        int agreed = 0;
        for (String file : files("smtp")) {
            Map<String, Integer> theirs = smtpOfTshark(captures.resolve(file));
            Map<String, Integer> ours = smtpOfOurs(captures.resolve(file));
            compare(file, ours, theirs, KNOWN_SMTP);
            agreed += common(ours, theirs);
        }
        assertTrue(agreed > 400, "compared " + agreed);
    }

    private static int common(Map<String, Integer> ours, Map<String, Integer> theirs) {
        return ours.entrySet().stream()
                .mapToInt(entry -> Math.min(entry.getValue(), theirs.getOrDefault(entry.getKey(), 0)))
                .sum();
    }

    private static Difference compare(
            String file, Map<String, Integer> ours, Map<String, Integer> theirs, Map<String, Difference> known) {
        int onlyOurs = 0;
        int onlyTheirs = 0;
        StringBuilder text = new StringBuilder();
        TreeSet<String> keys = new TreeSet<>(ours.keySet());
        keys.addAll(theirs.keySet());
        for (String key : keys) {
            int more = ours.getOrDefault(key, 0) - theirs.getOrDefault(key, 0);
            onlyOurs += Math.max(0, more);
            onlyTheirs += Math.max(0, -more);
            if (more != 0) {
                text.append(String.format(Locale.ROOT, "%n%s: %+d", key, more));
            }
        }
        Difference found = new Difference(onlyOurs, onlyTheirs);
        assertEquals(known.getOrDefault(file, NONE), found, file + text);
        return found;
    }

    private static Map<String, Integer> tlsOfTshark(Path capture) {
        Map<String, Integer> found = new TreeMap<>();
        String[] fields = {
            "frame.number", "tcp.stream", "tls.record.content_type", "tls.record.opaque_type", "tls.handshake.type"
        };
        for (String[] row : TsharkCapture.rows(capture, "tls && tcp", List.of(), fields)) {
            countAll(found, row[1] + " frame " + row[0] + " record ", row[2]);
            countAll(found, row[1] + " frame " + row[0] + " record ", row[3]);
            countAll(found, row[1] + " frame " + row[0] + " handshake ", row[4]);
        }
        return found;
    }

    private static void countAll(Map<String, Integer> found, String prefix, String values) {
        for (String value : values.split(",")) {
            if (!value.isEmpty()) {
                found.merge(prefix + value, 1, Integer::sum);
            }
        }
    }

    /** As tshark counts: a record, and the messages that end in it, in the frame that brought its last missing byte. */
    private static Map<String, Integer> tlsOfOurs(Path capture) {
        Map<String, Integer> found = new TreeMap<>();
        TsharkCapture.connections(capture).forEach((stream, connection) -> {
            List<TlsRecord> records = SessionDissector.dissect(connection.view(0), connection.view(1))
                    .tls();
            for (TlsRecord record : records) {
                MemoryStream view = connection.view(record.direction().index());
                String frame = stream + " frame " + lastFrame(view, record.range());
                boolean whole = record.wholeness() != TlsRecord.Wholeness.GAP;
                if (whole && record.version() != TlsFraming.SSL2_VERSION) {
                    found.merge(frame + " record " + record.contentType(), 1, Integer::sum);
                }
                for (TlsMessage message : record.messages()) {
                    if (message instanceof TlsMessage.Handshake handshake
                            && view.seen().contains(handshake.range())) {
                        ByteRange last = recordAt(
                                records, record.direction(), handshake.range().end() - 1);
                        countMessage(found, stream, view, handshake.type(), last);
                    }
                }
            }
        });
        return found;
    }

    private static void countMessage(
            Map<String, Integer> found, int stream, MemoryStream view, int type, ByteRange last) {
        if (view.seen().contains(last)) {
            found.merge(stream + " frame " + lastFrame(view, last) + " handshake " + type, 1, Integer::sum);
        }
    }

    private static ByteRange recordAt(List<TlsRecord> records, Direction direction, long offset) {
        return records.stream()
                .filter(record ->
                        record.direction() == direction && record.range().contains(offset))
                .map(TlsRecord::range)
                .findFirst()
                .orElseThrow();
    }

    private static long lastFrame(MemoryStream view, ByteRange range) {
        long last = 0;
        for (long at = range.start(); at < range.end() && view.seen().contains(at); at++) {
            last = Math.max(last, view.origin(at).frame().number());
        }
        return last;
    }

    private static Map<String, Integer> smtpOfTshark(Path capture) {
        Map<String, Integer> found = new TreeMap<>();
        List<String> options = List.of("-d", "tcp.port==2525,smtp", "-d", "tcp.port==465,smtp");
        String[] fields = {"frame.number", "tcp.stream", "smtp.req.command", "smtp.response.code"};
        for (String[] row : TsharkCapture.rows(capture, "smtp && tcp", options, fields)) {
            countAll(found, row[1] + " frame " + row[0] + " ", row[2].toUpperCase(Locale.ROOT));
            countAll(found, row[1] + " frame " + row[0] + " ", row[3]);
        }
        return found;
    }

    /** As tshark names them: by the first four letters. */
    private static Map<String, Integer> smtpOfOurs(Path capture) {
        Map<String, Integer> found = new TreeMap<>();
        TsharkCapture.connections(capture).forEach((stream, connection) -> {
            Dialogue dialogue = SessionDissector.dissect(connection.view(0), connection.view(1));
            for (SmtpEvent event : dialogue.smtp()) {
                String frame = stream + " frame " + event.completion().frame().number() + " ";
                if (event instanceof SmtpEvent.Command command) {
                    String verb = command.verb();
                    found.merge(frame + verb.substring(0, Math.min(4, verb.length())), 1, Integer::sum);
                } else if (event instanceof SmtpEvent.Reply reply) {
                    found.merge(frame + reply.code(), 1, Integer::sum);
                }
            }
        });
        return found;
    }
}
