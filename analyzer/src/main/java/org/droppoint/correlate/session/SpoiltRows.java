package org.droppoint.correlate.session;

import java.util.Arrays;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.LongOrder;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/** The rows of one leg and direction that came with a wrong checksum and that no stack took, found by their place. */
final class SpoiltRows {
    private final int[] rows;
    private final ByteRange[] ranges;
    /** Indexes of the rows in order of their starts. */
    private final int[] order;

    private final long[] starts;
    private final long longest;

    SpoiltRows(@Nullable SessionLeg leg, Direction direction) {
        boolean any = leg != null && leg.leg().hasSpoilt(direction);
        this.rows = leg == null || !any
                ? new int[0]
                : Arrays.stream(leg.leg().rows())
                        .filter(row -> isSpoilt(leg.leg().store(), row, direction))
                        .toArray();
        this.ranges = new ByteRange[rows.length];
        this.starts = new long[rows.length];
        long most = 0;
        for (int i = 0; leg != null && i < rows.length; i++) {
            ranges[i] = leg.range(rows[i]);
            starts[i] = ranges[i].start();
            most = Math.max(most, ranges[i].length());
        }
        this.longest = most;
        this.order = LongOrder.ascending(starts, starts.length);
        Arrays.sort(starts);
    }

    static boolean isSpoilt(SegmentStore store, int row, Direction direction) {
        return store.isSpoilt(row) && store.isOutside(row) && store.direction(row) == direction;
    }

    /** All, in capture order. */
    int[] all() {
        return rows;
    }

    boolean isEmpty() {
        return rows.length == 0;
    }

    /** Those that brought some byte of a range, in capture order. */
    int[] overlapping(ByteRange range) {
        int from = Arrays.binarySearch(starts, range.start() - longest);
        int first = from >= 0 ? from : -from - 1;
        while (first > 0 && starts[first - 1] == range.start() - longest) {
            first--;
        }
        int end = first;
        while (end < starts.length && starts[end] < range.end()) {
            end++;
        }
        return Arrays.stream(order, first, end)
                .filter(i -> ranges[i].overlaps(range))
                .sorted()
                .map(i -> rows[i])
                .toArray();
    }
}
