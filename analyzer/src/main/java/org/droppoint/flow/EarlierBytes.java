package org.droppoint.flow;

import java.util.List;
import org.droppoint.base.Direction;

/**
 * Where a capture began in mid-session the first sequence number seen may stand behind bytes that were on their way then:
 * sent again they come later, and are as much a part of the stream.
 */
final class EarlierBytes {
    private EarlierBytes() {}

    /** Has the streams of a tap's legs begin with the first byte that came, not with the first number. */
    static void settle(List<Leg> legs) {
        for (Leg leg : legs) {
            for (Direction direction : Direction.values()) {
                if (!leg.synSeen(direction) && !leg.isPartial()) {
                    long earliest = earliest(leg, direction);
                    if (earliest < 0) {
                        leg.beginEarlier(direction, -earliest);
                    }
                }
            }
        }
    }

    /** The least offset of any byte; 0 where none lies before it. */
    private static long earliest(Leg leg, Direction direction) {
        SegmentStore store = leg.store();
        long earliest = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean bytes = store.direction(row) == direction
                    && store.length(row) > 0
                    && !store.isOutside(row)
                    && !TcpFlags.has(store.flags(row), TcpFlags.RST)
                    && !SegmentKind.KEEP_ALIVE.in(store.kinds(row));
            long start = bytes ? store.payloadStart(row) : 0;
            earliest = start >= -Leg.PLAUSIBLE_FLIGHT_BYTES ? Math.min(earliest, start) : earliest;
        }
        return earliest;
    }
}
