package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    static OffsetMap align(Leg reference, OffsetMap referenceMap, Leg leg, Direction direction) {
        boolean bothFromSyn = reference.synSeen(direction) && leg.synSeen(direction);
        List<Anchor> anchors = anchors(reference, referenceMap, leg, direction);
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
        return OffsetMap.constant(referenceMap.toSession(0) + (int) (here - there));
    }

    /** Segments of equal content that stand once only in each leg, in order of this leg's offsets. */
    private static List<Anchor> anchors(Leg reference, OffsetMap referenceMap, Leg leg, Direction direction) {
        Map<Long, Long> startOf = uniqueSegments(reference, direction);
        List<Anchor> anchors = new ArrayList<>();
        uniqueSegments(leg, direction).forEach((print, start) -> {
            Long there = startOf.get(print);
            if (there != null && there >= 0 && start >= 0) {
                anchors.add(new Anchor(start, referenceMap.toSession(there) - start));
            }
        });
        anchors.sort((a, b) -> Long.compare(a.legStart(), b.legStart()));
        return anchors;
    }

    private static Map<Long, Long> uniqueSegments(Leg leg, Direction direction) {
        Map<Long, Long> startOf = new HashMap<>();
        SegmentStore store = leg.store();
        for (int row = leg.firstRow();
                row != SegmentStore.NONE && startOf.size() < MAX_ANCHORS;
                row = store.next(row)) {
            if (store.direction(row) != direction
                    || store.length(row) < MIN_ANCHOR_BYTES
                    || store.captured(row) < store.length(row)) {
                continue;
            }
            long print = (long) store.digest(row) << 32 | store.length(row);
            long start = Math.max(0, store.start(row));
            startOf.merge(print, start, (one, other) -> one.equals(other) ? one : Long.valueOf(-1));
        }
        return startOf;
    }

    private static long mostCommonShift(List<Anchor> anchors) {
        Map<Long, Integer> votes = new HashMap<>();
        anchors.forEach(anchor -> votes.merge(anchor.shift(), 1, Integer::sum));
        return votes.entrySet().stream()
                .max(Map.Entry.<Long, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
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
