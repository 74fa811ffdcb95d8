package org.droppoint.correlate.loss;

import org.droppoint.correlate.session.Fragment;
import org.droppoint.flow.SegmentStore;

/**
 * How the taps show that a stretch of bytes was sent: by the copies of it at one of them, or by a later sequence number of
 * the sender.
 */
final class Sending {
    private final Fragment fragment;
    private final int carrier;
    private final int[] copies;
    private final long[] times;
    private final long[] timesElsewhere;
    private final Jump jump;

    /**
     * @param carrier the position whose copies are counted: the last one that saw the bytes and whose clock is known, or
     *     else the last; -1 for none
     * @param copies their rows there, in capture order
     * @param times when they were sent; where they are shown by a jump alone, when that was
     * @param timesElsewhere the same as other taps may compare them with what they recorded
     */
    Sending(Fragment fragment, int carrier, int[] copies, long[] times, long[] timesElsewhere, Jump jump) {
        this.fragment = fragment;
        this.carrier = carrier;
        this.copies = copies;
        this.times = times;
        this.timesElsewhere = timesElsewhere;
        this.jump = jump;
    }

    /** Where and when a sequence number of the sender first showed that it had sent some bytes. */
    record Jump(int position, int row, long nanos) {
        static final Jump NONE = new Jump(-1, SegmentStore.NONE, Long.MAX_VALUE);

        boolean shown() {
            return position >= 0;
        }
    }

    Fragment fragment() {
        return fragment;
    }

    int carrier() {
        return carrier;
    }

    int[] copies() {
        return copies;
    }

    long[] timesElsewhere() {
        return timesElsewhere;
    }

    Jump jump() {
        return jump;
    }

    boolean byJump() {
        return fragment.firstSeen() < 0 || jump.shown();
    }

    /** Whether any tap tells when they were sent. */
    boolean isTimed() {
        return times.length > 0 && times[0] != Long.MAX_VALUE;
    }

    long firstNanos() {
        return times[0];
    }

    long lastNanos() {
        return times[times.length - 1];
    }

    /** The position of the first packet that shows the bytes sent; -1 for none. */
    int shownAt() {
        return copies.length == 0 ? jump.position() : carrier;
    }

    int shownBy() {
        return copies.length == 0 ? jump.row() : copies[0];
    }
}
