package org.droppoint.finding.tcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Finds a receive window that was wide in the SYN and next to nothing ever after, without a byte having filled it. No
 * stack takes back what it offered (RFC 9293 section 3.8.6.2.1); but the window of a SYN is not scaled, and all later ones
 * are where both SYNs offer a scale (RFC 7323 section 2.2). A device that takes the offer out on the way makes the sender
 * read the later ones a hundred times too small.
 */
final class WindowCollapse {
    /** Every path carries as much (RFC 9293 section 3.7.1): a window below it makes a sender wait for every piece. */
    private static final int SMALLEST_SEGMENT = 536;

    private static final int WIDE = 4 * SMALLEST_SEGMENT;

    private static final int ENOUGH = 3;

    private final SessionTrace trace;
    private final Locator locator;

    WindowCollapse(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    /** As the tap nearest the sender saw it, who goes by what comes there. */
    Optional<Finding.WindowShut> find(Side receiver) {
        DirectionLedger ledger = trace.ledger(receiver.sends());
        for (int i = ledger.positions() - 1; i >= 0; i--) {
            SessionLeg leg = ledger.at(i);
            boolean opened = leg != null
                    && isWhole(leg.leg().options(receiver.sends()))
                    && isWhole(leg.leg().options(receiver.sends().opposite()));
            if (leg != null && opened && trace.session().followedLegs().contains(leg)) {
                return find(receiver, leg);
            }
        }
        return Optional.empty();
    }

    /** A capture that cut the options off does not know whether windows are scaled. */
    private static boolean isWhole(@Nullable HandshakeOptions options) {
        return options != null && options.whole();
    }

    private Optional<Finding.WindowShut> find(Side receiver, SessionLeg leg) {
        SegmentStore store = leg.leg().store();
        int syn = SegmentStore.NONE;
        List<Integer> later = new ArrayList<>();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) != receiver.sends() || store.isOutside(row)) {
                continue;
            }
            if (TcpFlags.has(store.flags(row), TcpFlags.SYN)) {
                syn = row;
            } else if (!TcpFlags.has(store.flags(row), TcpFlags.RST)) {
                later.add(row);
            }
        }
        int shift = shift(leg, receiver.sends());
        boolean collapsed = syn != SegmentStore.NONE
                && later.size() >= ENOUGH
                && store.window(syn) >= WIDE
                && leg.ack(later.get(0)) + window(store, later.get(0), shift) < store.window(syn)
                && later.stream().allMatch(row -> window(store, row, shift) < SMALLEST_SEGMENT);
        return collapsed ? Optional.of(finding(receiver, leg, syn, later, shift)) : Optional.empty();
    }

    private static int shift(SessionLeg leg, Direction direction) {
        HandshakeOptions own = leg.leg().options(direction);
        HandshakeOptions other = leg.leg().options(direction.opposite());
        return own != null && other != null && other.windowShift() >= 0 ? Math.max(0, own.windowShift()) : 0;
    }

    private static long window(SegmentStore store, int row, int shift) {
        return (long) store.window(row) << shift;
    }

    private Finding.WindowShut finding(Side receiver, SessionLeg leg, int syn, List<Integer> later, int shift) {
        SegmentStore store = leg.leg().store();
        int first = later.get(0);
        int last = later.get(later.size() - 1);
        List<Evidence> evidence = new ArrayList<>(List.of(
                locator.evidence(leg, syn, "window " + store.window(syn)),
                locator.evidence(leg, first, "window " + window(store, first, shift)),
                locator.evidence(leg, last, "window still " + window(store, last, shift))));
        Direction direction = receiver.sends();
        DirectionLedger ledger = trace.ledger(direction);
        int lost = lostBefore(ledger, leg, direction);
        Gap gap = locator.gap(direction, -1, lost, false, true);
        String cause = ": its scale was lost before " + locator.tap(direction, lost);
        for (int i = 0; i + 1 < ledger.positions(); i++) {
            SessionLeg near = ledger.at(i);
            SessionLeg far = ledger.at(i + 1);
            HandshakeOptions offered = near == null ? null : near.leg().options(direction);
            HandshakeOptions came = far == null ? null : far.leg().options(direction);
            if (near != null
                    && far != null
                    && offered != null
                    && came != null
                    && offered.whole()
                    && came.whole()
                    && offered.windowShift() != came.windowShift()) {
                gap = locator.gap(direction, i, i + 1, true, true);
                cause = ": its window scale is " + scale(offered) + " at " + near.tap() + " and " + scale(came) + " at "
                        + far.tap();
                evidence.add(locator.evidence(near, near.leg().synRow(direction), "window scale " + scale(offered)));
                evidence.add(locator.evidence(far, far.leg().synRow(direction), "window scale " + scale(came)));
            }
        }
        return new Finding.WindowShut(
                "The " + receiver.label() + "'s receive window fell from " + store.window(syn) + " to "
                        + window(store, first, shift) + " bytes before anything had filled it, and stayed below "
                        + SMALLEST_SEGMENT + " while data waited" + cause + ".",
                evidence,
                receiver,
                locator.referenceNanos(leg, first),
                locator.referenceNanos(leg, last),
                gap,
                true);
    }

    private static String scale(HandshakeOptions options) {
        return options.windowShift() < 0 ? "missing" : Integer.toString(options.windowShift());
    }

    /** The first position on the way where the SYN came as it came at a leg. */
    private static int lostBefore(DirectionLedger ledger, SessionLeg leg, Direction direction) {
        HandshakeOptions came = leg.leg().options(direction);
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg other = ledger.at(i);
            HandshakeOptions there = other == null ? null : other.leg().options(direction);
            if (came != null && there != null && there.whole() && there.windowShift() == came.windowShift()) {
                return i;
            }
        }
        return 0;
    }
}
