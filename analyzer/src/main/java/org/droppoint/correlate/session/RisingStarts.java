package org.droppoint.correlate.session;

import java.util.Arrays;
import org.droppoint.base.Direction;
import org.droppoint.flow.SegmentStore;

/**
 * The segments of one leg and direction that begin farther on in the session's stream than all before them in the
 * capture: enough to find the first one beyond any offset without a walk along the leg for each.
 */
public final class RisingStarts {
    private long[] starts = new long[16];
    private int[] rows = new int[16];
    private int count;

    /** @param outsideToo whether those count that lie absurdly far from all others */
    public RisingStarts(SessionLeg leg, Direction direction, boolean outsideToo) {
        SegmentStore store = leg.leg().store();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean counts = store.direction(row) == direction && (outsideToo || !store.isOutside(row));
            if (counts && (count == 0 || leg.start(row) > starts[count - 1])) {
                add(leg.start(row), row);
            }
        }
    }

    private void add(long start, int row) {
        if (count == rows.length) {
            starts = Arrays.copyOf(starts, count * 2);
            rows = Arrays.copyOf(rows, count * 2);
        }
        starts[count] = start;
        rows[count++] = row;
    }

    /** The first row of the capture that begins at or beyond an offset, or {@link SegmentStore#NONE}. */
    public int firstBeyond(long offset) {
        int index = Arrays.binarySearch(starts, 0, count, offset);
        int first = index >= 0 ? index : -index - 1;
        return first < count ? rows[first] : SegmentStore.NONE;
    }
}
