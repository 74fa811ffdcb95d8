package org.droppoint.correlate.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The truth stays inside, however many packets cut the polygon down to a sliver that rounding dents. */
class ClockIntervalTest {
    private static final long START = 1_750_000_000_000_000_000L;
    private static final long OFFSET = 340_000_000L;
    private static final double DRIFT = 20e-6;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void keepsTheTruthThroughManyCuts(long seed) {
        Random random = new Random(seed);
        ClockInterval interval = new ClockInterval(START, OFFSET);
        long at = START;
        for (int i = 0; i < 100_000; i++) {
            at += random.nextInt(200_000);
            long truth = truth(at);
            long delay = 1L + random.nextInt(50_000);
            boolean agrees =
                    random.nextBoolean() ? interval.atMost(at, truth + delay) : interval.atLeast(at, truth - delay);
            assertTrue(agrees, "seed " + seed + ", bound " + i);
        }
        assertTrue(interval.least(at) <= truth(at) && truth(at) <= interval.greatest(at), "seed " + seed);
        assertTrue(interval.greatest(at) - interval.least(at) < 100_000, "seed " + seed);
        assertTrue(interval.leastDrift() <= DRIFT && DRIFT <= interval.greatestDrift(), "seed " + seed);
    }

    /**
     * Near a bound that holds most others need no look at the polygon: nothing may be lost by that. Given from the loosest
     * to the tightest none is implied by the one before it.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void isAsNarrowInWhateverOrderBoundsCome(long seed) {
        Random random = new Random(seed);
        long[][] bounds = new long[2_000][];
        long at = START;
        for (int i = 0; i < bounds.length; i++) {
            at += random.nextInt(20_000_000);
            bounds[i] = new long[] {at, 1L + random.nextInt(50_000), random.nextInt(2)};
        }
        ClockInterval inTime = interval(bounds);
        Arrays.sort(bounds, Comparator.comparingLong(bound -> -bound[1]));
        ClockInterval looseFirst = interval(bounds);
        for (long when = START - 1_000_000_000; when < at + 1_000_000_000; when += 97_000_000) {
            assertEquals(looseFirst.least(when), inTime.least(when), 2, "seed " + seed);
            assertEquals(looseFirst.greatest(when), inTime.greatest(when), 2, "seed " + seed);
        }
    }

    private static ClockInterval interval(long[][] bounds) {
        ClockInterval interval = new ClockInterval(START, OFFSET);
        for (long[] bound : bounds) {
            long truth = truth(bound[0]);
            assertTrue(
                    bound[2] == 0
                            ? interval.atMost(bound[0], truth + bound[1])
                            : interval.atLeast(bound[0], truth - bound[1]));
        }
        return interval;
    }

    /** Bounds along a parabola each add a corner: hostile times must not make every further packet dearer. */
    @Test
    void limitsItsCorners() {
        ClockInterval interval = new ClockInterval(START, 0);
        int cuts = 20_000;
        for (int i = 0; i < cuts; i++) {
            double x = (i - cuts / 2.0) * 1e9;
            assertTrue(interval.atMost(START + (long) x, (long) (1e9 + x * x / 1e17)), "bound " + i);
        }
        assertTrue(interval.vertices() <= ClockInterval.MAX_VERTICES, interval.vertices() + " corners");
        assertTrue(interval.greatest(START) >= 0);
    }

    private static long truth(long at) {
        return OFFSET + Math.round((at - START) * DRIFT);
    }
}
