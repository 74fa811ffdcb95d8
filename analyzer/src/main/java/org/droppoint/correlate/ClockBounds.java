package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.LongOrder;
import org.jspecify.annotations.Nullable;

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

    private long[] order = new long[0];
    private long[] at = new long[0];
    private long[] nanos = new long[0];
    private boolean[] upper = new boolean[0];
    private int count;

    /** So many more are going to be added: there are millions, and arrays that grow by doubling would take twice as much. */
    void expect(int more) {
        resize(count + more);
    }

    private void resize(int capacity) {
        order = Arrays.copyOf(order, capacity);
        at = Arrays.copyOf(at, capacity);
        nanos = Arrays.copyOf(nanos, capacity);
        upper = Arrays.copyOf(upper, capacity);
    }

    void add(long captureOrder, long atNanos, long boundNanos, boolean isUpper) {
        if (count == at.length) {
            resize(Math.max(64, count * 2));
        }
        order[count] = captureOrder;
        at[count] = atNanos;
        nanos[count] = boundNanos;
        upper[count++] = isUpper;
    }

    boolean isEmpty() {
        return count == 0;
    }

    ClockModel solve() {
        return solve("packets seen at both taps, in both directions");
    }

    /** @param basis what these bounds come from, for the report */
    ClockModel solve(String basis) {
        if (count == 0) {
            return ClockModel.unknown("no packet of this capture was seen in another one");
        }
        int[] sequence = LongOrder.ascending(order, count);
        List<Stretch> stretches = new ArrayList<>();
        int from = 0;
        while (from < count && stretches.size() < MAX_STEPS) {
            Stretch stretch = stretch(sequence, from);
            stretches.add(stretch);
            from = Math.max(stretch.end(), from + 1);
        }
        if (stretches.stream().noneMatch(Stretch::stands)) {
            return ClockModel.unknown("packets were seen in one direction only, which bounds the clock from one side");
        }
        return new ClockModel(true, pieces(stretches), count, basis);
    }

    /**
     * A time without a step.
     *
     * @param end where the next one begins in the sequence
     * @param lastAgreed by this clock, up to when nothing contradicted it
     */
    private record Stretch(ClockInterval interval, long first, long last, long lastAgreed, int from, int end) {
        /** A handful of packets that contradict the others are no clock of their own. */
        boolean stands() {
            return interval.boundedBothWays() && (from == 0 || end - from > STEP_EVIDENCE);
        }
    }

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
            boolean agrees =
                    upper[bound] ? interval.atMost(at[bound], nanos[bound]) : interval.atLeast(at[bound], nanos[bound]);
            if (agrees) {
                contradictions[side] = 0;
                agreed[side] = at[bound];
            } else if (contradictions[side]++ == 0) {
                firstContradiction[side] = i;
            } else if (contradictions[side] > STEP_EVIDENCE) {
                end = firstContradiction[side];
            }
        }
        if (end == count && contradictions[0] + contradictions[1] > 0) {
            side = contradictions[0] > 0 ? 0 : 1;
            end = firstContradiction[side];
        }
        long lastAgreed = end == count ? Long.MAX_VALUE : agreed[side];
        return new Stretch(interval, at[start], greatest(sequence, from, end), lastAgreed, from, end);
    }

    /** The last packet of a stretch need not show the latest time: the clock may have fallen back before it. */
    private long greatest(int[] sequence, int from, int end) {
        long greatest = at[sequence[from]];
        for (int i = from + 1; i < end; i++) {
            greatest = Math.max(greatest, at[sequence[i]]);
        }
        return greatest;
    }

    /**
     * Between the last packet that agreed with one stretch and the first of the next the clock stepped, nobody knows
     * when: there either may hold. A clock that stepped back shows some times twice, and either may be meant.
     */
    private static List<ClockModel.Piece> pieces(List<Stretch> stretches) {
        List<ClockModel.Piece> pieces = new ArrayList<>();
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        @Nullable Stretch earlier = null;
        List<Stretch> doubtful = new ArrayList<>();
        for (Stretch stretch : stretches) {
            if (earlier != null) {
                low = Math.min(low, Math.min(earlier.lastAgreed(), stretch.first()));
                high = Math.max(high, Math.max(earlier.last(), stretch.first()));
            }
            earlier = stretch;
            if (!stretch.stands()) {
                doubtful.add(stretch);
                continue;
            }
            if (pieces.isEmpty()) {
                pieces.add(piece(stretch, Long.MIN_VALUE));
            } else {
                ClockModel.Piece before = pieces.get(pieces.size() - 1);
                ClockModel.Piece after = piece(stretch, high + 1);
                pieces.add(around(before, after, doubtful, low + 1));
                pieces.add(after);
            }
            doubtful.clear();
            low = Long.MAX_VALUE;
            high = Long.MIN_VALUE;
        }
        if (!doubtful.isEmpty() && !pieces.isEmpty()) {
            ClockModel.Piece before = pieces.get(pieces.size() - 1);
            pieces.add(around(before, before, doubtful, low + 1));
        }
        return pieces;
    }

    private static ClockModel.Piece around(
            ClockModel.Piece before, ClockModel.Piece after, List<Stretch> doubtful, long from) {
        ClockModel.Piece piece = ClockModel.Piece.between(before, after, from);
        for (Stretch stretch : doubtful) {
            piece = piece.widenedBy(
                    stretch.interval().likelyLeast(stretch.first()),
                    stretch.interval().likelyGreatest(stretch.first()));
        }
        return piece;
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
