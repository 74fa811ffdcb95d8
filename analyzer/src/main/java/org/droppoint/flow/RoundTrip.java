package org.droppoint.flow;

import java.util.OptionalLong;
import org.droppoint.base.Direction;

/** Round-trip times as one tap sees them. */
public final class RoundTrip {
    private RoundTrip() {}

    /** From SYN over SYN-ACK to the acknowledgement of that: both halves of the way; -1 where not seen whole. */
    public static long handshakeNanos(Leg leg) {
        SegmentStore store = leg.store();
        long syn = -1;
        long synAck = -1;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            int flags = store.flags(row);
            boolean fromClient = store.direction(row) == Direction.CLIENT_TO_SERVER;
            if (TcpFlags.has(flags, TcpFlags.SYN)) {
                if (fromClient) {
                    syn = store.epochNanos(row);
                } else {
                    synAck = store.epochNanos(row);
                }
            } else if (fromClient && syn >= 0 && synAck >= 0) {
                return Math.max(0, store.epochNanos(row) - syn);
            }
        }
        return -1;
    }

    /** How long the SYN waited for its SYN-ACK at this tap: what lies beyond it, there and back. */
    public static OptionalLong synWait(Leg leg) {
        SegmentStore store = leg.store();
        long syn = Long.MIN_VALUE;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (!TcpFlags.has(store.flags(row), TcpFlags.SYN)) {
                continue;
            }
            if (store.direction(row) == Direction.CLIENT_TO_SERVER) {
                syn = store.epochNanos(row);
            } else if (syn != Long.MIN_VALUE) {
                return OptionalLong.of(store.epochNanos(row) - syn);
            }
        }
        return OptionalLong.empty();
    }

    /** How long the SYN-ACK waited for the client's next packet: what lies before this tap, there and back. */
    public static OptionalLong ackWait(Leg leg) {
        long both = handshakeNanos(leg);
        OptionalLong syn = synWait(leg);
        return both < 0 || syn.isEmpty() ? OptionalLong.empty() : OptionalLong.of(both - syn.getAsLong());
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
