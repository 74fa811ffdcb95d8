package org.droppoint.correlate.log;

import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.base.FrameRef;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/** The first FIN or RST of a connection at one tap. */
final class FirstClose {
    /** A close of the other side so soon after was under way already: both closed at once. */
    private static final long AT_ONCE_NANOS = Times.NANOS_PER_SECOND;

    private final SessionLeg leg;
    private final int row;

    private FirstClose(SessionLeg leg, int row) {
        this.leg = leg;
        this.row = row;
    }

    /** Null where this tap saw no end of the connection. */
    static @Nullable FirstClose at(SessionLeg leg) {
        int row = next(leg, leg.leg().firstRow(), null);
        return row == SegmentStore.NONE ? null : new FirstClose(leg, row);
    }

    private static int next(SessionLeg leg, int from, @Nullable Direction direction) {
        SegmentStore store = leg.leg().store();
        int row = from;
        while (row != SegmentStore.NONE
                && ((store.flags(row) & (TcpFlags.FIN | TcpFlags.RST)) == 0
                        || direction != null && store.direction(row) != direction)) {
            row = store.next(row);
        }
        return row;
    }

    FrameRef frame() {
        return leg.leg().frame(row);
    }

    String flags() {
        return "[" + String.join(", ", TcpFlags.names(leg.leg().store().flags(row))) + "]";
    }

    /**
     * Whether this is the host's own doing and came first. A RST is believed at the host's own tap only, as others may
     * forge it in between; and no close of the far end may have been on its way, nor have passed this tap unrecorded.
     */
    boolean certainlyBy(Session session, Correlation correlation) {
        SegmentStore store = leg.leg().store();
        Direction direction = store.direction(row);
        boolean reset = TcpFlags.has(store.flags(row), TcpFlags.RST);
        boolean hosts =
                session.outward(direction) && (!reset || leg.tap().name().equals(Tap.HOST));
        return hosts && !bothAtOnce(direction) && !missedTheOther(session, direction, correlation);
    }

    private boolean bothAtOnce(Direction direction) {
        SegmentStore store = leg.leg().store();
        int other = next(leg, store.next(row), direction.opposite());
        if (other == SegmentStore.NONE || store.epochNanos(other) - store.epochNanos(row) > AT_ONCE_NANOS) {
            return false;
        }
        boolean knew = store.ack(other) != SegmentStore.NO_ACK && store.ack(other) > store.end(row);
        return !knew;
    }

    private boolean missedTheOther(Session session, Direction direction, Correlation correlation) {
        long closed = correlation.referenceNanos(leg, row);
        SessionTrace trace = correlation.sessions().get(session.index());
        for (SessionLeg farther : session.legs().subList(1, session.legs().size())) {
            int other = next(farther, farther.leg().firstRow(), direction.opposite());
            if (other != SegmentStore.NONE) {
                long passed = correlation.referenceNanos(farther, other);
                if (passed < closed && missed(trace, direction.opposite(), passed, correlation) > 0.5) {
                    return true;
                }
            }
        }
        return false;
    }

    private double missed(SessionTrace trace, Direction direction, long nanos, Correlation correlation) {
        DirectionLedger ledger = trace.ledger(direction);
        List<Integer> positions = java.util.stream.IntStream.range(0, ledger.positions())
                .filter(i -> ledger.tapOrder(i) == leg.tap().order())
                .boxed()
                .toList();
        return positions.isEmpty() ? 1 : correlation.view().missProbability(trace, direction, positions.get(0), nanos);
    }
}
