package org.droppoint.correlate.session;

import java.util.Arrays;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/** When a growing offset first reached each height. */
public final class Frontier {
    public static final long NEVER = Long.MAX_VALUE;

    private long[] offsets = new long[16];
    private long[] nanos = new long[16];
    private int[] rows = new int[16];
    private int count;
    /** From each height on the earliest time; null until asked for. A clock that was set back makes them fall. */
    private long @Nullable [] earliestFrom;

    /** Notes that this row raised the offset so high at this time; lower ones than before are ignored. */
    public void reach(long offset, long at, int row) {
        if (count > 0 && offset <= offsets[count - 1]) {
            return;
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            nanos = Arrays.copyOf(nanos, count * 2);
            rows = Arrays.copyOf(rows, count * 2);
        }
        earliestFrom = null;
        offsets[count] = offset;
        rows[count] = row;
        nanos[count++] = at;
    }

    public long highest() {
        return count == 0 ? Long.MIN_VALUE : offsets[count - 1];
    }

    /** When it first was at this offset or above, or {@link #NEVER}. */
    public long firstAt(long offset) {
        int index = index(offset);
        return index < count ? nanos[index] : NEVER;
    }

    /** The row that raised it to this offset or above, or {@link SegmentStore#NONE}. */
    public int firstRow(long offset) {
        int index = index(offset);
        return index < count ? rows[index] : SegmentStore.NONE;
    }

    private int index(long offset) {
        int index = Arrays.binarySearch(offsets, 0, count, offset);
        return index >= 0 ? index : -index - 1;
    }

    /** How high it stood at a time; {@link Long#MIN_VALUE} before it was noted first. */
    public long heightAt(long at) {
        long[] earliest = earliestFrom();
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (earliest[middle] <= at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? Long.MIN_VALUE : offsets[low - 1];
    }

    private long[] earliestFrom() {
        long[] earliest = earliestFrom;
        if (earliest == null) {
            earliest = Arrays.copyOf(nanos, count);
            for (int i = count - 2; i >= 0; i--) {
                earliest[i] = Math.min(earliest[i], earliest[i + 1]);
            }
            earliestFrom = earliest;
        }
        return earliest;
    }
}
