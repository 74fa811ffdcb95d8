package org.droppoint.finding.end;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.dissect.Dialogue;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.Origin;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/** How a session was closed: every FIN and reset, the first one first. */
public final class Closings {
    /**
     * @param by the side that closed, null where the reset was made on the way
     * @param nanos on the reference clock
     * @param madeAt the places that may have closed in that side's name; empty for a reset, of which its finding tells
     * @param heardUpTo up to which offset of the other side's stream the closing packet itself acknowledges;
     *     {@link SegmentStore#NO_ACK} where it does not
     */
    public record Closing(
            @Nullable Side by,
            long nanos,
            boolean forged,
            List<Evidence> evidence,
            Finding.EndLeft.Manner manner,
            List<Place> madeAt,
            long heardUpTo) {
        Tap tap() {
            return evidence.get(0).tap();
        }
    }

    private final Locator locator;
    private final List<Closing> closings = new ArrayList<>();
    private final Map<Closing, Departure> departures = new IdentityHashMap<>();
    private final long[] acknowledged = new long[Side.values().length];

    public Closings(Locator locator, Ends ends, List<Finding.ResetSeen> resets, Unheeded unheeded, FinOrigin origins) {
        this.locator = locator;
        for (Side side : Side.values()) {
            acknowledged[side.ordinal()] = ends.acknowledged(side);
            ends.fin(side)
                    .ifPresent(fin -> closings.add(new Closing(
                            side,
                            fin.nanos(),
                            false,
                            List.of(locator.evidence(fin.leg(), fin.row(), "FIN")),
                            Finding.EndLeft.Manner.FIN,
                            origins.madeAt(side, fin),
                            fin.leg().ack(fin.row()))));
        }
        for (Side side : Side.values()) {
            ends.finCounted(side)
                    .ifPresent(counted -> closings.add(new Closing(
                            side,
                            counted.nanos(),
                            false,
                            List.of(locator.evidence(
                                    counted.leg(), counted.row(), "counts a FIN that no capture holds")),
                            Finding.EndLeft.Manner.FIN,
                            List.of(locator.end(side)),
                            SegmentStore.NO_ACK)));
        }
        for (Finding.ResetSeen reset : resets) {
            if (reset.forged() && unheeded.wentOn(reset)) {
                continue;
            }
            closings.add(new Closing(
                    reset.forged() ? null : Side.sending(reset.direction()),
                    reset.nanos(),
                    reset.forged(),
                    reset.evidence(),
                    Finding.EndLeft.Manner.RESET,
                    List.of(),
                    reset.heardUpTo()));
        }
        closings.sort(Comparator.comparingLong(Closing::nanos).thenComparing(Closings::byFrame));
        if (closings.size() > 1 && answers(ends, closings.get(0), closings.get(1))) {
            closings.add(0, closings.remove(1));
        }
        closings.stream()
                .filter(closing -> mayPrecede(closing, closings.get(0)))
                .findFirst()
                .ifPresent(cause -> {
                    closings.remove(cause);
                    closings.add(0, cause);
                });
    }

    /**
     * A reset without ACK answers a packet of a connection that was gone by then (RFC 9293 section 3.10.7.1): what else
     * ended it, as far as the clocks allow, did so before.
     */
    private boolean mayPrecede(Closing closing, Closing first) {
        long error = locator.errorNanos(closing.evidence().get(0))
                + locator.errorNanos(first.evidence().get(0));
        return isStray(first) && !isStray(closing) && closing.nanos() - first.nanos() <= error;
    }

    private static boolean isStray(Closing closing) {
        return closing.manner() == Finding.EndLeft.Manner.RESET
                && !closing.forged()
                && closing.heardUpTo() == SegmentStore.NO_ACK;
    }

    /** The first FIN acknowledges the other: it came second, whatever clocks say that are no finer than the path is long. */
    private static boolean answers(Ends ends, Closing first, Closing second) {
        boolean fins = first.manner() == Finding.EndLeft.Manner.FIN && second.manner() == Finding.EndLeft.Manner.FIN;
        Side by = first.by();
        Side other = second.by();
        if (!fins || by == null || other == null) {
            return false;
        }
        long ack = ends.fin(by).map(fin -> fin.leg().ack(fin.row())).orElse(SegmentStore.NO_ACK);
        return ends.fin(other)
                .map(fin -> ack > fin.leg().range(fin.row()).end())
                .orElse(false);
    }

    /** Clocks may be too coarse to tell; one capture's own order of frames still does. */
    private static int byFrame(Closing one, Closing other) {
        Evidence here = one.evidence().get(0);
        Evidence there = other.evidence().get(0);
        boolean comparable = here.tap().equals(there.tap())
                && here.frame().file() == there.frame().file();
        return comparable ? Long.compare(here.frame().number(), there.frame().number()) : 0;
    }

    public Optional<Closing> first() {
        return closings.stream().findFirst();
    }

    /** What was said before the other side left; what came later was said to nobody. */
    public Dialogue heardBefore(Dialogue dialogue) {
        return new Dialogue(
                dialogue.smtp().stream()
                        .filter(event -> heard(event.direction(), event.origin(), event.range()))
                        .toList(),
                dialogue.tls().stream()
                        .filter(record -> heard(record.direction(), record.origin(), record.range()))
                        .toList(),
                dialogue.smtpOmitted(),
                dialogue.tlsOmitted());
    }

    /**
     * Whether a side left without these bytes: it had not acknowledged them, and they came later to the tap that saw it
     * leave, or, where that tap lacks them, were said later. A FIN, or a RST with ACK, acknowledges all that its sender had got
     * by then (RFC 9293 section 3.4): what that tap has seen and it does not acknowledge was still under way, whatever any clock
     * says.
     */
    boolean leftWithout(Closing closing, Origin said, ByteRange range) {
        if (range.end() <= heardUpTo(closing)) {
            return false;
        }
        boolean tells = closing.heardUpTo() != SegmentStore.NO_ACK;
        Departure departure = departures.computeIfAbsent(closing, this::departure);
        if (departure.seen().contains(range)) {
            return tells || !departure.seenBefore().contains(range);
        }
        boolean untimed = !locator.comparable(said.tap(), closing.tap());
        boolean first = tells && closing == closings.get(0) && countsFromStart(closing.tap());
        if (first && (untimed || isAnotherConnection(said.tap(), closing.tap()))) {
            return true;
        }
        return isLater(said, closing.evidence().get(0));
    }

    /** Whether times tell which of the two came first. */
    boolean areComparable(Closing closing, Ends.Packet packet) {
        return locator.comparable(closing.tap(), packet.leg().tap());
    }

    /** A proxy has what one of them holds, and hands it on to the other when it can. */
    private boolean isAnotherConnection(Tap one, Tap other) {
        SessionLeg here = locator.session().leg(one);
        SessionLeg there = locator.session().leg(other);
        return here != null && there != null && !locator.session().sameConnection(here, there);
    }

    /** What an acknowledgement means is known where the SYNs are. */
    private boolean countsFromStart(Tap tap) {
        SessionLeg leg = locator.session().leg(tap);
        return leg != null
                && leg.leg().synSeen(Direction.CLIENT_TO_SERVER)
                && leg.leg().synSeen(Direction.SERVER_TO_CLIENT);
    }

    /** Behind its reset a stack acknowledges nothing (RFC 9293 section 3.10.7.1); behind its FIN it may. */
    private long heardUpTo(Closing closing) {
        Side by = closing.by();
        return by == null || closing.manner() == Finding.EndLeft.Manner.FIN
                ? closing.heardUpTo()
                : Math.max(closing.heardUpTo(), acknowledged[by.ordinal()]);
    }

    /** By the order of one capture, or by clocks as far as they can tell. */
    private boolean isLater(Origin said, Evidence left) {
        if (said.tap().equals(left.tap()) && said.frame().file() == left.frame().file()) {
            return said.frame().number() > left.frame().number();
        }
        ClockModel here = locator.correlation().clock(said.tap());
        ClockModel there = locator.correlation().clock(left.tap());
        Origin closing = left.origin();
        return locator.comparable(left.tap(), said.tap())
                && here.toReference(said) - there.toReference(closing)
                        > here.uncertainty(said) + locator.errorNanos(left);
    }

    private boolean heard(Direction direction, Origin origin, ByteRange range) {
        Side speaker = Side.sending(direction);
        return closings.stream()
                .filter(closing -> closing.by() == speaker.other())
                .findFirst()
                .filter(closing -> leftWithout(closing, origin, range))
                .isEmpty();
    }

    /** What of the other side's bytes the tap that saw a side leave has seen at all, and what before it saw that. */
    private record Departure(Coverage seen, Coverage seenBefore) {}

    private Departure departure(Closing closing) {
        Coverage seen = new Coverage();
        Coverage before = new Coverage();
        SessionLeg leg = locator.session().leg(closing.tap());
        Side by = closing.by();
        if (leg == null || by == null) {
            return new Departure(seen, before);
        }
        SegmentStore store = leg.leg().store();
        boolean left = false;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            left |= leg.leg().frame(row).equals(closing.evidence().get(0).frame());
            if (store.direction(row) != by.sends() && store.carriesStream(row)) {
                seen.add(leg.range(row));
                if (!left) {
                    before.add(leg.range(row));
                }
            }
        }
        return new Departure(seen, before);
    }
}
