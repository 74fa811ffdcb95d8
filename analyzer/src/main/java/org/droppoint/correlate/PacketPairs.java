package org.droppoint.correlate;

import org.droppoint.base.Direction;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Finds the same packet in two legs: a segment that each leg holds exactly once. Retransmitted segments are ambiguous
 * and left out; so are segments seen twice by a mirror port.
 */
final class PacketPairs {

    /** Takes the rows of one packet. */
    interface Visitor {
        void pair(int row, int otherRow);
    }

    private PacketPairs() {}

    static void visit(SessionLeg leg, SessionLeg other, Visitor visitor) {
        RowIndex left = new RowIndex(leg);
        RowIndex right = new RowIndex(other);
        SegmentStore store = other.leg().store();
        for (int row = other.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            long key = RowIndex.key(other, row);
            if (right.unique(key) != row) {
                continue;
            }
            int mate = left.unique(key);
            if (mate != SegmentStore.NONE) {
                visitor.pair(mate, row);
            }
        }
    }

    /** Open-addressing table from a packet's identity to its row; a second row of the same identity voids it. */
    private static final class RowIndex {
        private static final int AMBIGUOUS = -2;

        private final long[] keys;
        private final int[] rows;
        private final int mask;

        RowIndex(SessionLeg leg) {
            int capacity = Integer.highestOneBit(Math.max(8, leg.leg().rowCount() * 2)) * 2;
            keys = new long[capacity];
            rows = new int[capacity];
            java.util.Arrays.fill(rows, SegmentStore.NONE);
            mask = capacity - 1;
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                if (!store.isDuplicateFrame(row) && !store.isOutside(row)) {
                    put(key(leg, row), row);
                }
            }
        }

        private void put(long key, int row) {
            int slot = slot(key);
            if (rows[slot] == SegmentStore.NONE) {
                keys[slot] = key;
                rows[slot] = row;
            } else {
                rows[slot] = AMBIGUOUS;
            }
        }

        private int slot(long key) {
            int slot = (int) (key ^ key >>> 32) & mask;
            while (rows[slot] != SegmentStore.NONE && keys[slot] != key) {
                slot = slot + 1 & mask;
            }
            return slot;
        }

        int unique(long key) {
            int row = rows[slot(key)];
            return row == AMBIGUOUS ? SegmentStore.NONE : row;
        }

        /**
         * Data is known by where it begins, whatever its length, so that coalesced and split segments pair too; what
         * carries no data by its flags, its place and what it acknowledges.
         */
        static long key(SessionLeg leg, int row) {
            SegmentStore store = leg.leg().store();
            Direction direction = store.direction(row);
            int flags = store.flags(row);
            boolean data = store.length(row) > 0;
            boolean syn = TcpFlags.has(flags, TcpFlags.SYN);
            long start = syn ? -1 : leg.map(direction).toSession(store.start(row));
            long hash = start * 0x9E3779B97F4A7C15L + direction.index();
            if (!data || syn) {
                int kind = flags & (TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST);
                long ack = syn || store.ack(row) == SegmentStore.NO_ACK
                        ? -1
                        : leg.map(direction.opposite()).toSession(store.ack(row));
                hash = (hash ^ kind + 16) * 0xBF58476D1CE4E5B9L + ack;
                hash = hash * 0x94D049BB133111EBL + store.window(row);
            }
            hash = (hash ^ hash >>> 31) * 0x94D049BB133111EBL;
            return hash ^ hash >>> 29;
        }
    }
}
