package org.droppoint.correlate.session;

import java.util.Arrays;
import java.util.Set;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.flow.SegmentKind;
import org.droppoint.flow.SegmentStore;

/**
 * The data segments of one leg and direction, sorted by their place in the session's stream and, for equal places, in
 * capture order: every transmission of its own. Frames that a mirror port doubled are left out, and so are keep-alives
 * and probes of a shut window, which are meant not to be taken (RFC 9293 sections 3.8.4 and 3.8.6.1). Where a capture
 * begins in mid-session, a lone byte before all else is held for one: nothing there tells, and its value may be garbage.
 */
public final class Transmissions {
    /** Of Ethernet with IPv4; what is longer, a card is going to cut, or has put together. */
    private static final int LARGEST_SEGMENT_BYTES = 1460;

    private final SessionLeg leg;
    private final long[] starts;
    private final int[] rows;
    private final long longest;
    private final boolean moved;

    public Transmissions(SessionLeg leg, Direction direction) {
        this(leg, direction, Set.of());
    }

    /** @param probed where, by another capture, lone bytes probed a window: one that does not hear it shut cannot tell */
    public Transmissions(SessionLeg leg, Direction direction, Set<Long> probed) {
        this.leg = leg;
        SegmentStore store = leg.leg().store();
        long[] start = new long[16];
        int[] row = new int[16];
        int count = 0;
        long max = 0;
        boolean sorted = true;
        moved = !leg.map(direction).isConstant();
        boolean fromTheMiddle = !leg.leg().synSeen(direction);
        for (int r = leg.leg().firstRow(); r != SegmentStore.NONE; r = store.next(r)) {
            boolean probe = SegmentKind.ZERO_WINDOW_PROBE.in(store.kinds(r))
                    || SegmentKind.KEEP_ALIVE.in(store.kinds(r))
                    || store.length(r) == 1 && probed.contains(leg.range(r).start())
                    || fromTheMiddle && count == 0 && store.length(r) == 1;
            if (store.direction(r) != direction || !store.carriesStream(r) || store.isDuplicateFrame(r) || probe) {
                continue;
            }
            if (moved && leg.range(r).isEmpty()) {
                continue; // put in on the way: no byte of the session's stream
            }
            if (count == row.length) {
                start = Arrays.copyOf(start, count * 2);
                row = Arrays.copyOf(row, count * 2);
            }
            start[count] = leg.range(r).start();
            row[count] = r;
            sorted &= count == 0 || start[count] >= start[count - 1];
            max = Math.max(max, store.length(r));
            count++;
        }
        if (!sorted) {
            mergeSort(start, row, count);
        }
        starts = Arrays.copyOf(start, count);
        rows = Arrays.copyOf(row, count);
        longest = max;
    }

    /** Bottom-up and stable, so that copies of one place stay in capture order. */
    private static void mergeSort(long[] start, int[] row, int count) {
        long[] otherStart = new long[count];
        int[] otherRow = new int[count];
        for (int width = 1; width < count; width *= 2) {
            for (int from = 0; from < count; from += 2 * width) {
                int middle = Math.min(from + width, count);
                int end = Math.min(from + 2 * width, count);
                int left = from;
                int right = middle;
                for (int at = from; at < end; at++) {
                    boolean takeLeft = left < middle && (right >= end || start[left] <= start[right]);
                    int source = takeLeft ? left++ : right++;
                    otherStart[at] = start[source];
                    otherRow[at] = row[source];
                }
            }
            System.arraycopy(otherStart, 0, start, 0, count);
            System.arraycopy(otherRow, 0, row, 0, count);
        }
    }

    public SessionLeg leg() {
        return leg;
    }

    public int count() {
        return rows.length;
    }

    public int row(int index) {
        return rows[index];
    }

    public long start(int index) {
        return starts[index];
    }

    public long end(int index) {
        return moved ? leg.end(rows[index]) : starts[index] + leg.leg().store().length(rows[index]);
    }

    /** The rows that carry some byte of a range, in capture order. */
    public int[] carrying(ByteRange range) {
        int from = firstAtOrAfter(range.start() - longest);
        int[] found = new int[8];
        int count = 0;
        for (int i = from; i < rows.length && starts[i] < range.end(); i++) {
            if (end(i) > range.start()) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = rows[i];
            }
        }
        found = Arrays.copyOf(found, count);
        Arrays.sort(found);
        return found;
    }

    /**
     * Whether the capture already held what comes before a row's bytes: else it may have begun in between, and the row
     * be a copy of what had passed before.
     */
    public boolean follows(int row) {
        long start = leg.range(row).start();
        if (start == 0 && leg.leg().synSeen(leg.leg().store().direction(row))) {
            return true;
        }
        int[] before = carrying(new ByteRange(start - 1, start));
        return before.length > 0 && before[0] < row;
    }

    /**
     * Whether the sender sent the first of these copies again in smaller pieces, and never anything as large any more: it had
     * learnt that this was too big for the path (RFC 1191 section 3, RFC 8201 section 4), be it that no tap holds who said so.
     */
    public boolean becameSmaller(int[] copies) {
        SegmentStore store = leg.leg().store();
        int first = copies.length < 2 ? 0 : store.length(copies[0]);
        if (first == 0 || first > LARGEST_SEGMENT_BYTES || store.length(copies[1]) >= first) {
            return false;
        }
        for (int row : rows) {
            if (row > copies[1] && store.length(row) >= first) {
                return false;
            }
        }
        return true;
    }

    private int firstAtOrAfter(long start) {
        int low = 0;
        int high = starts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts[middle] < start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
