package org.droppoint.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityTest {
    private static final long WIDTH = Activity.BUCKET_NANOS;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 42})
    void agreesWithASetOfBuckets(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            long base = round % 2 == 0 ? 1_700_000_000L * 1_000_000_000L : -5L * WIDTH;
            long spread = round % 3 == 0 ? 100_000 * WIDTH : 50 * WIDTH;
            Activity activity = new Activity();
            TreeSet<Long> buckets = new TreeSet<>();
            for (int i = 0; i < 40; i++) {
                long nanos = base + random.nextLong(spread);
                activity.add(nanos);
                buckets.add(Math.floorDiv(nanos, WIDTH));
                assertQueries(activity, buckets, base + random.nextLong(spread), random.nextLong(20 * WIDTH));
            }
        }
    }

    private static void assertQueries(Activity activity, TreeSet<Long> buckets, long from, long length) {
        long first = Math.floorDiv(from, WIDTH);
        Long within = buckets.ceiling(first);
        boolean any = within != null && within <= Math.floorDiv(from + length, WIDTH);
        assertEquals(any, activity.anyWithin(from, from + length));
    }

    @Test
    void withoutFramesNothingIsKnown() {
        Activity activity = new Activity();
        assertFalse(activity.anyWithin(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2));
    }

    @Test
    void timesAllOverTheCalendarStayBounded() {
        Activity activity = new Activity();
        long step = Long.MAX_VALUE / 40_000;
        for (int i = 0; i < 40_000; i++) {
            activity.add(i * step);
        }
        assertEquals(40_000, activity.frames());
        assertEquals(40_000 - Activity.MAX_PAGES, activity.unmarkedFrames());
        assertTrue(activity.anyWithin(0, 1));
        activity.add(0);
        activity.add(Long.MAX_VALUE);
        activity.add(Long.MIN_VALUE);
        assertTrue(activity.anyWithin(-step / 2, 0));
        assertFalse(activity.anyWithin(-step, -step / 2));
    }
}
