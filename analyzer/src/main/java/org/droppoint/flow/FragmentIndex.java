package org.droppoint.flow;

import java.util.Arrays;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.LongOrder;

/**
 * Which row first brought each byte of a direction: disjoint ranges in order of their offsets. Of captured bytes only,
 * or of all bytes that were on the wire.
 */
final class FragmentIndex {
    private long[] starts;
    private long[] ends;
    private int[] rows;
    private int size;
    private final Coverage coverage = new Coverage();

    private FragmentIndex(int room) {
        starts = new long[room];
        ends = new long[room];
        rows = new int[room];
    }

    static FragmentIndex of(Leg leg, Direction direction, boolean capturedOnly) {
        SegmentStore store = leg.store();
        FragmentIndex index = new FragmentIndex(Math.min(leg.rowCount(), leg.rowCount(direction)));
        int row = leg.firstRow();
        for (int i = 0; i < leg.rowCount(); i++, row = store.next(row)) {
            if (store.direction(row) == direction && store.carriesStream(row)) {
                long start = store.payloadStart(row);
                long end = start + (capturedOnly ? store.captured(row) : store.length(row));
                index.add(Math.max(0, start), end, row);
            }
        }
        index.sort();
        return index;
    }

    private void add(long start, long end, int row) {
        if (start >= end) {
            return;
        }
        if (start >= coverage.end()) {
            keep(start, end, row);
        } else {
            for (ByteRange fresh : coverage.gapsWithin(new ByteRange(start, end))) {
                keep(fresh.start(), fresh.end(), row);
            }
        }
        coverage.add(start, end);
    }

    private void keep(long start, long end, int row) {
        if (size == rows.length) {
            starts = Arrays.copyOf(starts, Math.max(4, size * 2));
            ends = Arrays.copyOf(ends, starts.length);
            rows = Arrays.copyOf(rows, starts.length);
        }
        starts[size] = start;
        ends[size] = end;
        rows[size++] = row;
    }

    /** By offset, and without spare room. */
    private void sort() {
        int[] order = LongOrder.ascending(starts, size);
        long[] sortedStarts = new long[size];
        long[] sortedEnds = new long[size];
        int[] sortedRows = new int[size];
        for (int i = 0; i < size; i++) {
            sortedStarts[i] = starts[order[i]];
            sortedEnds[i] = ends[order[i]];
            sortedRows[i] = rows[order[i]];
        }
        starts = sortedStarts;
        ends = sortedEnds;
        rows = sortedRows;
    }

    /** The number of the range that holds this offset, or -1. */
    int find(long offset) {
        int index = Arrays.binarySearch(starts, offset);
        index = index < 0 ? -index - 2 : index;
        return index >= 0 && offset < ends[index] ? index : -1;
    }

    int size() {
        return starts.length;
    }

    long start(int index) {
        return starts[index];
    }

    long end(int index) {
        return ends[index];
    }

    int row(int index) {
        return rows[index];
    }
}
