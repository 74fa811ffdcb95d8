package org.droppoint.finding.end;

import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Load balancers and monitors open port 25 to see that somebody listens, and leave: sooner than any greeting can have come
 * to them. Whoever wants to send mail waits for it (RFC 5321 section 3.1), one way there and back at least.
 */
final class MereLook {
    private MereLook() {}

    /** Whether the client left in less time, since it had opened the connection, than the opening itself had taken. */
    static boolean was(Locator locator, Closings.Closing end) {
        SessionLeg leg = locator.session().leg(end.tap());
        if (end.by() != Side.CLIENT || leg == null) {
            return false;
        }
        SegmentStore store = leg.leg().store();
        long synNanos = Long.MIN_VALUE;
        long acceptedNanos = Long.MIN_VALUE;
        long openedNanos = Long.MIN_VALUE;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean client = store.direction(row) == Side.CLIENT.sends();
            boolean syn = TcpFlags.has(store.flags(row), TcpFlags.SYN);
            if (client && syn) {
                synNanos = store.epochNanos(row);
            } else if (!client && syn && acceptedNanos == Long.MIN_VALUE) {
                acceptedNanos = store.epochNanos(row);
            } else if (client && acceptedNanos != Long.MIN_VALUE && openedNanos == Long.MIN_VALUE) {
                openedNanos = store.epochNanos(row);
            }
            if (client && leg.leg().frame(row).equals(end.evidence().get(0).frame())) {
                return synNanos != Long.MIN_VALUE
                        && openedNanos != Long.MIN_VALUE
                        && store.epochNanos(row) - openedNanos < acceptedNanos - synNanos;
            }
        }
        return false;
    }
}
