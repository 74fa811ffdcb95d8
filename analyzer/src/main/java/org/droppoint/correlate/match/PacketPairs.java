package org.droppoint.correlate.match;

import static org.droppoint.flow.SegmentStore.NONE;

import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;

/**
 * Finds the same packet in two legs: a segment that each leg holds exactly once, or of a segment sent again the copy with
 * the same marks. What a mirror port shows twice counts once.
 */
public final class PacketPairs {

    /** Takes the rows of one packet; false ends the search. */
    public interface Visitor {
        boolean pair(int row, int otherRow);
    }

    private PacketPairs() {}

    public static void visit(RowIndex left, RowIndex right, Visitor visitor) {
        SessionLeg other = right.leg();
        SegmentStore store = other.leg().store();
        boolean more = true;
        for (int row = other.leg().firstRow(); row != NONE && more; row = store.next(row)) {
            long key = RowIndex.key(other, row);
            boolean copies = right.isAmbiguous(key) || left.isAmbiguous(key);
            int mate = copies ? sameCopy(left, right, key, row) : right.unique(key) == row ? left.unique(key) : NONE;
            if (mate != NONE) {
                more = visitor.pair(mate, row);
            }
        }
    }

    private static int sameCopy(RowIndex left, RowIndex right, long key, int row) {
        SegmentStore store = right.leg().leg().store();
        if (!RowIndex.isMarked(store, row)) {
            return NONE;
        }
        long marked = RowIndex.marked(key, store, row);
        if (right.unique(right.isAmbiguous(key) ? marked : key) != row) {
            return NONE;
        }
        if (left.isAmbiguous(key)) {
            return left.unique(marked);
        }
        int mate = left.unique(key);
        SegmentStore mates = left.leg().leg().store();
        return mate != NONE && RowIndex.marked(key, mates, mate) == marked ? mate : NONE;
    }
}
