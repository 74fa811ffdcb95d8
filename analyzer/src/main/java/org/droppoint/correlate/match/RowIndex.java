package org.droppoint.correlate.match;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Open-addressing table from a packet's identity to its row in a leg; a second row of the same identity voids it. Data
 * is known by where it begins, whatever its length, so that coalesced and split segments pair too; what carries no data
 * by its flags, its place and what it acknowledges. Copies of one segment are told apart by the marks that their sender
 * put on each: IP identification and time stamp.
 */
public final class RowIndex {
    private static final int AMBIGUOUS = -2;

    /** A mirror port doubles every frame; a network that doubles is known by some. */
    private static final int MOST_DOUBLED = 1_024;

    private final SessionLeg leg;
    private final long[] keys;
    private final int[] rows;
    private final int mask;
    private final List<Map<Long, Long>> doubled = List.of(new HashMap<>(), new HashMap<>());

    RowIndex(SessionLeg leg) {
        this.leg = leg;
        int capacity = Integer.highestOneBit(Math.max(8, leg.leg().rowCount())) * 4;
        keys = new long[capacity];
        rows = new int[capacity];
        Arrays.fill(rows, SegmentStore.NONE);
        mask = capacity - 1;
        SegmentStore store = leg.leg().store();
        boolean copies = false;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (!store.isDuplicateFrame(row) && !store.isOutside(row)) {
                copies |= !put(key(leg, row), row);
            } else if (store.isDuplicateFrame(row)) {
                noteDouble(row);
            }
        }
        for (int row = leg.leg().firstRow(); copies && row != SegmentStore.NONE; row = store.next(row)) {
            boolean counts = !store.isDuplicateFrame(row) && !store.isOutside(row);
            long key = counts ? key(leg, row) : 0;
            if (counts && isAmbiguous(key) && isMarked(store, row)) {
                put(marked(key, store, row), row);
            }
        }
    }

    private void noteDouble(int row) {
        SegmentStore store = leg.leg().store();
        Map<Long, Long> gaps = doubled.get(store.direction(row).index());
        long key = key(leg, row);
        int first = unique(key);
        if (first != SegmentStore.NONE && gaps.size() < MOST_DOUBLED) {
            gaps.merge(key, Math.max(0, store.epochNanos(row) - store.epochNanos(first)), Math::max);
        }
    }

    public SessionLeg leg() {
        return leg;
    }

    /** Packets that this leg holds more than once, marks and all, with how many nanoseconds lie between. */
    public Map<Long, Long> doubled(Direction direction) {
        return doubled.get(direction.index());
    }

    public boolean holds(long key) {
        return rows[slot(key)] != SegmentStore.NONE;
    }

    private boolean put(long key, int row) {
        int slot = slot(key);
        if (rows[slot] == SegmentStore.NONE) {
            keys[slot] = key;
            rows[slot] = row;
            return true;
        }
        rows[slot] = AMBIGUOUS;
        return false;
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

    /** Whether several rows have this identity. */
    boolean isAmbiguous(long key) {
        return rows[slot(key)] == AMBIGUOUS;
    }

    static boolean isMarked(SegmentStore store, int row) {
        return store.ipId(row) != 0 || store.timestamp(row) != 0;
    }

    /** The identity of one of several copies. */
    static long marked(long key, SegmentStore store, int row) {
        long marks = (long) store.timestamp(row) << 16 ^ store.ipId(row);
        return key ^ (marks + 1) * 0xD6E8FEB86659FD93L;
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
