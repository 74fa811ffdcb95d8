package org.droppoint.correlate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LongOrderTest {
    private static final long SEED = 20261124;

    @Test
    void ordersAsAStableSortOfObjects() {
        Random random = new Random(SEED);
        for (int count : new int[] {0, 1, 2, 39, 40, 41, 1000, 4096, 4097, 20_000}) {
            for (int bits : new int[] {1, 7, 12, 33, 64}) {
                long[] keys = random.longs(count)
                        .map(key -> bits == 64 ? key : (key & (1L << bits) - 1) - (1L << bits - 1))
                        .toArray();
                int[] expected = IntStream.range(0, count)
                        .boxed()
                        .sorted(Comparator.comparingLong(index -> keys[index]))
                        .mapToInt(Integer::intValue)
                        .toArray();
                assertArrayEquals(expected, LongOrder.ascending(keys, count), count + " keys of " + bits + " bits");
            }
        }
    }

    @Test
    void leavesOutWhatStandsBehindTheCount() {
        assertArrayEquals(new int[] {1, 0}, LongOrder.ascending(new long[] {5, 3, 1}, 2));
    }
}
