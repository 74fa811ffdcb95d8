package org.droppoint.base;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A set of stream offsets kept as sorted, disjoint, non-touching half-open ranges. In-order growth costs constant
 * time; an insertion elsewhere costs time linear in the number of ranges behind it.
 */
public final class Coverage {
    private static final long[] NONE = new long[0];

    private long[] starts = NONE;
    private long[] ends = NONE;
    private int size;

    public static Coverage of(ByteRange... ranges) {
        Coverage coverage = new Coverage();
        for (ByteRange range : ranges) {
            coverage.add(range);
        }
        return coverage;
    }

    public Coverage copy() {
        Coverage copy = new Coverage();
        copy.starts = Arrays.copyOf(starts, size);
        copy.ends = Arrays.copyOf(ends, size);
        copy.size = size;
        return copy;
    }

    public void add(ByteRange range) {
        add(range.start(), range.end());
    }

    /** Adds the offsets from start (inclusive) to end (exclusive) and returns how many of them were new. */
    public long add(long start, long end) {
        if (start >= end) {
            return 0;
        }
        if (size > 0 && start >= starts[size - 1]) {
            return addAtTail(start, end);
        }
        int first = firstEndingAtOrAfter(start);
        int after = first;
        long mergedStart = start;
        long mergedEnd = end;
        long already = 0;
        while (after < size && starts[after] <= end) {
            already += Math.max(0, Math.min(ends[after], end) - Math.max(starts[after], start));
            mergedStart = Math.min(mergedStart, starts[after]);
            mergedEnd = Math.max(mergedEnd, ends[after]);
            after++;
        }
        replace(first, after, mergedStart, mergedEnd);
        return end - start - already;
    }

    private long addAtTail(long start, long end) {
        long lastEnd = ends[size - 1];
        if (start > lastEnd) {
            replace(size, size, start, end);
            return end - start;
        }
        if (end <= lastEnd) {
            return 0;
        }
        ends[size - 1] = end;
        return end - lastEnd;
    }

    public void addAll(Coverage other) {
        for (int i = 0; i < other.size; i++) {
            add(other.starts[i], other.ends[i]);
        }
    }

    public void remove(ByteRange range) {
        if (range.isEmpty()) {
            return;
        }
        Coverage kept = new Coverage();
        for (int i = 0; i < size; i++) {
            kept.add(starts[i], Math.min(ends[i], range.start()));
            kept.add(Math.max(starts[i], range.end()), ends[i]);
        }
        starts = kept.starts;
        ends = kept.ends;
        size = kept.size;
    }

    private void replace(int from, int to, long start, long end) {
        int shift = 1 - (to - from);
        if (shift > 0 && size == starts.length) {
            starts = Arrays.copyOf(starts, Math.max(2, size * 2));
            ends = Arrays.copyOf(ends, starts.length);
        }
        if (shift != 0) {
            System.arraycopy(starts, to, starts, to + shift, size - to);
            System.arraycopy(ends, to, ends, to + shift, size - to);
            size += shift;
        }
        starts[from] = start;
        ends[from] = end;
    }

    private int firstEndingAtOrAfter(long offset) {
        int index = Arrays.binarySearch(ends, 0, size, offset);
        return index >= 0 ? index : -index - 1;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int rangeCount() {
        return size;
    }

    /** How many ranges an insertion at this offset would have to move: what it costs. */
    public int rangesBehind(long offset) {
        return size - firstEndingAtOrAfter(offset);
    }

    public ByteRange range(int index) {
        return new ByteRange(starts[index], ends[index]);
    }

    public List<ByteRange> ranges() {
        List<ByteRange> ranges = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            ranges.add(range(i));
        }
        return ranges;
    }

    /** The number of offsets in the set. */
    public long total() {
        long total = 0;
        for (int i = 0; i < size; i++) {
            total += ends[i] - starts[i];
        }
        return total;
    }

    /** The end of the last range, or 0 where there is none. */
    public long end() {
        return size == 0 ? 0 : ends[size - 1];
    }

    public boolean contains(long offset) {
        return contains(new ByteRange(offset, offset + 1));
    }

    public boolean contains(ByteRange range) {
        if (range.isEmpty()) {
            return true;
        }
        int index = firstEndingAtOrAfter(range.start() + 1);
        return index < size && starts[index] <= range.start() && ends[index] >= range.end();
    }

    public boolean overlaps(ByteRange range) {
        if (range.isEmpty()) {
            return false;
        }
        int index = firstEndingAtOrAfter(range.start() + 1);
        return index < size && starts[index] < range.end();
    }

    /** How far the set reaches without a gap from this offset on; the offset itself where it is not in the set. */
    public long contiguousEnd(long from) {
        int index = firstEndingAtOrAfter(from + 1);
        return index < size && starts[index] <= from ? ends[index] : from;
    }

    /** The gap that an offset not in the set lies in: from the range before it, or 0, to the next one, or without end. */
    public ByteRange gapAround(long offset) {
        int after = firstEndingAtOrAfter(offset + 1);
        return new ByteRange(after == 0 ? 0 : ends[after - 1], after < size ? starts[after] : Long.MAX_VALUE);
    }

    /** What of the given range is in the set. */
    public List<ByteRange> within(ByteRange range) {
        List<ByteRange> parts = new ArrayList<>();
        if (range.isEmpty()) {
            return parts;
        }
        for (int i = firstEndingAtOrAfter(range.start() + 1); i < size && starts[i] < range.end(); i++) {
            parts.add(range(i).intersection(range));
        }
        return parts;
    }

    /** What of the given range is not in the set, in order. */
    public List<ByteRange> gapsWithin(ByteRange range) {
        List<ByteRange> gaps = new ArrayList<>();
        long at = range.start();
        for (int i = firstEndingAtOrAfter(at + 1); i < size && starts[i] < range.end(); i++) {
            if (starts[i] > at) {
                gaps.add(new ByteRange(at, starts[i]));
            }
            at = ends[i];
        }
        if (at < range.end()) {
            gaps.add(new ByteRange(at, range.end()));
        }
        return gaps;
    }

    @Override
    public String toString() {
        return ranges().toString();
    }
}
