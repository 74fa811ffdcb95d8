package org.droppoint.finding.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentKind;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Finds acknowledgements that vanished for good: every packet of a stack says how far it has received, so where a sender
 * repeats to the end what one tap has seen acknowledged, nothing of the receiver came through any more. They take no
 * place in the stream; the range told is empty, and stands where the receiver's own stream stood.
 */
public final class AcknowledgementsLost {
    private static final int MAX_SHOWN = 6;

    /** One copy may have crossed the acknowledgement, and a second one may be a probe of the tail (RFC 8985 section 7). */
    private static final int LEAST_REPEATS = 2;

    private final SessionTrace trace;
    private final Locator locator;

    public AcknowledgementsLost(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    /** @param vanished what is known to have vanished: where data went the same way, it tells enough */
    public List<Finding.BytesVanished> find(List<Finding.BytesVanished> vanished) {
        List<Finding.BytesVanished> found = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            if (vanished.stream().noneMatch(one -> one.direction() == direction)) {
                find(direction).ifPresent(found::add);
            }
        }
        return found;
    }

    /** @param direction where the acknowledgements were heading */
    private Optional<Finding.BytesVanished> find(Direction direction) {
        DirectionLedger ledger = trace.ledger(direction);
        int reached = -1;
        long most = SegmentStore.NO_ACK;
        for (int i = 0; i < ledger.positions(); i++) {
            long acknowledged = acknowledged(ledger.at(i), direction);
            if (acknowledged != SegmentStore.NO_ACK && acknowledged >= most) {
                most = acknowledged;
                reached = i;
            }
        }
        SessionLeg near = reached < 0 ? null : ledger.at(reached);
        if (near == null) {
            return Optional.empty();
        }
        for (int i = reached + 1; i < ledger.positions(); i++) {
            SessionLeg far = ledger.at(i);
            if (far != null && acknowledged(far, direction) != SegmentStore.NO_ACK) {
                return ledger.packetsPass(reached, i) ? between(direction, reached, near, i, far) : Optional.empty();
            }
        }
        return behind(direction, reached, near);
    }

    /** The highest acknowledgement that a leg holds of a direction's sender. */
    private static long acknowledged(@Nullable SessionLeg leg, Direction direction) {
        long most = SegmentStore.NO_ACK;
        if (leg == null) {
            return most;
        }
        SegmentStore store = leg.leg().store();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            most = acknowledges(store, row, direction) ? Math.max(most, leg.ack(row)) : most;
        }
        return most;
    }

    /** The rows that acknowledge more than an offset, in capture order. */
    private static List<Integer> beyond(SessionLeg leg, Direction direction, long heard) {
        SegmentStore store = leg.leg().store();
        List<Integer> rows = new ArrayList<>();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (acknowledges(store, row, direction) && leg.ack(row) > heard) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static boolean acknowledges(SegmentStore store, int row, Direction direction) {
        return store.direction(row) == direction
                && store.ack(row) != SegmentStore.NO_ACK
                && !store.isOutside(row)
                && !store.isDuplicateFrame(row)
                && !TcpFlags.has(store.flags(row), TcpFlags.RST);
    }

    private Optional<Finding.BytesVanished> between(
            Direction direction, int reached, SessionLeg near, int absent, SessionLeg far) {
        long heard = acknowledged(far, direction);
        List<Integer> lost = beyond(near, direction, heard);
        if (lost.isEmpty() || heard == SegmentStore.NO_ACK || !locator.comparable(near.tap(), far.tap())) {
            return Optional.empty();
        }
        long first = locator.referenceNanos(near, lost.get(0));
        List<Integer> repeats = repeats(far, direction, heard, first + travelNanos(near, direction));
        double missed = 1;
        for (int row : lost) {
            missed *= locator.correlation()
                    .view()
                    .missProbability(trace, direction, absent, locator.referenceNanos(near, row));
        }
        return repeats.size() < LEAST_REPEATS || missed > TapView.MAX_DOUBT
                ? Optional.empty()
                : Optional.of(finding(
                        direction,
                        near,
                        locator.gap(direction, reached, absent, true, true),
                        far,
                        lost,
                        repeats,
                        missed));
    }

    /** The last tap before the sender has the acknowledgements, and behind them the copies of what they acknowledge. */
    private Optional<Finding.BytesVanished> behind(Direction direction, int reached, SessionLeg near) {
        long heard = lastRepeat(near, direction);
        List<Integer> lost = beyond(near, direction, heard);
        if (heard < 0 || lost.isEmpty() || cameWithData(near, direction, lost)) {
            return Optional.empty();
        }
        long due = locator.referenceNanos(near, lost.get(0)) + travelNanos(near, direction);
        List<Integer> repeats = repeats(near, direction, heard, due);
        Gap gap = locator.gap(direction, reached, trace.ledger(direction).positions(), true, true);
        return repeats.size() < LEAST_REPEATS || answeredEach(near, direction, lost)
                ? Optional.empty()
                : Optional.of(finding(direction, near, gap, near, lost, repeats, 0));
    }

    /** As many resets without ACK answer them as there are: all came, when the connection was gone (RFC 9293 section 3.10.7.1). */
    private static boolean answeredEach(SessionLeg near, Direction direction, List<Integer> lost) {
        SegmentStore store = near.leg().store();
        int answers = 0;
        for (int row = lost.get(0); row != SegmentStore.NONE; row = store.next(row)) {
            long number = store.payloadStart(row);
            boolean stray = store.direction(row) != direction
                    && TcpFlags.has(store.flags(row), TcpFlags.RST)
                    && !TcpFlags.has(store.flags(row), TcpFlags.ACK)
                    && !store.isDuplicateFrame(row);
            answers += stray && lost.stream().anyMatch(one -> store.ack(one) == number) ? 1 : 0;
        }
        return answers >= lost.size();
    }

    /** Data went with some of them, and was acknowledged: who acknowledges a segment has read what it acknowledges, too. */
    private static boolean cameWithData(SessionLeg leg, Direction direction, List<Integer> lost) {
        SegmentStore store = leg.leg().store();
        long answered = acknowledged(leg, direction.opposite());
        return lost.stream().anyMatch(row -> store.carriesStream(row) && leg.end(row) <= answered);
    }

    /** How long acknowledgements may be under way: on a link that crawls they wait in its queue as data do. */
    private long travelNanos(SessionLeg near, Direction direction) {
        return Math.max(TravelTimes.CROSSING_NANOS, locator.correlation().view().answerNanos(near.tap(), direction));
    }

    /** Whether a side's own last words at a tap are a repetition of what nothing there has acknowledged. */
    public static boolean repeatsInVain(SessionLeg leg, Side side) {
        long start = lastRepeat(leg, side.other().sends());
        return start >= 0 && acknowledged(leg, side.other().sends()) <= start;
    }

    /** Where the last data of the acknowledged side starts, if it had all been sent before; -1 else. */
    private static long lastRepeat(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        long end = Long.MIN_VALUE;
        long start = -1;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) != direction && carriesWords(store, row)) {
                start = leg.end(row) > end ? -1 : leg.start(row);
                end = Math.max(end, leg.end(row));
            }
        }
        return start;
    }

    /**
     * The copies of what had been acknowledged elsewhere, when that should have come, in the end: nothing new was sent after them, or
     * the sender had heard.
     */
    private List<Integer> repeats(SessionLeg far, Direction direction, long heard, long dueNanos) {
        SegmentStore store = far.leg().store();
        List<Integer> rows = new ArrayList<>();
        long end = Long.MIN_VALUE;
        for (int row = far.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == direction || !carriesWords(store, row)) {
                continue;
            }
            if (far.end(row) > end) {
                end = far.end(row);
                rows.clear();
            } else if (far.start(row) == heard && locator.referenceNanos(far, row) > dueNanos) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** A keep-alive, or a probe of a shut window, repeats a byte on purpose (RFC 9293 sections 3.8.4 and 3.8.6.1). */
    private static boolean carriesWords(SegmentStore store, int row) {
        int kinds = store.kinds(row);
        boolean probe = SegmentKind.KEEP_ALIVE.in(kinds) || SegmentKind.ZERO_WINDOW_PROBE.in(kinds);
        return store.carriesStream(row) && !probe && !store.isDuplicateFrame(row);
    }

    /** @param far where the sender was heard to repeat itself; the same leg where that was the last tap before it */
    private Finding.BytesVanished finding(
            Direction direction,
            SessionLeg near,
            Gap gap,
            SessionLeg far,
            List<Integer> lost,
            List<Integer> repeats,
            double doubt) {
        List<Evidence> evidence = new ArrayList<>();
        lost.stream()
                .limit(MAX_SHOWN)
                .forEach(row -> evidence.add(locator.evidence(near, row, "acknowledges up to " + near.ack(row))));
        repeats.stream()
                .limit(MAX_SHOWN)
                .forEach(row -> evidence.add(
                        locator.evidence(far, row, "repeats from " + far.start(row) + " what was acknowledged")));
        boolean behind = near == far;
        int last = lost.get(lost.size() - 1);
        Side sender = Side.sending(direction);
        String summary = "Acknowledgements from the " + sender.label() + " up to " + near.ack(last) + " are seen at "
                + near.tap() + " in " + lost.size() + (lost.size() == 1 ? " packet" : " packets")
                + (behind ? ", and afterwards the " : " and never at " + far.tap() + ", where the ")
                + sender.other().label() + " repeats from " + far.start(repeats.get(0)) + " in vain.";
        long at = near.start(lost.get(0));
        return new Finding.BytesVanished(
                summary,
                evidence,
                direction,
                new ByteRange(at, at),
                behind ? Vanishing.Known.ACK : Vanishing.Known.SEEN,
                gap,
                "unknown",
                List.of(),
                lost.size(),
                List.of(),
                true,
                locator.referenceNanos(near, lost.get(0)),
                locator.referenceNanos(near, last),
                doubt,
                List.of(near.tap()),
                behind ? List.of() : List.of(far.tap()),
                false);
    }
}
