package org.droppoint.correlate;

import org.droppoint.flow.SegmentStore;

/**
 * Finds the same packet in two legs: a segment that each leg holds exactly once. Retransmitted segments are ambiguous
 * and left out; so are segments seen twice by a mirror port.
 */
final class PacketPairs {

    /** Takes the rows of one packet; false ends the search. */
    interface Visitor {
        boolean pair(int row, int otherRow);
    }

    private PacketPairs() {}

    static void visit(RowIndex left, RowIndex right, Visitor visitor) {
        SessionLeg other = right.leg();
        SegmentStore store = other.leg().store();
        boolean more = true;
        for (int row = other.leg().firstRow(); row != SegmentStore.NONE && more; row = store.next(row)) {
            long key = RowIndex.key(other, row);
            if (right.unique(key) != row) {
                continue;
            }
            int mate = left.unique(key);
            if (mate != SegmentStore.NONE) {
                more = visitor.pair(mate, row);
            }
        }
    }
}
