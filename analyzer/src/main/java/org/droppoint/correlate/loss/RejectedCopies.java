package org.droppoint.correlate.loss;

import org.droppoint.base.ByteRange;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.Frontier;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;

/**
 * Copies that a receiver's stack threw away: they hold other bytes than a later copy of the same segment, and only that
 * one was acknowledged. Where a frame is cut off nothing can be summed up, and this tells of a wrong checksum all the
 * same: a stack repeats what it said (RFC 9293 section 3.8.1), so that one of the two was spoilt on the way.
 */
final class RejectedCopies {
    private RejectedCopies() {}

    /** How many of the rows that carry a range, in capture order, come before the first that was taken. */
    static int before(TracedDirection traced, int position, SessionLeg leg, int[] rows, ByteRange range) {
        SegmentStore store = leg.leg().store();
        for (int i = 1; i < rows.length; i++) {
            if (leg.isCutAlike(rows[0], leg, rows[i]) && store.digest(rows[0]) != store.digest(rows[i])) {
                long acknowledged = traced.ackTimes(position, leg).firstCovering(range.end());
                boolean only = acknowledged != Frontier.NEVER && acknowledged >= store.epochNanos(rows[i]);
                return only ? i : 0;
            }
        }
        return 0;
    }
}
