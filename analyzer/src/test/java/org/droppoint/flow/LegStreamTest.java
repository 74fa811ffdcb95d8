package org.droppoint.flow;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.flow.Talk.PUSH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.droppoint.base.Tap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegStreamTest {
    private static final Tap INSIDE = new Tap(Tap.INSIDE, 1);
    private static final int LENGTH = 400;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 5, 77})
    void agreesWithAnArrayFilledByFirstCopies(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            long isn = round % 2 == 0 ? 0xFFFF_FFF0L : 12;
            Talk talk = new Talk().open(isn, 9);
            int[] expected = new int[LENGTH];
            long[] frame = new long[LENGTH];
            for (int i = 0; i < 30; i++) {
                int from = random.nextInt(LENGTH);
                int length = Math.min(LENGTH - from, 1 + random.nextInt(40));
                char letter = (char) ('a' + random.nextInt(26));
                talk.c(
                        PUSH,
                        isn + 1 + from & 0xFFFF_FFFFL,
                        10,
                        String.valueOf(letter).repeat(length));
                for (int at = from; at < from + length; at++) {
                    if (expected[at] == 0) {
                        expected[at] = letter;
                        frame[at] = talk.capture.frameCount();
                    }
                }
            }
            assertStream(stream(talk), expected, frame, random);
        }
    }

    private static LegStream stream(Talk talk) {
        CapturedTap tap = talk.tap();
        return new LegStream(INSIDE, tap.legs().get(0), CLIENT_TO_SERVER, tap.payloads());
    }

    private static void assertStream(LegStream stream, int[] expected, long[] frame, Random random) {
        for (int at = 0; at < LENGTH; at++) {
            byte[] read = new byte[3 + random.nextInt(60)];
            int run = 0;
            while (run < read.length - 2 && at + run < LENGTH && expected[at + run] != 0) {
                run++;
            }
            assertEquals(run, stream.read(at, read, 2, read.length - 2));
            for (int i = 0; i < run; i++) {
                assertEquals(expected[at + i], read[2 + i]);
            }
            assertEquals(expected[at] != 0, stream.seen().contains(at));
            if (expected[at] != 0) {
                assertEquals(frame[at], stream.origin(at).frame().number());
                assertEquals(INSIDE, stream.origin(at).tap());
            }
        }
        assertTrue(stream.fromStart());
    }

    @Test
    void bytesThatTheCaptureCutOffAreSeenButNotRead() {
        Talk whole = new Talk().open(1, 1).c(PUSH, 2, 2, "EHLO relay\r\n").c(PUSH, 6, 2, " relay\r\n");
        MemoryCapture cut = whole.capture.cutFrame(3, 20 + 20 + 4);
        LegStream stream = stream(whole);
        assertEquals(5, cut.frameCount());
        byte[] read = new byte[20];
        assertEquals(12, stream.read(0, read, 0, 20), "the second copy has what the first lacks");
        assertEquals("EHLO relay\r\n", new String(read, 0, 12, StandardCharsets.ISO_8859_1));
        assertEquals(4, stream.origin(5).frame().number(), "the frame that first brought it");
        assertThrows(IllegalArgumentException.class, () -> stream.origin(12));
    }
}
