package org.droppoint.correlate.loss;

import java.util.function.Consumer;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.correlate.recording.AckTimes;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Frontier;
import org.droppoint.correlate.session.OffsetMap;
import org.droppoint.correlate.session.RepairedLoss;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Transmissions;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Losses beyond the last tap: an acknowledgement that follows the second copy by a round trip answers that one and not the
 * first. What carries less than the copy that follows, as where a sender puts two small segments into one when it repeats,
 * is no copy of it: the rest may have been lost before this tap. Who repeats sooner than a round trip after the first copy cannot have heard that it is missing: overtaken
 * segments before it were the reason. And while the receiver waits for something earlier, its acknowledgement says
 * nothing of this.
 */
final class RepairsBehindTap {
    /**
     * For so long the common stacks hold back the acknowledgement of a lone segment (RFC 9293 section 3.8.6.3 allows half
     * a second), and give it at once for a second copy. With selective acknowledgements they would tell of the copy (RFC
     * 2883); and who waited for these bytes acknowledges more than them when they come.
     */
    private static final long DELAYED_ACK_NANOS = 200_000_000L;

    /** An acknowledgement is overtaken by so many others at most. */
    private static final int MOST_OVERTAKEN = 64;

    private final TracedDirection traced;
    private final DirectionLedger ledger;
    private final Consumer<RepairedLoss> found;
    private @Nullable Repeats repeats;

    RepairsBehindTap(TracedDirection traced, Consumer<RepairedLoss> found) {
        this.traced = traced;
        this.ledger = traced.ledger();
        this.found = found;
    }

    void trace(int position) {
        Transmissions sent = traced.transmissions(position);
        SessionLeg leg = ledger.at(position);
        if (sent == null || leg == null) {
            return;
        }
        @Nullable AckTimes acks = null;
        long slowest = 0;
        Coverage once = new Coverage();
        for (int i = 0; i + 1 < sent.count(); i++) {
            ByteRange range = new ByteRange(sent.start(i), sent.end(i));
            if (once.overlaps(range) || sent.start(i + 1) >= range.end()) {
                once.add(range);
                continue;
            }
            once.add(range);
            if (acks == null) {
                acks = traced.ackTimes(position, leg);
                slowest = Math.max(
                        slowestAnswer(leg.leg().store(), sent, acks),
                        traced.arrivals(position, leg).slowestNanos());
            }
            repairedBehind(position, leg, sent, acks, range, slowest);
        }
    }

    /**
     * The longest that an acknowledgement took where no loss can have been the reason: of what was sent once, or was not
     * answered promptly after any later copy, alone and with all before it acknowledged. So long may others take too.
     */
    private static long slowestAnswer(SegmentStore store, Transmissions sent, AckTimes acks) {
        long slowest = 0;
        for (int i = 0; i < sent.count(); i++) {
            long at = store.epochNanos(sent.row(i));
            long answered = acks.firstCovering(sent.end(i));
            boolean alone = i == 0 || sent.end(i - 1) <= sent.start(i);
            boolean own = alone && answered != Frontier.NEVER && acks.acknowledgedBy(answered) == sent.end(i);
            if (!own || acks.acknowledgedBy(at) < sent.start(i)) {
                continue;
            }
            boolean once = i + 1 == sent.count() || sent.start(i + 1) >= sent.end(i);
            int[] copies = once ? new int[0] : sent.carrying(new ByteRange(sent.start(i), sent.end(i)));
            if (once || !promptly(store, copies, answered, acks)) {
                slowest = Math.max(slowest, answered - at);
            }
        }
        return slowest;
    }

    private void repairedBehind(
            int position, SessionLeg leg, Transmissions sent, AckTimes acks, ByteRange range, long slowestNanos) {
        SegmentStore store = leg.leg().store();
        int[] copies = sent.carrying(range);
        long ackNanos = acks.firstCovering(range.end());
        boolean told = ackNanos != Frontier.NEVER && acks.shortestNanos() != Frontier.NEVER;
        if (copies.length < 2
                || !told
                || !leg.range(copies[0]).contains(range)
                || SendOrder.isBefore(store, copies[1], copies[0])
                || sent.becameSmaller(copies)) {
            return;
        }
        long second = store.epochNanos(copies[1]);
        long asked = second - store.epochNanos(copies[0]);
        boolean prompted = asked >= RepairTracer.MIN_REPAIR_NANOS || receiverSpoke(store, copies[0], copies[1]);
        boolean missed = prompted
                && asked >= acks.shortestNanos() * 8 / 10
                && nothingMissingBefore(range.start(), acks.acknowledgedBy(second), copies[0], sent);
        boolean answersLaterCopy = missed && ackNanos - second >= acks.shortestNanos() * 19 / 20;
        long delay = ackNanos - store.epochNanos(copies[0]);
        boolean held = !traced.sackAgreed()
                && acks.acknowledgedBy(ackNanos) == range.end()
                && delay - acks.shortestNanos() < DELAYED_ACK_NANOS;
        boolean prompt = promptly(store, copies, ackNanos, acks) && delay > slowestNanos;
        if (answersLaterCopy
                && prompt
                && !held
                && !firstArrived(leg, range, second)
                && !answeredBefore(leg, range, copies[1])
                && !answeredTwice(leg, range, copies)) {
            found.accept(new RepairedLoss(
                    ledger.direction(),
                    range,
                    position,
                    ledger.positions(),
                    position,
                    copies[0],
                    position,
                    copies[1],
                    delay));
        }
    }

    /** Nobody repeats sooner than a timer fires unless the receiver asked for it (RFC 5681 section 3.2, RFC 8985). */
    private boolean receiverSpoke(SegmentStore store, int from, int to) {
        for (int row = store.next(from); row != SegmentStore.NONE && row != to; row = store.next(row)) {
            if (store.direction(row) != ledger.direction()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the acknowledgement came as soon after some later copy as one does. On a link that crawls that of the first
     * copy comes after the second one too, and not every stack says that it got something twice (RFC 2883).
     */
    private static boolean promptly(SegmentStore store, int[] copies, long ackNanos, AckTimes acks) {
        for (int i = 1; i < copies.length; i++) {
            long took = ackNanos - store.epochNanos(copies[i]);
            if (took >= 0 && took <= 2 * acks.shortestNanos() + DELAYED_ACK_NANOS) {
                return true;
            }
        }
        return false;
    }

    /** What the receiver had not yet acknowledged before these bytes had all gone out before them. */
    private static boolean nothingMissingBefore(long start, long acknowledged, int firstCopy, Transmissions sent) {
        if (acknowledged >= start) {
            return true;
        }
        ByteRange before = new ByteRange(acknowledged, start);
        SegmentStore store = sent.leg().leg().store();
        Coverage out = new Coverage();
        for (int row : sent.carrying(before)) {
            if (store.epochNanos(row) <= store.epochNanos(firstCopy)) {
                out.add(sent.leg().range(row));
            }
        }
        return out.contains(before);
    }

    /**
     * Whether the receiver acknowledged these bytes once more and nothing new with it: what comes a second time is answered
     * at once (RFC 9293 section 3.10.7.4), and what came once is not answered twice.
     */
    private boolean answeredTwice(SessionLeg leg, ByteRange range, int[] copies) {
        SegmentStore store = leg.leg().store();
        long acknowledged = SegmentStore.NO_ACK;
        int window = -1;
        long sent = range.end();
        for (int row = copies[0]; row != SegmentStore.NONE; row = store.next(row)) {
            if (store.isDuplicateFrame(row)) {
                continue;
            }
            if (store.direction(row) == ledger.direction()) {
                boolean other = store.carriesStream(row) && !leg.range(row).overlaps(range) && leg.end(row) <= sent;
                if (other && row > copies[1]) {
                    return false; // what is answered twice from now on may be another repetition
                }
                sent = Math.max(sent, leg.end(row));
                continue;
            }
            boolean again = store.length(row) == 0
                    && (store.flags(row) & ~TcpFlags.PSH) == TcpFlags.ACK
                    && leg.ack(row) == acknowledged
                    && store.window(row) == window;
            if (again && acknowledged >= range.end() && row > copies[1]) {
                return true;
            }
            acknowledged = Math.max(acknowledged, leg.ack(row));
            window = store.window(row);
        }
        return false;
    }

    /**
     * The receiver says that it had the first copy: a SACK of the range before the second one was sent, or one below its
     * own acknowledgement, which reports that it got the range twice (RFC 2883).
     */
    private boolean firstArrived(SessionLeg leg, ByteRange range, long secondNanos) {
        SegmentStore store = leg.leg().store();
        OffsetMap map = leg.map(ledger.direction());
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == ledger.direction()) {
                continue;
            }
            for (int i = 0; i + 1 < store.sackEdgeCount(row); i += 2) {
                long left = map.toSession(store.sackEdge(row, i));
                long right = map.toSession(store.sackEdge(row, i + 1));
                if (left <= range.start() && right >= range.end() && store.epochNanos(row) < secondNanos) {
                    return true;
                }
            }
        }
        return repeats(leg).gotTwice(range);
    }

    private Repeats repeats(SessionLeg leg) {
        Repeats read = repeats == null ? new Repeats(leg, ledger.direction()) : repeats;
        repeats = read;
        return read;
    }

    /**
     * Whether an acknowledgement of these bytes that came after their second copy bears a time stamp (RFC 7323 section 3) of
     * before that, or was sent before one that says nothing more and came sooner: it answered the first one, and was late itself.
     */
    private boolean answeredBefore(SessionLeg leg, ByteRange range, int second) {
        SegmentStore store = leg.leg().store();
        double tick = SendOrder.nanosPerTick(leg, ledger.direction().opposite());
        int heard = SegmentStore.NONE;
        int answer = SegmentStore.NONE;
        int left = MOST_OVERTAKEN;
        for (int row = second; row != SegmentStore.NONE && left > 0; row = store.next(row)) {
            if (store.direction(row) == ledger.direction() || leg.ack(row) < range.end()) {
                continue;
            }
            left--;
            answer = answer == SegmentStore.NONE ? row : answer;
            boolean bare = store.length(answer) == 0 && !TcpFlags.has(store.flags(answer), TcpFlags.FIN);
            if (bare && leg.ack(row) == leg.ack(answer) && SendOrder.isBefore(store, row, answer)) {
                return true;
            }
        }
        for (int row = leg.leg().firstRow(); tick > 0 && row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == ledger.direction() || store.timestamp(row) == 0) {
                continue;
            }
            boolean newest = heard == SegmentStore.NONE || store.timestamp(row) - store.timestamp(heard) > 0;
            if (row < second) {
                heard = newest ? row : heard;
            } else if (heard != SegmentStore.NONE && leg.ack(row) >= range.end()) {
                double later = (store.timestamp(row) - store.timestamp(heard) + 1) * tick;
                if (store.epochNanos(heard) + later < store.epochNanos(second)) {
                    return true;
                }
            }
        }
        return false;
    }
}
