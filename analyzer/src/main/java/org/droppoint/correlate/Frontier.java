package org.droppoint.correlate;

import java.util.Arrays;

/** When a growing offset first reached each height. */
final class Frontier {
    static final long NEVER = Long.MAX_VALUE;

    private long[] offsets = new long[16];
    private long[] nanos = new long[16];
    private int count;

    /** Notes that the offset stood so high at this time; lower ones than before are ignored. */
    void reach(long offset, long at) {
        if (count > 0 && offset <= offsets[count - 1]) {
            return;
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        offsets[count] = offset;
        nanos[count++] = at;
    }

    long highest() {
        return count == 0 ? Long.MIN_VALUE : offsets[count - 1];
    }

    /** When it first was at this offset or above, or {@link #NEVER}. */
    long firstAt(long offset) {
        int index = Arrays.binarySearch(offsets, 0, count, offset);
        index = index >= 0 ? index : -index - 1;
        return index < count ? nanos[index] : NEVER;
    }

    /** How high it stood at a time; {@link Long#MIN_VALUE} before it was noted first. */
    long heightAt(long at) {
        int last = count - 1;
        while (last >= 0 && nanos[last] > at) {
            last--;
        }
        return last < 0 ? Long.MIN_VALUE : offsets[last];
    }
}
