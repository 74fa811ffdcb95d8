package org.droppoint.correlate.loss;

import java.util.Arrays;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.recording.SentSegments;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Fragment;
import org.droppoint.flow.SegmentStore;

/**
 * Finds how the taps show that a stretch of bytes was sent.
 */
final class SendingFinder {
    private final TracedDirection traced;
    private final DirectionLedger ledger;

    SendingFinder(TracedDirection traced) {
        this.traced = traced;
        this.ledger = traced.ledger();
    }

    Sending of(Fragment fragment) {
        int carrier = carrier(fragment, fragment.reached());
        int[] copies = carrier < 0 ? new int[0] : traced.carrying(carrier, fragment.range());
        Sending.Jump jump = traced.isTimed(carrier, copies) ? Sending.Jump.NONE : jump(fragment.range());
        boolean byJump = fragment.firstSeen() < 0 || jump.shown();
        long[] times = byJump ? new long[] {jump.nanos()} : times(carrier, copies);
        long[] elsewhere = traced.timesElsewhere(byJump ? jump.position() : carrier, times);
        return new Sending(fragment, carrier, copies, times, elsewhere, jump);
    }

    /** The tap whose copies are counted: the last one that saw the bytes and whose clock is known, or else the last. */
    private int carrier(Fragment fragment, int reached) {
        int last = -1;
        for (int i = reached; i >= 0; i--) {
            if (fragment.seen(i) && traced.record(i).clock().known()) {
                return i;
            }
            last = last < 0 && fragment.seen(i) ? i : last;
        }
        return last;
    }

    private long[] times(int carrier, int[] copies) {
        return Arrays.stream(copies)
                .mapToLong(row -> traced.referenceNanos(carrier, row))
                .toArray();
    }

    private Sending.Jump jump(ByteRange range) {
        Sending.Jump first = Sending.Jump.NONE;
        for (int i = 0; i < ledger.positions(); i++) {
            SentSegments segments = traced.isTimed(i, traced.lastRow(i)) ? traced.sent(i) : null;
            int beyond = segments == null ? SegmentStore.NONE : segments.firstBeyond(range.end());
            first = earlier(first, i, beyond);
            for (int row : ledger.spoilt(i, range)) {
                first = traced.isTimed(i, row) ? earlier(first, i, row) : first;
            }
        }
        return first;
    }

    private Sending.Jump earlier(Sending.Jump first, int position, int row) {
        long nanos = row == SegmentStore.NONE ? Long.MAX_VALUE : traced.referenceNanos(position, row);
        return nanos < first.nanos() ? new Sending.Jump(position, row, nanos) : first;
    }

    /** The earliest that the bytes can have been sent. */
    long earliestNanos(Sending sent) {
        return sent.carrier() >= 0 && !sent.byJump()
                ? sent.firstNanos()
                : beforeJumpNanos(sent.fragment().range(), sent.jump());
    }

    /**
     * The sender's last packet before the jump: the bytes were sent some time between the two. A proxy's packets in its
     * name, on the other side of it, tell nothing of that.
     */
    private long beforeJumpNanos(ByteRange range, Sending.Jump jump) {
        long before = Long.MIN_VALUE;
        for (int i = 0; i < ledger.positions(); i++) {
            SentSegments segments = ledger.packetsPass(jump.position(), i) ? traced.sent(i) : null;
            if (segments != null) {
                before = Math.max(before, segments.latestNanos(range.start(), jump.nanos()));
            }
        }
        return before == Long.MIN_VALUE ? jump.nanos() : before;
    }
}
