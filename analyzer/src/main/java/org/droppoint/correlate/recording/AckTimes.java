package org.droppoint.correlate.recording;

import org.droppoint.base.Direction;
import org.droppoint.correlate.session.Frontier;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** When a tap first saw each stretch of a direction acknowledged, and the shortest time that took. */
public final class AckTimes {
    private final Frontier acknowledged = new Frontier();
    private long shortest = Frontier.NEVER;

    public AckTimes(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        long pendingEnd = -1;
        long pendingNanos = 0;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            long at = store.epochNanos(row);
            if (store.direction(row) == direction) {
                boolean fresh = store.length(row) > 0 && leg.range(row).end() > pendingEnd;
                if (fresh) {
                    pendingEnd = leg.range(row).end();
                    pendingNanos = at;
                }
                continue;
            }
            long ack = leg.ack(row);
            boolean advance = (store.flags(row) & TcpFlags.RST) == 0
                    && ack != SegmentStore.NO_ACK
                    && ack > acknowledged.highest();
            if (!advance) {
                continue;
            }
            acknowledged.reach(ack, at, row);
            if (ack == pendingEnd && at >= pendingNanos) {
                shortest = Math.min(shortest, at - pendingNanos);
            }
        }
    }

    /** When the first acknowledgement up to an offset was seen, or {@link Frontier#NEVER}. */
    public long firstCovering(long end) {
        return acknowledged.firstAt(end);
    }

    /** The least time from a segment to its acknowledgement, or {@link Frontier#NEVER}. */
    public long shortestNanos() {
        return shortest;
    }

    /** Up to which offset acknowledgements had come by a time, at least 0. */
    public long acknowledgedBy(long nanos) {
        return Math.max(0, acknowledged.heightAt(nanos));
    }
}
