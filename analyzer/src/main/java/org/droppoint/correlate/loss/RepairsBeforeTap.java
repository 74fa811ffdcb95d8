package org.droppoint.correlate.loss;

import java.util.Arrays;
import java.util.function.Consumer;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Frontier;
import org.droppoint.correlate.session.RepairedLoss;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Transmissions;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.RoundTrip;
import org.droppoint.flow.SegmentStore;

/**
 * Losses before the first tap: a hole that fills no sooner than a round trip after later bytes arrived. Sooner it is
 * reordering, and what was sent before those was merely late.
 */
final class RepairsBeforeTap {
    private static final ByteRange NOTHING = new ByteRange(0, 0);
    private static final int TICKS_APART = 2;

    /** The time stamp option with its padding, in every segment where agreed (RFC 7323 appendix A). */
    private static final int STAMP_BYTES = 12;

    /** So many segments a sender has out at first (RFC 6928 section 2) before it can learn anything. */
    private static final int MOST_TOO_BIG = 10;

    private final TracedDirection traced;
    private final DirectionLedger ledger;
    private final Consumer<RepairedLoss> found;

    RepairsBeforeTap(TracedDirection traced, Consumer<RepairedLoss> found) {
        this.traced = traced;
        this.ledger = traced.ledger();
        this.found = found;
    }

    void trace(int position, SessionLeg leg) {
        long roundTrip = RoundTrip.handshakeNanos(leg.leg());
        long threshold = Math.max(RepairTracer.MIN_REPAIR_NANOS, roundTrip < 0 ? Long.MAX_VALUE : roundTrip * 4 / 5);
        SegmentStore store = leg.leg().store();
        Repeats repeats = new Repeats(leg, ledger.direction());
        Coverage arrived = new Coverage();
        Coverage cutAnew = new Coverage();
        Frontier frontier = new Frontier();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) != ledger.direction()
                    || !store.carriesStream(row)
                    || store.isDuplicateFrame(row)) {
                continue;
            }
            ByteRange range = leg.range(row);
            long at = store.epochNanos(row);
            boolean filling = frontier.highest() > range.end() && !arrived.overlaps(range);
            boolean slow = filling && at - frontier.firstAt(range.end() + 1) >= threshold;
            boolean late = slow
                    && (cameLate(leg, position, repeats, range, frontier.firstRow(range.end() + 1))
                            || sentTogether(leg, row, frontier.firstRow(range.end() + 1)));
            if (filling && !cutAnew.overlaps(range)) {
                ByteRange hole = arrived.gapAround(range.start());
                cutAnew.add(wasOfLargerSegments(leg, hole, repeats, row) ? hole : NOTHING);
            }
            if (slow && !late && !cutAnew.overlaps(range)) {
                found.accept(new RepairedLoss(
                        ledger.direction(),
                        range,
                        -1,
                        position,
                        -1,
                        SegmentStore.NONE,
                        position,
                        row,
                        at - frontier.firstAt(range.end() + 1)));
            }
            arrived.add(range);
            frontier.reach(range.end(), at, row);
        }
    }

    /**
     * Whether a hole is as long as so many of the largest segments that the receiver takes, and its sender never shows so large
     * a one: it cut anew what it had learnt to be too big for the path (RFC 1191 section 3), and no packet was lost by chance. Where
     * a device lowers what the receiver takes, as a tap beyond it does not see, the hole is as long as so many larger ones, and
     * what fills it is the first of the size that the sender keeps to from then on.
     */
    private boolean wasOfLargerSegments(SessionLeg leg, ByteRange hole, Repeats repeats, int filling) {
        HandshakeOptions receiver = leg.leg().options(ledger.direction().opposite());
        HandshakeOptions sender = leg.leg().options(ledger.direction());
        if (receiver == null || sender == null || receiver.maximumSegmentSize() <= STAMP_BYTES) {
            return false;
        }
        boolean stamped = receiver.timestamps() && sender.timestamps();
        int largest = receiver.maximumSegmentSize() - (stamped ? STAMP_BYTES : 0);
        int shown = repeats.largestBytes();
        boolean whole = hole.length() % largest == 0;
        for (int i = 1; i <= MOST_TOO_BIG && repeats.firstLargest() >= filling; i++) {
            long each = hole.length() / i;
            whole |= hole.length() % i == 0 && each > shown && each <= largest;
        }
        return shown < largest && whole && hole.length() % shown != 0;
    }

    /**
     * Whether a copy of these bytes was sent before those beyond them, or before the copy that filled the hole: then it
     * was late, and not lost. Time stamps tell (RFC 7323 section 3), or the IP identification, which counts up in most stacks. Where
     * neither is there, a further copy leaves it open, be it one that the receiver alone tells of (RFC 2883) where the tap's
     * looks like the same frame shown twice; and so does a copy that nobody can have asked for.
     */
    private boolean cameLate(SessionLeg leg, int position, Repeats repeats, ByteRange range, int beyond) {
        SegmentStore store = leg.leg().store();
        Transmissions sent = traced.transmissions(position);
        int[] copies = sent == null ? new int[0] : sent.carrying(range);
        for (int copy : copies) {
            if (SendOrder.isBefore(store, copy, beyond) || SendOrder.isBefore(store, copy, copies[0])) {
                return true;
            }
        }
        if (elsewhere(store, position, range, copies)) {
            return true;
        }
        boolean unmarked = copies.length > 0 && store.timestamp(copies[0]) == 0 && store.ipId(copies[0]) == 0;
        return unmarked
                && (copies.length > 1
                        || repeats.shownAgain(copies[0])
                        || repeats.gotTwice(range)
                        || !isAskedFor(store, repeats, beyond, copies[0]));
    }

    /**
     * Whether what fills a hole can be what was sent again for it: a timer had run out, or the receiver had asked for it. Who
     * sends again what lies beyond the hole knows of none then, and its timer begins anew (RFC 8985 section 7): it does not run
     * out for the hole just before or after that.
     */
    private static boolean isAskedFor(SegmentStore store, Repeats repeats, int beyond, int filling) {
        int probe = repeats.probeBeside(filling, beyond);
        boolean timer = probe == SegmentStore.NONE
                && store.epochNanos(filling) - store.epochNanos(beyond) >= Delivery.SHORTEST_TIMEOUT_NANOS;
        return timer || repeats.askedBefore(filling, probe == SegmentStore.NONE || probe > filling ? beyond : probe);
    }

    /** A tap farther on holds a copy that this one does not: it passed here when this capture had ended, or was not looking. */
    private boolean elsewhere(SegmentStore store, int position, ByteRange range, int[] copies) {
        for (int i = position + 1; i < ledger.positions(); i++) {
            Transmissions sent = ledger.packetsPass(position, i) ? traced.transmissions(i) : null;
            if (sent != null && holdsAnother(sent, range, store, copies)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsAnother(Transmissions sent, ByteRange range, SegmentStore store, int[] copies) {
        return Arrays.stream(sent.carrying(range))
                .map(row -> sent.leg().leg().store().ipId(row))
                .anyMatch(id -> id != 0 && Arrays.stream(copies).noneMatch(copy -> store.ipId(copy) == id));
    }

    /**
     * Whether both bear the same time stamp, although the sender's clock went on by {@link #TICKS_APART} while one came
     * after the other: nobody had asked for the later one yet when it was sent.
     */
    private boolean sentTogether(SessionLeg leg, int row, int beyond) {
        SegmentStore store = leg.leg().store();
        if (store.timestamp(row) == 0 || store.timestamp(row) != store.timestamp(beyond)) {
            return false;
        }
        double tick = SendOrder.nanosPerTick(leg, ledger.direction());
        return tick > 0 && store.epochNanos(row) - store.epochNanos(beyond) >= TICKS_APART * tick;
    }
}
