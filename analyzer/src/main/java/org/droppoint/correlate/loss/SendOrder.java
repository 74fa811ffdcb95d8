package org.droppoint.correlate.loss;

import org.droppoint.base.Direction;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;

/** In which order one machine sent two packets, however they arrived. */
final class SendOrder {
    /** More packets of one machine hardly overtake one: identifications farther apart are drawn by lot. */
    private static final int MAX_OVERTAKEN = 1_024;

    private SendOrder() {}

    /** Time stamps tell (RFC 7323 section 3), or the IP identification, which counts up in most stacks; false where neither does. */
    static boolean isBefore(SegmentStore store, int row, int other) {
        int ticks = store.timestamp(row) - store.timestamp(other);
        if (store.timestamp(row) != 0 && store.timestamp(other) != 0 && ticks != 0) {
            return ticks < 0;
        }
        int packets = (short) (store.ipId(row) - store.ipId(other));
        return store.ipId(row) != 0 && store.ipId(other) != 0 && packets < 0 && packets > -MAX_OVERTAKEN;
    }

    /** How long the clock of a side's time stamps takes for a tick, by its first and last packet; 0 where they do not tell. */
    static double nanosPerTick(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        int first = SegmentStore.NONE;
        int last = SegmentStore.NONE;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == direction && store.timestamp(row) != 0) {
                first = first == SegmentStore.NONE ? row : first;
                last = row;
            }
        }
        int ticks = first == SegmentStore.NONE ? 0 : store.timestamp(last) - store.timestamp(first);
        return ticks <= 0 ? 0 : (double) (store.epochNanos(last) - store.epochNanos(first)) / ticks;
    }
}
