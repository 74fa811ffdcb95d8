package org.droppoint.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/** Finds what correlation knows about a frame of one tap. */
final class FrameIndex {
    /** A leg within its session. */
    record Ref(SessionTrace trace, SessionLeg leg) {}

    private final List<Ref> refs = new ArrayList<>();
    private int[] refOfRow = new int[0];
    /** By file: frame number in the upper half, row in the lower, sorted. */
    private final List<long[]> rows = new ArrayList<>();

    private @Nullable SegmentStore store;

    FrameIndex(Correlation correlation, Tap tap) {
        for (SessionTrace trace : correlation.sessions()) {
            trace.session().legs().stream()
                    .filter(leg -> leg.tap().equals(tap))
                    .forEach(leg -> refs.add(new Ref(trace, leg)));
        }
        if (!refs.isEmpty()) {
            index(refs.get(0).leg().leg().store());
        }
    }

    private void index(SegmentStore from) {
        store = from;
        refOfRow = new int[from.size()];
        List<Integer> counts = new ArrayList<>();
        for (int ref = 0; ref < refs.size(); ref++) {
            for (int row : refs.get(ref).leg().leg().rows()) {
                refOfRow[row] = ref;
                int file = from.file(row);
                while (counts.size() <= file) {
                    counts.add(0);
                }
                counts.set(file, counts.get(file) + 1);
            }
        }
        counts.forEach(count -> rows.add(new long[count]));
        int[] filled = new int[counts.size()];
        for (Ref ref : refs) {
            for (int row : ref.leg().leg().rows()) {
                int file = from.file(row);
                rows.get(file)[filled[file]++] = from.frame(row) << Integer.SIZE | row;
            }
        }
        rows.forEach(Arrays::sort);
    }

    /** The row of a frame's segment, or {@link SegmentStore#NONE}. */
    int row(int file, long frame) {
        if (file >= rows.size()) {
            return SegmentStore.NONE;
        }
        long[] sorted = rows.get(file);
        int at = Arrays.binarySearch(sorted, frame << Integer.SIZE);
        int found = at < 0 ? -at - 1 : at;
        return found < sorted.length && sorted[found] >>> Integer.SIZE == frame
                ? (int) sorted[found]
                : SegmentStore.NONE;
    }

    Ref ref(int row) {
        return refs.get(refOfRow[row]);
    }

    List<Ref> refs() {
        return refs;
    }
}
