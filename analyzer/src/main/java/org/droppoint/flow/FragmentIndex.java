package org.droppoint.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;

/**
 * Which row first brought each byte of a direction: disjoint ranges in order of their offsets. Of captured bytes only,
 * or of all bytes that were on the wire.
 */
final class FragmentIndex {
    private record Fragment(long start, long end, int row) {}

    private final long[] starts;
    private final long[] ends;
    private final int[] rows;
    private final Coverage coverage;

    private FragmentIndex(List<Fragment> fragments, Coverage coverage) {
        int size = fragments.size();
        starts = new long[size];
        ends = new long[size];
        rows = new int[size];
        for (int i = 0; i < size; i++) {
            starts[i] = fragments.get(i).start;
            ends[i] = fragments.get(i).end;
            rows[i] = fragments.get(i).row;
        }
        this.coverage = coverage;
    }

    static FragmentIndex of(Leg leg, Direction direction, boolean capturedOnly) {
        SegmentStore store = leg.store();
        Coverage coverage = new Coverage();
        List<Fragment> fragments = new ArrayList<>();
        int row = leg.firstRow();
        for (int i = 0; i < leg.rowCount(); i++, row = store.next(row)) {
            if (store.direction(row) == direction && store.carriesStream(row)) {
                long start = store.payloadStart(row);
                long end = start + (capturedOnly ? store.captured(row) : store.length(row));
                add(fragments, coverage, Math.max(0, start), end, row);
            }
        }
        fragments.sort(Comparator.comparingLong(Fragment::start));
        return new FragmentIndex(fragments, coverage);
    }

    private static void add(List<Fragment> fragments, Coverage coverage, long start, long end, int row) {
        if (start >= end) {
            return;
        }
        for (ByteRange fresh : coverage.gapsWithin(new ByteRange(start, end))) {
            fragments.add(new Fragment(fresh.start(), fresh.end(), row));
        }
        coverage.add(start, end);
    }

    Coverage coverage() {
        return coverage;
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
