package org.droppoint.correlate.clock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.LongOrder;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.TravelTimes;
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

    /** What the capture holds beside the packets that bound the clock. */
    interface Stamps {
        /** @return the least and the greatest stamp of what stands between two places of the capture; none for nothing */
        long[] between(long fromOrder, long toOrder);
    }

    private final Stamps stamps;
    private long[] order = new long[0];
    private long[] at = new long[0];
    private long[] nanos = new long[0];
    private boolean[] upper = new boolean[0];
    private int count;

    ClockBounds() {
        this((from, to) -> new long[0]);
    }

    ClockBounds(Stamps stamps) {
        this.stamps = stamps;
    }

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
            Stretch stretch = stretch(sequence, from, count);
            stretches.add(stretch);
            from = Math.max(stretch.end(), from + 1);
        }
        if (stretches.stream().noneMatch(Stretch::stands)) {
            return ClockModel.unknown("packets were seen in one direction only, which bounds the clock from one side");
        }
        return new ClockModel(true, pieces(stretches, sequence), count, basis);
    }

    /**
     * A time without a step.
     *
     * @param end where the next one begins in the sequence
     * @param agreed the last one in the sequence before anything contradicted it
     */
    private record Stretch(ClockInterval interval, long first, long last, int agreed, int from, int end) {
        /** A handful of packets that contradict the others are no clock of their own. */
        boolean stands() {
            return interval.boundedBothWays() && (from == 0 || end - from > STEP_EVIDENCE);
        }
    }

    /** Takes bounds while they agree, of those before {@code limit}. */
    private Stretch stretch(int[] sequence, int from, int limit) {
        int start = sequence[from];
        ClockInterval interval = new ClockInterval(at[start], nanos[start]);
        int[] contradictions = new int[2];
        int[] firstContradiction = new int[2];
        int[] agreed = {from, from};
        int end = limit;
        int side = 0;
        for (int i = from; i < end; i++) {
            int bound = sequence[i];
            side = upper[bound] ? 1 : 0;
            boolean agrees =
                    upper[bound] ? interval.atMost(at[bound], nanos[bound]) : interval.atLeast(at[bound], nanos[bound]);
            if (agrees) {
                contradictions[side] = 0;
                agreed[side] = i;
            } else if (contradictions[side]++ == 0) {
                firstContradiction[side] = i;
            } else if (contradictions[side] > STEP_EVIDENCE) {
                end = firstContradiction[side];
            }
        }
        if (end == limit && contradictions[0] + contradictions[1] > 0) {
            side = contradictions[0] > 0 ? 0 : 1;
            end = firstContradiction[side];
        }
        int lastAgreed = end < limit ? agreed[side] : Math.max(agreed[0], agreed[1]);
        return withoutLateEnds(sequence, new Stretch(interval, at[start], 0, lastAgreed, from, end));
    }

    /** Ends a stretch where at either end no packet crosses in a likely time. */
    private Stretch withoutLateEnds(int[] sequence, Stretch found) {
        int first = found.from();
        while (first < found.end() && !isLikely(sequence[first], found.interval())) {
            first++;
        }
        if (first > found.from() && first < found.end()) {
            return stretch(sequence, found.from(), first);
        }
        int last = found.end() - 1;
        while (last > first && !isLikely(sequence[last], found.interval())) {
            last--;
        }
        boolean lateOnes = first < found.end() && last < found.end() - 1;
        int end = lateOnes ? last + 1 : found.end();
        long greatest = greatest(sequence, found.from(), end);
        int agreed = lateOnes ? last : found.agreed();
        return new Stretch(found.interval(), found.first(), greatest, agreed, found.from(), end);
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
     * Whether a packet crosses in a time in which packets do, by this clock. Where at either end of a stretch none does,
     * and all travel one way, a clock that was set looks like that: nothing contradicts, and all seem late.
     */
    private boolean isLikely(int bound, ClockInterval interval) {
        return upper[bound]
                ? nanos[bound] - interval.greatest(at[bound]) <= TravelTimes.LIKELY_CROSSING_NANOS
                : interval.least(at[bound]) - nanos[bound] <= TravelTimes.LIKELY_CROSSING_NANOS;
    }

    /**
     * Between the last packet that agreed with one stretch and the first of the next the clock stepped, nobody knows
     * when: there either may hold. A clock that stepped back shows some times twice, and either may be meant.
     */
    private List<ClockModel.Piece> pieces(List<Stretch> stretches, int[] sequence) {
        List<ClockModel.Piece> pieces = new ArrayList<>();
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        long lowOrder = Long.MAX_VALUE;
        @Nullable Stretch earlier = null;
        List<Stretch> doubtful = new ArrayList<>();
        for (Stretch stretch : stretches) {
            if (earlier != null) {
                lowOrder = Math.min(lowOrder, order[sequence[earlier.agreed()]] + 1);
                low = Math.min(low, Math.min(at[sequence[earlier.agreed()]], stretch.first()));
                high = Math.max(high, Math.max(earlier.last(), stretch.first()));
                long[] others = stamps.between(order[sequence[stretch.from() - 1]], order[sequence[stretch.from()]]);
                low = others.length == 0 ? low : Math.min(low, others[0] - 1);
                high = others.length == 0 ? high : Math.max(high, others[1]);
            }
            earlier = stretch;
            if (!stretch.stands()) {
                doubtful.add(stretch);
                continue;
            }
            if (pieces.isEmpty()) {
                pieces.add(piece(stretch, Long.MIN_VALUE, Long.MIN_VALUE));
            } else {
                ClockModel.Piece before = pieces.get(pieces.size() - 1);
                ClockModel.Piece after = piece(stretch, high + 1, order[sequence[stretch.from()]]);
                pieces.add(around(before, after, doubtful, low + 1, lowOrder));
                pieces.add(after);
            }
            doubtful.clear();
            low = Long.MAX_VALUE;
            high = Long.MIN_VALUE;
            lowOrder = Long.MAX_VALUE;
        }
        if (!doubtful.isEmpty() && !pieces.isEmpty()) {
            ClockModel.Piece before = pieces.get(pieces.size() - 1);
            pieces.add(around(before, before, doubtful, low + 1, lowOrder));
        }
        return pieces;
    }

    private static ClockModel.Piece around(
            ClockModel.Piece before, ClockModel.Piece after, List<Stretch> doubtful, long from, long fromOrder) {
        ClockModel.Piece piece = ClockModel.Piece.between(before, after, from, fromOrder);
        for (Stretch stretch : doubtful) {
            piece = piece.widenedBy(
                    stretch.interval().likelyLeast(stretch.first()),
                    stretch.interval().likelyGreatest(stretch.first()));
        }
        return piece;
    }

    /** States the offset for the moment at which it is known best. */
    private static ClockModel.Piece piece(Stretch stretch, long from, long fromOrder) {
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
        return ClockModel.Piece.within(from, fromOrder, best, least, greatest, drift, driftError, false);
    }
}
