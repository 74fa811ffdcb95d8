package org.droppoint.correlate.recording;

import java.util.Arrays;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.RisingStarts;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;

/** When a tap saw the sender of a direction reach which offsets; times on the reference clock. */
public final class SentSegments {
    private final SessionLeg leg;
    private final ClockModel clock;
    private final RisingStarts rising;
    private final long farthestStart;
    private final NewestRows byEnd;

    SentSegments(SessionLeg leg, Direction direction, ClockModel clock) {
        this.leg = leg;
        this.clock = clock;
        this.rising = new RisingStarts(leg, direction, true);
        SegmentStore store = leg.leg().store();
        int[] rows = new int[leg.leg().rowCount(direction)];
        long[] nanos = new long[rows.length];
        long[] ends = new long[rows.length];
        long farthest = Long.MIN_VALUE;
        int count = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) != direction) {
                continue;
            }
            rows[count] = row;
            nanos[count] = clock.toReference(store, row);
            ends[count++] = leg.end(row);
            farthest = store.isOutside(row) ? farthest : Math.max(farthest, leg.start(row));
        }
        this.farthestStart = farthest;
        this.byEnd =
                new NewestRows(Arrays.copyOf(rows, count), Arrays.copyOf(nanos, count), Arrays.copyOf(ends, count));
    }

    /** Whether some segment begins at or beyond an offset, other than absurdly far from all the rest. */
    public boolean reach(long offset) {
        return farthestStart >= offset;
    }

    /** The first of the capture's segments that begins at or beyond an offset; {@link SegmentStore#NONE} for none. */
    public int firstBeyond(long offset) {
        return rising.firstBeyond(offset);
    }

    /** When the last segment before a time passed of those that end at or before an offset; the least long for none. */
    public long latestNanos(long endOffset, long beforeNanos) {
        int found = byEnd.newest(byEnd.olderThan(beforeNanos), endOffset);
        return found < 0 ? Long.MIN_VALUE : byEnd.nanos(found);
    }
}
