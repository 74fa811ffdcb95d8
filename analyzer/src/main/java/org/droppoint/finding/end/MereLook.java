package org.droppoint.finding.end;

import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.RoundTrip;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Load balancers and monitors open port 25 to see that somebody listens, and leave: sooner than any greeting can have come
 * to them. Whoever wants to send mail waits for it (RFC 5321 section 3.1), one way there and back at least; and who waits
 * for long does want to, however slow the way.
 */
final class MereLook {
    private MereLook() {}

    /**
     * Whether the client left in less time, since it had opened the connection, than the opening itself had taken. A capture that
     * missed the acknowledgement by which it did has the one before, the server's.
     */
    static boolean was(Locator locator, Closings.Closing end) {
        SessionLeg leg = locator.session().leg(end.tap());
        int opened = leg == null ? SegmentStore.NONE : RoundTrip.openedRow(leg.leg());
        if (end.by() != Side.CLIENT || leg == null || opened == SegmentStore.NONE) {
            return false;
        }
        boolean unrecorded = TcpFlags.has(leg.leg().store().flags(opened), TcpFlags.FIN);
        long before = unrecorded ? RoundTrip.ackWait(leg.leg()).orElse(0) : 0;
        long stayed = end.nanos() - locator.referenceNanos(leg, opened) + before;
        long opening = RoundTrip.synWait(leg.leg()).orElse(0);
        return stayed >= 0 && stayed < Math.min(opening, StallFinder.PATIENCE_NANOS);
    }
}
