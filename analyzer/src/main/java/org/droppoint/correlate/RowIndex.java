package org.droppoint.correlate;

import java.util.Arrays;
import org.droppoint.base.Direction;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Open-addressing table from a packet's identity to its row in a leg; a second row of the same identity voids it. Data
 * is known by where it begins, whatever its length, so that coalesced and split segments pair too; what carries no data
 * by its flags, its place and what it acknowledges.
 */
final class RowIndex {
    private static final int AMBIGUOUS = -2;

    private final SessionLeg leg;
    private final long[] keys;
    private final int[] rows;
    private final int mask;

    RowIndex(SessionLeg leg) {
        this.leg = leg;
        int capacity = Integer.highestOneBit(Math.max(8, leg.leg().rowCount())) * 4;
        keys = new long[capacity];
        rows = new int[capacity];
        Arrays.fill(rows, SegmentStore.NONE);
        mask = capacity - 1;
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (!store.isDuplicateFrame(row) && !store.isOutside(row)) {
                put(key(leg, row), row);
            }
        }
    }

    SessionLeg leg() {
        return leg;
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

    /** The one row with this identity, or {@link SegmentStore#NONE}. */
    int unique(long key) {
        int row = rows[slot(key)];
        return row == AMBIGUOUS ? SegmentStore.NONE : row;
    }

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
