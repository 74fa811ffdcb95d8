package org.droppoint.correlate.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.droppoint.correlate.session.ClockModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a clock is told to be from packets alone, held against the clock that stamped them: one that drifts, leaps ahead
 * or falls back. Packets need a millisecond at least from tap to tap, and three at most.
 */
class ClockBoundsTest {
    private static final long START = 1_750_000_000_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    /** So many packets, of both directions in turn, go between the taps each second. */
    private static final int PER_SECOND = 50;

    private final ClockBounds bounds = new ClockBounds();
    private long frame;

    /** Packets of some seconds by the reference clock; the tap's clock shows as much more as {@code offset} says. */
    private void packets(long seed, double fromSecond, double toSecond, LongUnaryOperator offset) {
        Random random = new Random(seed);
        long gap = SECOND / PER_SECOND;
        for (long at = at(fromSecond); at < at(toSecond); at += 2 * gap) {
            outward(at, MILLI + random.nextInt((int) (2 * MILLI)), offset);
            inward(at + gap, MILLI + random.nextInt((int) (2 * MILLI)), offset);
        }
    }

    private void outward(long sent, long delay, LongUnaryOperator offset) {
        long stamp = sent + delay + offset.applyAsLong(sent + delay);
        bounds.add(frame++, stamp, stamp - sent, true);
    }

    private void inward(long sent, long delay, LongUnaryOperator offset) {
        long stamp = sent + offset.applyAsLong(sent);
        bounds.add(frame++, stamp, stamp - (sent + delay), false);
    }

    private static long at(double seconds) {
        return START + Math.round(seconds * SECOND);
    }

    /** The reference time lies within what is stated, and that is no wider than so much. */
    private static void told(ClockModel model, double second, LongUnaryOperator offset, long widest) {
        long now = at(second);
        long stamp = now + offset.applyAsLong(now);
        long error = model.uncertainty(stamp);
        assertTrue(Math.abs(model.toReference(stamp) - now) <= error, second + " s: off by more than " + error);
        assertTrue(error <= widest, second + " s: ± " + error);
    }

    // ---- a steady clock ----

    @Test
    void withoutPacketsNothingIsKnown() {
        assertTrue(bounds.isEmpty());
        assertFalse(bounds.solve().known());
        assertEquals(0, bounds.solve().pairs());
    }

    @Test
    void oneDirectionBoundsOneSideOnly() {
        for (int i = 0; i < 100; i++) {
            outward(at(i), MILLI, now -> 5 * SECOND);
        }
        assertFalse(bounds.isEmpty());
        assertFalse(bounds.solve().known());
    }

    /** Half way between the bounds, give or take half their distance (RFC 5905 section 8). */
    @Test
    void liesBetweenTheQuickestPacketsOfBothDirections() {
        outward(at(1), 3 * MILLI, now -> SECOND);
        inward(at(1), MILLI, now -> SECOND);
        outward(at(1.001), 9 * MILLI, now -> SECOND);
        ClockModel model = bounds.solve("three packets");
        assertTrue(model.known());
        assertEquals(3, model.pairs());
        assertEquals("three packets", model.basis());
        assertEquals(SECOND + MILLI, model.stated().offsetNanos(), 1_000);
        assertEquals(2 * MILLI, model.stated().uncertaintyNanos(), 2_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aDriftingClockIsFollowed(long seed) {
        LongUnaryOperator offset = now -> -3 * SECOND + Math.round((now - START) * 60e-6);
        packets(seed, 0, 60, offset);
        ClockModel model = bounds.solve();
        assertEquals(1, model.pieces().size());
        assertTrue(Math.abs(model.stated().drift() - 60e-6) <= model.stated().driftUncertainty());
        assertTrue(
                model.stated().driftUncertainty() < 60e-6, "± " + model.stated().driftUncertainty());
        assertTrue(
                model.stated().uncertaintyNanos() <= 1_100_000,
                "± " + model.stated().uncertaintyNanos());
        for (int second = 0; second <= 60; second += 5) {
            told(model, second, offset, 4 * MILLI);
        }
    }

    /** It is stated for when it is known best: not where few slow packets are. */
    @Test
    void isStatedForTheBestKnownMoment() {
        LongUnaryOperator offset = now -> SECOND;
        for (int i = 0; i < 100; i++) {
            long delay = i == 70 ? MILLI / 100 : 40 * MILLI;
            outward(at(i), delay, offset);
            inward(at(i), delay, offset);
        }
        ClockModel.Piece stated = bounds.solve().stated();
        assertEquals(at(70) + SECOND, stated.at(), 2 * SECOND);
        assertTrue(stated.uncertaintyNanos() < 2 * MILLI, "± " + stated.uncertaintyNanos());
    }

    /** Files of one tap may be read in any order. */
    @Test
    void theOrderOfTheCaptureCounts() {
        LongUnaryOperator leap = now -> now < at(10) ? SECOND : 3 * SECOND;
        frame = 10_000;
        packets(1, 10, 20, leap);
        frame = 0;
        packets(2, 0, 10, leap);
        ClockModel model = bounds.solve();
        assertEquals(1, model.steps().size());
        told(model, 5, leap, 2 * MILLI);
        told(model, 15, leap, 2 * MILLI);
    }

    // ---- a clock that steps ----

    @ParameterizedTest
    @ValueSource(longs = {-8_000, -1_500, -50, 50, 1_500, 3_600_000})
    void aStepIsFollowed(long millis) {
        LongUnaryOperator offset = now -> now < at(10) ? 0 : millis * MILLI;
        packets(7, 0, 20, offset);
        ClockModel model = bounds.solve();
        assertEquals(1, model.steps().size());
        assertEquals(millis * MILLI, model.steps().get(0).offsetNanos(), 2.0 * MILLI);
        assertEquals(0, model.stated().offsetNanos(), 2.0 * MILLI);
        told(model, 1, offset, 4 * MILLI);
        told(model, 19, offset, 4 * MILLI);
        // near the step, and twice on a clock that fell back: wide enough for either
        for (double second = 8.02; second < 12; second += 0.04) {
            told(model, second, offset, Math.abs(millis) * 51 * MILLI / 100 + 8 * MILLI);
        }
    }

    /** It shows the same hour twice: nothing tells which is meant, and nothing untrue is said. */
    @Test
    void aClockThatFellBackByMuchIsDoubted() {
        LongUnaryOperator offset = now -> now < at(10) ? 0 : -3_600 * SECOND;
        packets(7, 0, 20, offset);
        ClockModel model = bounds.solve();
        for (int second = 0; second < 20; second++) {
            told(model, second + 0.5, offset, 3_600 * SECOND);
        }
    }

    /** When in the silence the clock stepped, nobody knows: either may hold there, and no longer than that. */
    @Test
    void duringASilenceEitherMayHold() {
        LongUnaryOperator offset = now -> now < at(60) ? 0 : SECOND;
        packets(1, 0, 10, offset);
        packets(2, 100, 110, offset);
        ClockModel model = bounds.solve();
        told(model, 9, offset, 4 * MILLI);
        told(model, 101.5, offset, 4 * MILLI);
        for (int second = 11; second < 100; second += 4) {
            told(model, second, now -> 0, 2 * SECOND);
            told(model, second, now -> SECOND, 2 * SECOND);
            assertTrue(model.uncertainty(at(second)) >= SECOND / 2, "at " + second + " s");
        }
    }

    @Test
    void twoStepsAreTwo() {
        LongUnaryOperator offset = now -> now < at(10) ? 0 : now < at(20) ? 2 * SECOND : -SECOND;
        packets(3, 0, 30, offset);
        ClockModel model = bounds.solve();
        assertEquals(
                List.of(2L, -1L),
                model.steps().stream()
                        .map(piece -> Math.round(piece.offsetNanos() / (double) SECOND))
                        .toList());
        for (int second : new int[] {2, 15, 28}) {
            told(model, second, offset, 5 * MILLI);
        }
    }

    /** A clock that is set again and again is followed so far, and no farther: then it is not said to be known. */
    @Test
    void endlessStepsEnd() {
        LongUnaryOperator offset = now -> (now - START) / SECOND % 2 == 0 ? 0 : 5 * SECOND;
        packets(3, 0, 60, offset);
        ClockModel model = bounds.solve();
        assertTrue(model.steps().size() < 16, model.steps().size() + " steps");
        told(model, 0.5, offset, 2 * MILLI);
    }

    // ---- packets that do not belong ----

    /** One pair in a hundred is no pair: another packet that looks the same. */
    @ParameterizedTest
    @ValueSource(longs = {-40_000, -40, 40, 40_000})
    void strayPairsAreLeftOut(long millis) {
        LongUnaryOperator offset = now -> SECOND;
        for (int i = 0; i < 20; i++) {
            packets(i, i, i + 1, offset);
            outward(at(i + 1), MILLI, now -> SECOND + millis * MILLI);
            inward(at(i + 1), MILLI, now -> SECOND + millis * MILLI);
        }
        packets(20, 20, 21, offset);
        ClockModel model = bounds.solve();
        assertEquals(1, model.pieces().size());
        told(model, 3, offset, 4 * MILLI);
        told(model, 17, offset, 4 * MILLI);
    }

    /** Four at the end may be the beginning of another time, and may be strays: from there on neither is sure. */
    @ParameterizedTest
    @ValueSource(longs = {-1_000, 1_000})
    void aHandfulAtTheEndIsDoubt(long millis) {
        LongUnaryOperator offset = now -> now < at(10) ? 0 : millis * MILLI;
        packets(1, 0, 10.08, offset);
        ClockModel model = bounds.solve();
        assertEquals(0, model.steps().size());
        told(model, 5, offset, 4 * MILLI);
        told(model, 10.04, offset, 3 * SECOND);
        told(model, 10.04, now -> 0, 3 * SECOND);
    }

    /** Between two times of its own a clock may have shown a third, of which too few packets tell. */
    @Test
    void aShortTimeInBetweenWidensWhatIsSaid() {
        LongUnaryOperator offset = now -> now < at(10) ? 0 : now < at(10.1) ? 9 * SECOND : SECOND;
        packets(1, 0, 20, offset);
        ClockModel model = bounds.solve();
        told(model, 5, offset, 4 * MILLI);
        told(model, 19.9, offset, 4 * MILLI);
        told(model, 10.02, offset, 20 * SECOND);
    }
}
