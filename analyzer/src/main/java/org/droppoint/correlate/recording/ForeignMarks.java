package org.droppoint.correlate.recording;

import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Whether a packet bears marks that its sender's stack does not give: no time stamp although every other packet of the
 * connection has one, as both ends agreed (RFC 7323 section 3.2), or a TTL that no route of the others leaves.
 */
public final class ForeignMarks {
    /** Routes of one path differ by so many routers. */
    private static final int SAME_ROUTE_HOPS = 2;

    /** Fewer others make no habit. */
    private static final int ENOUGH = 3;

    private ForeignMarks() {}

    static boolean on(SessionLeg leg, int row) {
        Others others = new Others(leg, row);
        boolean unstamped = others.stamped == others.count && leg.leg().store().timestamp(row) == 0;
        return others.count >= ENOUGH && (unstamped || others.nearest > SAME_ROUTE_HOPS);
    }

    /** The same for a reset, which stacks send without a time stamp (RFC 7323 section 3.2 asks it of no reset). */
    public static boolean onReset(SessionLeg leg, int row) {
        Others others = new Others(leg, row);
        return others.count >= ENOUGH && others.nearest > SAME_ROUTE_HOPS;
    }

    /** The packets of a sender but its resets, and how far from theirs a packet's TTL is. */
    private static final class Others {
        private int count;
        private int stamped;
        private int nearest = Integer.MAX_VALUE;

        Others(SessionLeg leg, int row) {
            SegmentStore store = leg.leg().store();
            for (int other = leg.firstRow(); other != SegmentStore.NONE; other = store.next(other)) {
                boolean counts = other != row
                        && store.direction(other) == store.direction(row)
                        && !store.isOutside(other)
                        && !store.isDuplicateFrame(other)
                        && !TcpFlags.has(store.flags(other), TcpFlags.RST);
                if (counts) {
                    count++;
                    stamped += store.timestamp(other) == 0 ? 0 : 1;
                    nearest = Math.min(nearest, Math.abs(store.ttl(other) - store.ttl(row)));
                }
            }
        }
    }
}
