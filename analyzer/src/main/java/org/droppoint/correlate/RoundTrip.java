package org.droppoint.correlate;

import org.droppoint.base.Direction;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** Round-trip times as one tap sees them. */
final class RoundTrip {
    private RoundTrip() {}

    /** From SYN over SYN-ACK to the acknowledgement of that: both halves of the way; -1 where not seen whole. */
    static long handshakeNanos(Leg leg) {
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
}
