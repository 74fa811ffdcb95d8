package org.droppoint.correlate;

import org.droppoint.base.Direction;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Whether a packet bears marks that its sender's stack does not give: no time stamp although every other packet of the
 * connection has one, as both ends agreed (RFC 7323 section 3.2), or a TTL that no route of the others leaves.
 */
final class ForeignMarks {
    /** Routes of one path differ by so many routers. */
    private static final int SAME_ROUTE_HOPS = 2;

    /** Fewer others make no habit. */
    private static final int ENOUGH = 3;

    private ForeignMarks() {}

    static boolean on(SessionLeg leg, int row) {
        SegmentStore store = leg.leg().store();
        Direction direction = store.direction(row);
        int others = 0;
        int stamped = 0;
        int nearest = Integer.MAX_VALUE;
        for (int other = leg.firstRow(); other != SegmentStore.NONE; other = store.next(other)) {
            boolean counts = other != row
                    && store.direction(other) == direction
                    && !store.isOutside(other)
                    && !store.isDuplicateFrame(other)
                    && !TcpFlags.has(store.flags(other), TcpFlags.RST);
            if (counts) {
                others++;
                stamped += store.timestamp(other) == 0 ? 0 : 1;
                nearest = Math.min(nearest, Math.abs(store.ttl(other) - store.ttl(row)));
            }
        }
        boolean unstamped = stamped == others && store.timestamp(row) == 0;
        return others >= ENOUGH && (unstamped || nearest > SAME_ROUTE_HOPS);
    }
}
