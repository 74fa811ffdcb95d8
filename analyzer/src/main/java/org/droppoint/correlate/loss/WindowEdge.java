package org.droppoint.correlate.loss;

import org.droppoint.base.Direction;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** Up to which offset of a stream its receiver, by its last word, allowed its sender to go (RFC 9293 section 3.8.6). */
final class WindowEdge {
    /** The receiver was not heard, or nobody knows how its windows are scaled. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private WindowEdge() {}

    static long of(SessionLeg leg, Direction direction) {
        HandshakeOptions receiver = leg.leg().options(direction.opposite());
        HandshakeOptions sender = leg.leg().options(direction);
        if (receiver == null || sender == null || !receiver.whole() || !sender.whole()) {
            return UNKNOWN;
        }
        boolean scaled = receiver.windowShift() >= 0 && sender.windowShift() >= 0;
        int shift = scaled ? receiver.windowShift() : 0;
        SegmentStore store = leg.leg().store();
        long edge = -1;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean tells = store.direction(row) != direction
                    && (store.flags(row) & (TcpFlags.SYN | TcpFlags.RST)) == 0
                    && store.ack(row) != SegmentStore.NO_ACK;
            edge = tells ? leg.ack(row) + ((long) store.window(row) << shift) : edge;
        }
        return edge < 0 ? UNKNOWN : edge;
    }
}
