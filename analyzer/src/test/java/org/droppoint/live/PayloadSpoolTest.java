package org.droppoint.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class PayloadSpoolTest {
    private static final int FRAME = 200_000;

    private static byte[] frame(int number) {
        byte[] bytes = new byte[FRAME];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    private static byte[] read(PayloadSpool spool, long position) throws IOException {
        byte[] back = new byte[FRAME];
        assertEquals(FRAME, spool.read(position, back, 0, FRAME));
        return back;
    }

    @Test
    void whatIsKeptIsReadBackFromMemoryAndDisk() throws IOException {
        try (PayloadSpool spool = new PayloadSpool()) {
            long[] positions = new long[40];
            for (int i = 0; i < positions.length; i++) {
                positions[i] = spool.keep(frame(i), 0, FRAME);
            }
            for (int i = 0; i < positions.length; i++) {
                assertArrayEquals(frame(i), read(spool, positions[i]));
            }
        }
    }

    @Test
    void blocksThatNobodyNeedsAreUsedAgain() throws IOException {
        try (PayloadSpool spool = new PayloadSpool()) {
            long kept = spool.keep(frame(77), 0, FRAME);
            BitSet needed = new BitSet();
            needed.set((int) (kept >>> PayloadSpool.BLOCK_BITS));
            for (int round = 0; round < 50; round++) {
                for (int i = 0; i < 20; i++) {
                    assertTrue(spool.keep(frame(i), 0, FRAME) >= 0);
                }
                spool.retain(needed);
                assertTrue(spool.blocks() <= 2, "blocks: " + spool.blocks());
            }
            assertArrayEquals(frame(77), read(spool, kept));
            assertEquals(0, spool.notKeptBytes());
        }
    }
}
