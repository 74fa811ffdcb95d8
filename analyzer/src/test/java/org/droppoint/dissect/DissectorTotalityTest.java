package org.droppoint.dissect;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sessions, maltreated at random: nothing throws, nothing is reported outside of what was there. */
class DissectorTotalityTest {
    private static final long SEED = 20260117;
    private static final int ROUNDS = 4000;

    @TempDir
    static Path folder;

    private static final List<byte[][]> ORIGINALS = new ArrayList<>();

    @BeforeAll
    static void makeSessions() {
        JsseFixture jsse = new JsseFixture(folder);
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            Talk talk = JsseFixture.afterStartTls(jsse.session(protocol, true), 1460);
            ORIGINALS.add(new byte[][] {all(talk.client), all(talk.server)});
        }
        Talk clear = new Talk()
                .client(
                        "EHLO a\r\nAUTH LOGIN\r\nYQ==\r\nMAIL FROM:<a@b>\r\nDATA\r\nx\r\n.\r\nBDAT 9 LAST\r\n123456789QUIT\r\n")
                .server(
                        "220 a\r\n250-b\r\n250 c\r\n334 x\r\n235 y\r\n250 z\r\n354 go\r\n250 ok\r\n250 ok\r\n221 x\r\n");
        ORIGINALS.add(new byte[][] {all(clear.client), all(clear.server)});
    }

    private static byte[] all(MemoryStream stream) {
        byte[] bytes = new byte[(int) stream.end()];
        stream.read(0, bytes, 0, bytes.length);
        return bytes;
    }

    @Test
    void maltreatedSessions() {
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(SEED + round);
            byte[][] original = ORIGINALS.get(random.nextInt(ORIGINALS.size()));
            MemoryStream client = maltreat(random, original[0]);
            MemoryStream server = maltreat(random, original[1]);
            Dialogue dialogue = SessionDissector.dissect(client, server);
            Phases.reached(dialogue);
            check(dialogue, client, server, "seed " + (SEED + round));
        }
    }

    private static void check(Dialogue dialogue, MemoryStream client, MemoryStream server, String where) {
        long[] recordEnd = new long[2];
        for (SmtpEvent event : dialogue.smtp()) {
            MemoryStream view = event.direction() == Direction.CLIENT_TO_SERVER ? client : server;
            assertTrue(event.range().start() >= 0 && event.range().end() <= view.end(), where + " " + event);
            assertTrue(view.seen().contains(event.range().start()), where + " " + event);
            boolean whole = view.seen().contains(event.range());
            assertTrue(whole || !event.complete(), where + " complete with a hole: " + event);
        }
        for (TlsRecord record : dialogue.tls()) {
            MemoryStream view = record.direction() == Direction.CLIENT_TO_SERVER ? client : server;
            int side = record.direction().index();
            ByteRange range = record.range();
            assertTrue(range.start() >= recordEnd[side], where + " overlapping " + record);
            recordEnd[side] = range.end();
            assertTrue(view.seen().contains(new ByteRange(range.start(), range.start() + 5)), where + " " + record);
            boolean gap = record.wholeness() == TlsRecord.Wholeness.GAP;
            assertTrue(gap != view.seen().contains(range), where + " " + record);
            assertTrue(!RecordTypes.describeAll(record).isEmpty(), where);
        }
        long bytes = client.end() + server.end();
        assertTrue(client.reads() + server.reads() < 1000 + 20 * bytes, where + " reads too often");
    }

    private static MemoryStream maltreat(Random random, byte[] original) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(8); i > 0; i--) {
            mutate(random, bytes);
        }
        MemoryStream stream = new MemoryStream(random.nextInt(4) > 0);
        int at = random.nextInt(5) == 0 ? random.nextInt(bytes.length) : 0;
        long frame = random.nextInt(20);
        int longest = 1 + random.nextInt(random.nextBoolean() ? 20 : 1500);
        while (at < bytes.length) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(longest));
            int kept = random.nextInt(12) == 0 ? at + random.nextInt(to - at + 1) : to;
            frame += random.nextInt(5) - 1;
            if (random.nextInt(15) > 0) {
                stream.add(
                        Math.max(1, frame),
                        random.nextInt(1000) * 1000L,
                        at,
                        Arrays.copyOfRange(bytes, at, kept),
                        to - at);
            }
            at = to;
        }
        return stream;
    }

    private static void mutate(Random random, byte[] bytes) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] = (byte) random.nextInt(256);
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
            case 3 -> {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
                System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
            }
            default -> {
                byte[] word = WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.ISO_8859_1);
                System.arraycopy(word, 0, bytes, at, Math.min(word.length, bytes.length - at));
            }
        }
    }

    private static final String[] WORDS = {
        "\r\n.\r\n",
        "\n",
        "DATA\r\n",
        "BDAT 999999999999\r\n",
        "BDAT 99999999999999999999 LAST\r\n",
        "354 x\r\n",
        "220 x\r\n",
        "STARTTLS\r\n",
        "334 \r\n",
        "250-",
        "\u0016\u0003\u0001\u0048\u0000",
        "\u0016\u0003\u0003\u0000\u0004",
        "\u0017\u0003\u0003\u0000\u0000",
        "\u0014\u0003\u0003\u0000\u0001\u0001",
        "\u0080\u001f\u0001\u0003\u0001",
        "\u000b\u00ff\u00ff\u00ff",
        "\u0001\u0000\u0000\u0000",
        "\u0000\u0000"
    };

    @Test
    void noise() {
        for (int round = 0; round < 300; round++) {
            Random random = new Random(SEED ^ round);
            byte[] bytes = new byte[1 + random.nextInt(60_000)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i++) {
                boolean header = random.nextInt(40) == 0 && i + 5 < bytes.length;
                if (header) {
                    bytes[i] = (byte) (20 + random.nextInt(5));
                    bytes[i + 1] = 3;
                    bytes[i + 2] = 3;
                    bytes[i + 3] = 0;
                }
            }
            MemoryStream client = new MemoryStream(round % 2 == 0).add(1, 0, bytes);
            MemoryStream server = new MemoryStream(round % 3 == 0).add(2, 0, bytes);
            check(SessionDissector.dissect(client, server), client, server, "round " + round);
        }
    }
}
