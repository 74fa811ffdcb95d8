package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;

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

    private record Anchor(long legStart, long shift) {}

    static OffsetMap align(Leg reference, Leg leg, Direction direction) {
        boolean bothFromSyn = reference.synSeen(direction) && leg.synSeen(direction);
        List<Anchor> anchors = anchors(reference, leg, direction);
        if (bothFromSyn) {
            return pieces(0, anchors);
        }
        if (!anchors.isEmpty()) {
            return pieces(mostCommonShift(anchors), anchors);
        }
        long here = leg.sequenceOfOffsetZero(direction);
        long there = reference.sequenceOfOffsetZero(direction);
        if (here == Leg.UNKNOWN_SEQUENCE || there == Leg.UNKNOWN_SEQUENCE) {
            return OffsetMap.constant(0);
        }
        return OffsetMap.constant((int) (here - there));
    }

    /** Segments of equal content that stand once only in each leg, in order of this leg's offsets. */
    private static List<Anchor> anchors(Leg reference, Leg leg, Direction direction) {
        Segments there = new Segments(reference, direction);
        Segments here = new Segments(leg, direction);
        List<Anchor> anchors = new ArrayList<>();
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
                anchors.add(new Anchor(here.starts[i], there.starts[j] - here.starts[i]));
            }
            i++;
            j++;
        }
        anchors.sort((a, b) -> Long.compare(a.legStart(), b.legStart()));
        return anchors;
    }

    /** The contents of a direction's first segments, sorted, with where each begins; -1 where one stands twice. */
    private static final class Segments {
        private final long[] prints;
        private final long[] starts;
        private int count;

        Segments(Leg leg, Direction direction) {
            long[][] found = new long[Math.min(MAX_ANCHORS, leg.rowCount())][];
            int taken = 0;
            SegmentStore store = leg.store();
            for (int row = leg.firstRow(); row != SegmentStore.NONE && taken < found.length; row = store.next(row)) {
                boolean telling = store.length(row) >= MIN_ANCHOR_BYTES && store.captured(row) == store.length(row);
                if (telling && store.direction(row) == direction) {
                    long print = (long) store.digest(row) << 32 | store.length(row);
                    found[taken++] = new long[] {print, Math.max(0, store.start(row))};
                }
            }
            prints = new long[taken];
            starts = new long[taken];
            Arrays.sort(found, 0, taken, (a, b) -> Long.compare(a[0], b[0]));
            for (int i = 0; i < taken; i++) {
                if (count > 0 && prints[count - 1] == found[i][0]) {
                    starts[count - 1] = starts[count - 1] == found[i][1] ? starts[count - 1] : -1;
                } else {
                    prints[count] = found[i][0];
                    starts[count++] = found[i][1];
                }
            }
        }
    }

    private static long mostCommonShift(List<Anchor> anchors) {
        long[] shifts = anchors.stream().mapToLong(Anchor::shift).sorted().toArray();
        long best = shifts[0];
        int most = 0;
        for (int from = 0; from < shifts.length; ) {
            int to = from;
            while (to < shifts.length && shifts[to] == shifts[from]) {
                to++;
            }
            if (to - from >= most) {
                most = to - from;
                best = shifts[from];
            }
            from = to;
        }
        return best;
    }

    /** A lone anchor at another distance among others is a coincidence of content; two in a row are a changed shift. */
    private static OffsetMap pieces(long firstShift, List<Anchor> anchors) {
        List<OffsetMap.Piece> pieces = new ArrayList<>();
        pieces.add(new OffsetMap.Piece(Long.MIN_VALUE, firstShift));
        long shift = firstShift;
        for (int i = 0; i < anchors.size(); i++) {
            Anchor anchor = anchors.get(i);
            if (anchor.shift() == shift) {
                continue;
            }
            boolean confirmed = i + 1 == anchors.size() || anchors.get(i + 1).shift() == anchor.shift();
            if (confirmed) {
                shift = anchor.shift();
                pieces.add(new OffsetMap.Piece(anchor.legStart(), shift));
            }
        }
        return OffsetMap.of(pieces);
    }
}
