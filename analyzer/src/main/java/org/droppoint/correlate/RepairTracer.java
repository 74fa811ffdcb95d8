package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Finds copies that were lost and made good by retransmission, and between which taps: the first copy was seen at one
 * tap, and what the next tap saw first is a later copy. Before the first tap a hole that fills no sooner than a round
 * trip after later bytes arrived was a loss (sooner it is reordering); beyond the last tap an acknowledgement that
 * follows the second copy by a round trip answers that one and not the first. Who repeats sooner than a round trip
 * after the first copy cannot have heard that it is missing: overtaken segments before it were the reason. And while the
 * receiver waits for something earlier, its acknowledgement says nothing of this.
 */
final class RepairTracer {
    /** Each direction of a session tells at most so many of its repairs. */
    static final int MAX_REPAIRS = 2_000;

    /** A SYN stands before the first byte, and carries none. */
    private static final ByteRange SYN = new ByteRange(0, 0);

    private static final long MIN_REPAIR_NANOS = 3_000_000L;

    /**
     * For so long the common stacks hold back the acknowledgement of a lone segment (RFC 9293 section 3.8.6.3 allows half
     * a second), and give it at once for a second copy. With selective acknowledgements they would tell of the copy (RFC
     * 2883); and who waited for these bytes acknowledges more than them when they come.
     */
    private static final long DELAYED_ACK_NANOS = 200_000_000L;

    private static final int TICKS_APART = 2;

    /** More packets of one machine hardly overtake one: identifications farther apart are drawn by lot. */
    private static final int MAX_OVERTAKEN = 1_024;

    private final TracedDirection traced;
    private final DirectionLedger ledger;
    private final List<RepairedLoss> found = new ArrayList<>();
    private int total;
    private boolean spoils;

    RepairTracer(TracedDirection traced) {
        this.traced = traced;
        this.ledger = traced.ledger();
    }

    void trace() {
        int previous = -1;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg == null) {
                continue;
            }
            if (previous < 0 && hopBefore(i)) {
                beforeFirstTap(i, leg);
            } else if (previous >= 0) {
                between(previous, i);
            }
            previous = i;
        }
        if (previous >= 0 && hopBehind(previous)) {
            behindLastTap(previous);
        }
    }

    /** @param spoils copies of this session are spoilt on the way: what may be one of them was lost nobody knows where */
    List<RepairedLoss> repairs(boolean spoils) {
        return found.stream().filter(loss -> !spoils || !mayBeSpoilt(loss)).toList();
    }

    /** How many there are, told or not. */
    int total(boolean spoils) {
        return total - found.size() + repairs(spoils).size();
    }

    /** Whether copies were spoilt between two taps, as other copies of the same show. */
    boolean spoils() {
        return spoils;
    }

    /**
     * Whether the last tap that has a lost copy has but a part of it: where copies are spoilt, this one may have been before
     * that tap, in the part that nobody sees.
     */
    private boolean mayBeSpoilt(RepairedLoss loss) {
        SessionLeg leg = loss.absent() < ledger.positions() ? null : ledger.at(loss.lostPosition());
        return leg != null
                && loss.lostRow() != SegmentStore.NONE
                && leg.leg().store().captured(loss.lostRow())
                        < leg.leg().store().length(loss.lostRow());
    }

    /** Nothing lies between the host and its own tap. */
    private boolean hopBefore(int position) {
        return !(ledger.tapOrder(position) == 0 && ledger.session().outward(ledger.direction()) && isHostTap(position));
    }

    private boolean hopBehind(int position) {
        return !(ledger.tapOrder(position) == 0
                && !ledger.session().outward(ledger.direction())
                && isHostTap(position));
    }

    private boolean isHostTap(int position) {
        return traced.record(position).tap().name().equals(org.droppoint.base.Tap.HOST);
    }

    private void add(RepairedLoss loss) {
        total++;
        if (found.size() < MAX_REPAIRS) {
            found.add(loss);
        }
    }

    private boolean copyWasObservable(int position, long nanos) {
        TapRecord record = traced.record(position);
        return record.running(nanos)
                && !record.inHole(nanos)
                && record.missProbability(ledger.session(), ledger.direction(), true) <= TapView.MAX_DOUBT
                && record.missProbability(ledger.session(), ledger.direction(), false) <= TapView.MAX_DOUBT;
    }

    // ---- between two taps ----

    private void between(int near, int far) {
        Transmissions sent = traced.transmissions(near);
        Transmissions arrived = traced.transmissions(far);
        if (sent == null || arrived == null || !clocksKnown(near, far)) {
            return;
        }
        Coverage once = new Coverage();
        for (int i = 0; i < sent.count(); i++) {
            ByteRange range = new ByteRange(sent.start(i), sent.end(i));
            if (once.overlaps(range)) {
                continue;
            }
            once.add(range);
            if (i + 1 < sent.count() && sent.start(i + 1) < range.end()) {
                int[] seen = arrived.carrying(range);
                int rejected = RejectedCopies.before(arrived.leg(), seen, range);
                spoils |= rejected > 0;
                repairedBetween(
                        near, far, range, sent.carrying(range), Arrays.copyOfRange(seen, rejected, seen.length));
            }
        }
        repairedBetween(near, far, SYN, traced.synRows(near), traced.synRows(far));
    }

    private boolean clocksKnown(int near, int far) {
        return traced.record(near).clock().known() && traced.record(far).clock().known();
    }

    /** Copies of one thing, in capture order: those at the near tap, and what of them the far one saw. */
    private void repairedBetween(int near, int far, ByteRange range, int[] copies, int[] seen) {
        if (copies.length < 2 || seen.length == 0 || seen.length >= copies.length) {
            return;
        }
        long first = traced.referenceNanos(near, copies[0]);
        long second = traced.referenceNanos(near, copies[1]);
        long arrival = traced.referenceNanos(far, seen[0]);
        long error = traced.errorNanos(near, copies[0]) + traced.errorNanos(far, seen[0]);
        boolean answersLaterCopy = arrival >= second - error && second - first > 2 * error;
        if (answersLaterCopy && copyWasObservable(far, first)) {
            add(new RepairedLoss(
                    ledger.direction(), range, near, far, near, copies[0], far, seen[0], Math.max(0, arrival - first)));
        }
    }

    // ---- before the first tap ----

    private void beforeFirstTap(int position, SessionLeg leg) {
        long roundTrip = RoundTrip.handshakeNanos(leg.leg());
        long threshold = Math.max(MIN_REPAIR_NANOS, roundTrip < 0 ? Long.MAX_VALUE : roundTrip * 4 / 5);
        SegmentStore store = leg.leg().store();
        Coverage arrived = new Coverage();
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
                    && (cameLate(store, position, range, frontier.firstRow(range.end() + 1))
                            || sentTogether(leg, row, frontier.firstRow(range.end() + 1)));
            if (slow && !late) {
                add(new RepairedLoss(
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
     * Whether a copy of these bytes was sent before those beyond them, or before the copy that filled the hole: then it
     * was late, and not lost. Time stamps tell (RFC 7323 section 3), or the IP identification, which counts up in most stacks. Where
     * neither is there, a further copy leaves it open.
     */
    private boolean cameLate(SegmentStore store, int position, ByteRange range, int beyond) {
        Transmissions sent = traced.transmissions(position);
        int[] copies = sent == null ? new int[0] : sent.carrying(range);
        for (int copy : copies) {
            if (sentBefore(store, copy, beyond) || sentBefore(store, copy, copies[0])) {
                return true;
            }
        }
        return copies.length > 1 && store.timestamp(copies[0]) == 0 && store.ipId(copies[0]) == 0;
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
        int first = SegmentStore.NONE;
        int last = SegmentStore.NONE;
        for (int at = leg.leg().firstRow(); at != SegmentStore.NONE; at = store.next(at)) {
            if (store.direction(at) == ledger.direction() && store.timestamp(at) != 0) {
                first = first == SegmentStore.NONE ? at : first;
                last = at;
            }
        }
        double ticks = store.timestamp(last) - store.timestamp(first);
        double nanos = store.epochNanos(last) - store.epochNanos(first);
        return nanos > 0 && ticks / nanos * (store.epochNanos(row) - store.epochNanos(beyond)) >= TICKS_APART;
    }

    private static boolean sentBefore(SegmentStore store, int row, int other) {
        int ticks = store.timestamp(row) - store.timestamp(other);
        if (store.timestamp(row) != 0 && store.timestamp(other) != 0 && ticks != 0) {
            return ticks < 0;
        }
        int packets = (short) (store.ipId(row) - store.ipId(other));
        return store.ipId(row) != 0 && store.ipId(other) != 0 && packets < 0 && packets > -MAX_OVERTAKEN;
    }

    // ---- beyond the last tap ----

    private void behindLastTap(int position) {
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
        if (copies.length < 2 || !told || sentBefore(store, copies[1], copies[0])) {
            return;
        }
        long second = store.epochNanos(copies[1]);
        long asked = second - store.epochNanos(copies[0]);
        boolean prompted = asked >= MIN_REPAIR_NANOS || receiverSpoke(store, copies[0], copies[1]);
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
                && !answeredTwice(leg, range, copies)) {
            add(new RepairedLoss(
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
                boolean twice = i == 0 && right <= leg.ack(row) && left < range.end() && right > range.start();
                boolean before = left <= range.start() && right >= range.end() && store.epochNanos(row) < secondNanos;
                if (twice || before) {
                    return true;
                }
            }
        }
        return false;
    }
}
