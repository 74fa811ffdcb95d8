package org.droppoint.flow;

import java.util.OptionalLong;
import org.droppoint.base.Direction;

/** Round-trip times as one tap sees them. */
public final class RoundTrip {
    private RoundTrip() {}

    /** From SYN over SYN-ACK to the acknowledgement of that: both halves of the way; -1 where not seen whole. */
    public static long handshakeNanos(Leg leg) {
        SegmentStore store = leg.store();
        int opened = openedRow(leg);
        long synNanos = 0;
        for (int row = leg.firstRow(); row != opened; row = store.next(row)) {
            synNanos = isSyn(store, row, Direction.CLIENT_TO_SERVER) ? store.epochNanos(row) : synNanos;
        }
        return opened == SegmentStore.NONE ? -1 : Math.max(0, store.epochNanos(opened) - synNanos);
    }

    /**
     * The client's first packet after both SYN and SYN-ACK, which acknowledges that and opens the connection;
     * {@link SegmentStore#NONE} where the three were not all seen.
     */
    public static int openedRow(Leg leg) {
        SegmentStore store = leg.store();
        boolean syn = false;
        boolean synAck = false;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (isSyn(store, row, Direction.CLIENT_TO_SERVER)) {
                syn = true;
            } else if (isSyn(store, row, Direction.SERVER_TO_CLIENT)) {
                synAck = true;
            } else if (syn && synAck && store.direction(row) == Direction.CLIENT_TO_SERVER) {
                return row;
            }
        }
        return SegmentStore.NONE;
    }

    private static boolean isSyn(SegmentStore store, int row, Direction direction) {
        return store.direction(row) == direction && TcpFlags.has(store.flags(row), TcpFlags.SYN);
    }

    /** How long the SYN waited for its SYN-ACK at this tap: what lies beyond it, there and back. */
    public static OptionalLong synWait(Leg leg) {
        SegmentStore store = leg.store();
        long syn = Long.MIN_VALUE;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (isSyn(store, row, Direction.CLIENT_TO_SERVER)) {
                syn = store.epochNanos(row);
            } else if (syn != Long.MIN_VALUE && isSyn(store, row, Direction.SERVER_TO_CLIENT)) {
                return OptionalLong.of(store.epochNanos(row) - syn);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * How long the SYN-ACK waited for the client's next packet: what lies before this tap, there and back; empty where that packet
     * shows that others came before it, which this capture lacks.
     */
    public static OptionalLong ackWait(Leg leg) {
        int opened = openedRow(leg);
        long both = handshakeNanos(leg);
        OptionalLong syn = synWait(leg);
        boolean next = opened != SegmentStore.NONE
                && leg.store().payloadStart(opened) <= 0
                && leg.store().ack(opened) <= 0;
        return !next || both < 0 || syn.isEmpty() ? OptionalLong.empty() : OptionalLong.of(both - syn.getAsLong());
    }

    /** Neither the SYN nor the SYN-ACK was repeated, so that nobody can mistake the one that was answered. */
    public static boolean isSingle(Leg leg) {
        SegmentStore store = leg.store();
        int[] syns = new int[2];
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (!TcpFlags.has(store.flags(row), TcpFlags.SYN)) {
                return false;
            }
            syns[store.direction(row).index()] += store.isDuplicateFrame(row) ? 0 : 1;
            if (syns[0] > 0 && syns[1] > 0) {
                return syns[0] == 1 && syns[1] == 1;
            }
        }
        return false;
    }
}
