package org.droppoint.correlate.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.droppoint.base.Direction;
import org.droppoint.base.LongOrder;
import org.droppoint.correlate.session.OffsetMap;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Finds how a leg's stream offsets lie in those of a reference leg. Both begin at their SYN where that was seen; else
 * raw sequence numbers or equal content tell the shift. Where a device inserted or removed bytes, equal segments behind
 * the change stand at another distance, and the map gets a further piece.
 */
final class LegAligner {
    private static final int MIN_ANCHOR_BYTES = 6;
    /** Devices change the clear-text beginning of a session; what lies behind so many segments keeps its shift. */
    private static final int MAX_ANCHORS = 1_024;

    private LegAligner() {}

    static OffsetMap align(Leg reference, Leg leg, Direction direction) {
        OffsetMap shown = shown(reference, leg, direction);
        return shown == null ? byNumbers(reference, leg, direction) : shown;
    }

    /** As far as sequence numbers kept on the way tell. */
    static OffsetMap byNumbers(Leg reference, Leg leg, Direction direction) {
        long ours = leg.sequenceOfOffsetZero(direction);
        long theirs = reference.sequenceOfOffsetZero(direction);
        if (ours == Leg.UNKNOWN_SEQUENCE || theirs == Leg.UNKNOWN_SEQUENCE) {
            return OffsetMap.constant(0);
        }
        return OffsetMap.constant((int) (ours - theirs));
    }

    /** As something that both legs hold tells, whatever their numbers; null where nothing does. */
    static @Nullable OffsetMap shown(Leg reference, Leg leg, Direction direction) {
        boolean bothFromSyn = reference.synSeen(direction) && leg.synSeen(direction);
        Segments there = new Segments(reference, direction);
        Segments here = new Segments(leg, direction);
        if (bothFromSyn && here.equalTo(there)) {
            return OffsetMap.constant(0);
        }
        Anchors anchors = new Anchors(here, there);
        Acknowledged acknowledged = new Acknowledged(farthestAck(reference, direction), farthestAck(leg, direction));
        if (bothFromSyn) {
            return pieces(0, anchors, acknowledged);
        }
        if (anchors.count > 0) {
            return pieces(anchors.mostCommonShift(), anchors, acknowledged);
        }
        Long heard = shiftOfAcknowledgements(reference, leg, direction);
        heard = heard == null ? shiftOfHandshake(reference, leg, direction) : heard;
        return heard == null ? null : OffsetMap.constant(heard);
    }

    /** A SYN-ACK acknowledges its client's SYN and nothing else (RFC 9293 section 3.5): the client's stream begins there. */
    private static @Nullable Long shiftOfHandshake(Leg reference, Leg leg, Direction direction) {
        Direction back = direction.opposite();
        if (direction != Direction.CLIENT_TO_SERVER || !reference.synSeen(direction) || !leg.synSeen(back)) {
            return null;
        }
        SegmentStore store = leg.store();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean answer = store.direction(row) == back && TcpFlags.has(store.flags(row), TcpFlags.SYN);
            if (answer && store.ack(row) != SegmentStore.NO_ACK) {
                return -store.ack(row);
            }
        }
        return null;
    }

    /**
     * A direction of which a tap holds nothing is still counted by what the other end acknowledges: the same packet
     * acknowledges the same byte at both taps, whatever numbers a firewall made of it. Null where no packet tells.
     */
    private static @Nullable Long shiftOfAcknowledgements(Leg reference, Leg leg, Direction direction) {
        Direction back = direction.opposite();
        Long placed = shiftOf(reference, leg, back);
        if (placed == null) {
            return null;
        }
        Map<Long, Long> there = acknowledgements(reference, back);
        Map<Long, Integer> shifts = new TreeMap<>();
        acknowledgements(leg, back).forEach((start, ack) -> {
            Long mate = there.get(start + placed);
            if (mate != null) {
                shifts.merge(mate - ack, 1, Integer::sum);
            }
        });
        return shifts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** How a direction's offsets lie in the reference's, by its SYN or by what it says; null where neither tells. */
    private static @Nullable Long shiftOf(Leg reference, Leg leg, Direction direction) {
        if (reference.synSeen(direction) && leg.synSeen(direction)) {
            return 0L;
        }
        Anchors anchors = new Anchors(new Segments(leg, direction), new Segments(reference, direction));
        return anchors.count > 0 ? anchors.mostCommonShift() : null;
    }

    /** Up to where the first segment of each place acknowledges the other direction. */
    private static Map<Long, Long> acknowledgements(Leg leg, Direction direction) {
        Map<Long, Long> acks = new HashMap<>();
        SegmentStore store = leg.store();
        for (int row = leg.firstRow(); row != SegmentStore.NONE && acks.size() < MAX_ANCHORS; row = store.next(row)) {
            boolean placed = store.carriesStream(row) || TcpFlags.has(store.flags(row), TcpFlags.FIN);
            if (store.direction(row) == direction && placed && store.ack(row) != SegmentStore.NO_ACK) {
                acks.putIfAbsent(store.start(row), store.ack(row));
            }
        }
        return acks;
    }

    /** Segments of equal content that stand once only in each leg, in order of this leg's offsets. */
    private static final class Anchors {
        private final long[] legStarts;
        private final long[] shifts;
        private final boolean[] whole;
        private final int count;

        Anchors(Segments here, Segments there) {
            here.findRepeats();
            there.findRepeats();
            long[] starts = new long[Math.min(here.count, there.count)];
            long[] mates = new long[starts.length];
            boolean[] uncut = new boolean[starts.length];
            int found = 0;
            int i = 0;
            int j = 0;
            while (i < here.count && j < there.count) {
                if (here.prints[i] != there.prints[j]) {
                    boolean lower = here.prints[i] < there.prints[j];
                    i += lower ? 1 : 0;
                    j += lower ? 0 : 1;
                    continue;
                }
                if (here.starts[i] >= 0 && there.starts[j] >= 0) {
                    starts[found] = here.starts[i];
                    uncut[found] = (here.prints[i] & Segments.WHOLE) != 0;
                    mates[found++] = there.starts[j];
                }
                i++;
                j++;
            }
            count = found;
            legStarts = new long[count];
            shifts = new long[count];
            whole = new boolean[count];
            int[] order = LongOrder.ascending(starts, count);
            for (int k = 0; k < count; k++) {
                legStarts[k] = starts[order[k]];
                shifts[k] = mates[order[k]] - starts[order[k]];
                whole[k] = uncut[order[k]];
            }
        }

        long mostCommonShift() {
            long[] sorted = Arrays.copyOf(shifts, count);
            Arrays.sort(sorted);
            long best = sorted[0];
            int most = 0;
            for (int from = 0; from < count; ) {
                int to = from;
                while (to < count && sorted[to] == sorted[from]) {
                    to++;
                }
                if (to - from >= most) {
                    most = to - from;
                    best = sorted[from];
                }
                from = to;
            }
            return best;
        }
    }

    /**
     * The contents of a direction's first segments, with where each begins; those cut off are known by their length and
     * their stack's marks.
     */
    private static final class Segments {
        static final long WHOLE = 1;

        private long[] prints;
        private long[] starts;
        private int count;

        Segments(Leg leg, Direction direction) {
            int most = Math.min(MAX_ANCHORS, leg.rowCount(direction));
            prints = new long[most];
            starts = new long[most];
            SegmentStore store = leg.store();
            for (int row = leg.firstRow(); row != SegmentStore.NONE && count < most; row = store.next(row)) {
                boolean whole = store.captured(row) == store.length(row);
                boolean telling = store.length(row) >= MIN_ANCHOR_BYTES
                        && (whole || store.ipId(row) != 0)
                        && store.start(row) >= 0; // sent again from before where this capture begins to count
                if (telling && store.direction(row) == direction) {
                    int print = whole ? store.digest(row) : store.ipId(row) * 31 + store.timestamp(row);
                    prints[count] = (long) print << 32 | (long) store.length(row) << 1 | (whole ? WHOLE : 0);
                    starts[count++] = store.start(row);
                }
            }
        }

        /** Sorts by content; what stands at two places gets a start of -1. */
        void findRepeats() {
            int[] order = LongOrder.ascending(prints, count);
            long[] sorted = new long[count];
            long[] places = new long[count];
            int distinct = 0;
            for (int index : order) {
                if (distinct > 0 && sorted[distinct - 1] == prints[index]) {
                    places[distinct - 1] = places[distinct - 1] == starts[index] ? starts[index] : -1;
                } else {
                    sorted[distinct] = prints[index];
                    places[distinct++] = starts[index];
                }
            }
            prints = sorted;
            starts = places;
            count = distinct;
        }

        /** The same contents at the same places, in the same order. */
        boolean equalTo(Segments other) {
            return Arrays.equals(prints, 0, count, other.prints, 0, other.count)
                    && Arrays.equals(starts, 0, count, other.starts, 0, other.count);
        }
    }

    private static long farthestAck(Leg leg, Direction direction) {
        SegmentStore store = leg.store();
        long farthest = Long.MIN_VALUE;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean acknowledges = store.direction(row) != direction && store.ack(row) != SegmentStore.NO_ACK;
            farthest = acknowledges ? Math.max(farthest, store.ack(row)) : farthest;
        }
        return farthest;
    }

    /**
     * Up to where the receiver acknowledged a direction, in either leg's own offsets. Who inserts or removes bytes moves the
     * acknowledgements of all that comes behind by as much.
     */
    private record Acknowledged(long there, long here) {
        /**
         * What the one leg shows acknowledged past a place, the other does at the old distance and not at the new one: mail
         * that repeats its lines looks as if it were shifted.
         */
        boolean deny(long legStart, long shift, long changed) {
            long place = legStart + Math.min(shift, changed);
            return changed > shift
                    ? here > legStart && place < there && there < legStart + changed
                    : there > legStart + changed && place - shift < here && here < legStart;
        }
    }

    /**
     * A lone anchor at another distance among others is a coincidence of content; two in a row are a changed shift, or the last
     * one alone where it is no mark of 16 bits but content. None
     * lies before what came before it: a stream keeps its order.
     */
    private static OffsetMap pieces(long firstShift, Anchors anchors, Acknowledged acknowledged) {
        List<OffsetMap.Piece> pieces = new ArrayList<>();
        pieces.add(new OffsetMap.Piece(Long.MIN_VALUE, firstShift));
        long shift = firstShift;
        long placed = Long.MIN_VALUE;
        for (int i = 0; i < anchors.count; i++) {
            long start = anchors.legStarts[i];
            long changed = anchors.shifts[i];
            boolean last = i + 1 == anchors.count;
            boolean confirmed = last ? anchors.whole[i] : anchors.shifts[i + 1] == changed;
            if (changed != shift
                    && confirmed
                    && start + changed > placed
                    && !acknowledged.deny(start, shift, changed)) {
                shift = changed;
                pieces.add(new OffsetMap.Piece(start, shift));
            }
            placed = changed == shift ? start + shift : placed;
        }
        return OffsetMap.of(pieces);
    }
}
