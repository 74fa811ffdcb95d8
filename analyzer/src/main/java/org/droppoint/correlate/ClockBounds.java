package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What packets say about one clock: its difference from the reference is at most, or at least, so much at a time by its
 * own stamps. Taken in the order of the capture, so that a clock that steps back is followed, too.
 */
final class ClockBounds {
    /**
     * So many contradictions from one side in a row are a step of the clock; fewer are stray pairs, and are left out.
     * Bounds from the other side agree all the while: a clock that leaps ahead is only ever too high.
     */
    private static final int STEP_EVIDENCE = 4;

    private static final int MAX_STEPS = 16;

    private long[] order = new long[64];
    private long[] at = new long[64];
    private long[] nanos = new long[64];
    private boolean[] upper = new boolean[64];
    private int count;

    void add(long captureOrder, long atNanos, long boundNanos, boolean isUpper) {
        if (count == at.length) {
            order = Arrays.copyOf(order, count * 2);
            at = Arrays.copyOf(at, count * 2);
            nanos = Arrays.copyOf(nanos, count * 2);
            upper = Arrays.copyOf(upper, count * 2);
        }
        order[count] = captureOrder;
        at[count] = atNanos;
        nanos[count] = boundNanos;
        upper[count++] = isUpper;
    }

    ClockModel solve() {
        if (count == 0) {
            return ClockModel.unknown("no packet of this capture was seen in another one");
        }
        int[] sequence = sequence();
        List<Stretch> stretches = new ArrayList<>();
        int from = 0;
        while (from < count && stretches.size() < MAX_STEPS) {
            Stretch stretch = stretch(sequence, from);
            if (stretch.interval().boundedBothWays()) {
                stretches.add(stretch);
            }
            from = Math.max(stretch.end(), from + 1);
        }
        if (stretches.isEmpty()) {
            return ClockModel.unknown("packets were seen in one direction only, which bounds the clock from one side");
        }
        return new ClockModel(true, pieces(stretches), count, "packets seen at both taps, in both directions");
    }

    /** The bounds in the order of the capture: frame numbers are distinct but for packets known from two other taps. */
    private int[] sequence() {
        long[] sorted = Arrays.copyOf(order, count);
        Arrays.sort(sorted);
        int[] sequence = new int[count];
        int[] filled = new int[count];
        for (int i = 0; i < count; i++) {
            int slot = Arrays.binarySearch(sorted, order[i]);
            while (slot > 0 && sorted[slot - 1] == order[i]) {
                slot--;
            }
            sequence[slot + filled[slot]++] = i;
        }
        return sequence;
    }

    /**
     * A time without a step.
     *
     * @param end where the next one begins in the sequence
     * @param lastAgreed by this clock, up to when nothing contradicted it
     */
    private record Stretch(ClockInterval interval, long first, long last, long lastAgreed, int end) {}

    /** Takes bounds while they agree. */
    private Stretch stretch(int[] sequence, int from) {
        int start = sequence[from];
        ClockInterval interval = new ClockInterval(at[start], nanos[start]);
        int[] contradictions = new int[2];
        int[] firstContradiction = new int[2];
        long[] agreed = {at[start], at[start]};
        int end = count;
        int side = 0;
        for (int i = from; i < end; i++) {
            int bound = sequence[i];
            side = upper[bound] ? 1 : 0;
            boolean agrees = upper[bound]
                    ? interval.atMost(at[bound], nanos[bound])
                    : interval.atLeast(at[bound], nanos[bound]);
            if (agrees) {
                contradictions[side] = 0;
                agreed[side] = at[bound];
            } else if (contradictions[side]++ == 0) {
                firstContradiction[side] = i;
            } else if (contradictions[side] > STEP_EVIDENCE) {
                end = firstContradiction[side];
            }
        }
        return new Stretch(interval, at[start], at[sequence[end - 1]], end == count ? Long.MAX_VALUE : agreed[side], end);
    }

    /**
     * Between the last packet that agreed with one stretch and the first of the next the clock stepped, nobody knows
     * when: there either may hold. A clock that stepped back shows some times twice, and either may be meant.
     */
    private static List<ClockModel.Piece> pieces(List<Stretch> stretches) {
        List<ClockModel.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < stretches.size(); i++) {
            Stretch stretch = stretches.get(i);
            if (i == 0) {
                pieces.add(piece(stretch, Long.MIN_VALUE));
                continue;
            }
            ClockModel.Piece before = pieces.get(pieces.size() - 1);
            Stretch earlier = stretches.get(i - 1);
            long low = Math.min(earlier.lastAgreed(), stretch.first());
            long high = Math.max(earlier.last(), Math.max(earlier.lastAgreed(), stretch.first()));
            ClockModel.Piece after = piece(stretch, high + 1);
            pieces.add(ClockModel.Piece.between(before, after, low + 1));
            pieces.add(after);
        }
        return pieces;
    }

    /** States the offset for the moment at which it is known best. */
    private static ClockModel.Piece piece(Stretch stretch, long from) {
        ClockInterval interval = stretch.interval();
        long first = stretch.first();
        long best = first;
        long width = Long.MAX_VALUE;
        int samples = 64;
        for (int i = 0; i <= samples; i++) {
            long candidate = first + (stretch.last() - first) / samples * i;
            long candidateWidth = interval.greatest(candidate) - interval.least(candidate);
            if (candidateWidth < width) {
                width = candidateWidth;
                best = candidate;
            }
        }
        long least = interval.least(best);
        long greatest = interval.greatest(best);
        double drift = (interval.leastDrift() + interval.greatestDrift()) / 2;
        double driftError = (interval.greatestDrift() - interval.leastDrift()) / 2;
        return new ClockModel.Piece(
                from, best, least + (greatest - least) / 2, (greatest - least + 1) / 2, drift, driftError, false);
    }
}
