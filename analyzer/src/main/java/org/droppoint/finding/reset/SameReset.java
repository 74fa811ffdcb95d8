package org.droppoint.finding.reset;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** One reset as several taps saw it: which of their rows are the same packet, or, across a proxy, the same event. */
final class SameReset {
    private static final long SAME_RESET_NANOS = 2 * Times.NANOS_PER_SECOND;

    private final SessionTrace trace;
    private final Locator locator;
    private final Resets resets;

    SameReset(SessionTrace trace, Locator locator, Resets resets) {
        this.trace = trace;
        this.locator = locator;
        this.resets = resets;
    }

    /** Whether a tap nearer the claimed sender saw the same reset, which then is told there. */
    boolean seenBefore(DirectionLedger ledger, int position, SessionLeg leg, int row) {
        for (int i = 0; i < position; i++) {
            SessionLeg nearer = ledger.at(i);
            if (nearer != null
                    && resets.rows(nearer, ledger.direction()).stream()
                            .anyMatch(other -> same(nearer, other, leg, row))) {
                return true;
            }
        }
        return false;
    }

    /** @param one the leg nearer the claimed sender */
    private boolean same(SessionLeg one, int row, SessionLeg other, int otherRow) {
        if (!trace.session().sameConnection(one, other)) {
            return handedOn(one, row, other, otherRow);
        }
        SegmentStore store = one.leg().store();
        SegmentStore otherStore = other.leg().store();
        long apart = Math.abs(locator.referenceNanos(one, row) - locator.referenceNanos(other, otherRow));
        boolean together = apart <= SAME_RESET_NANOS || !locator.comparable(one.tap(), other.tap());
        return together
                && samePlace(one, row, other, otherRow)
                && (store.flags(row) & TcpFlags.ACK) == (otherStore.flags(otherRow) & TcpFlags.ACK);
    }

    /**
     * A proxy whose one connection is reset resets the other, from where it stands itself: no number need be the same.
     * Between clocks that nothing compares any time may be the same.
     */
    private boolean handedOn(SessionLeg nearer, int row, SessionLeg farther, int otherRow) {
        if (!locator.comparable(nearer.tap(), farther.tap())) {
            return true;
        }
        long later = locator.referenceNanos(farther, otherRow) - locator.referenceNanos(nearer, row);
        return later <= SAME_RESET_NANOS
                && later >= -(locator.errorNanos(nearer, row) + locator.errorNanos(farther, otherRow));
    }

    /** A capture that began in mid-session counts from a place of its own: there the number that its sender's stack gave the packet tells. */
    private boolean samePlace(SessionLeg one, int row, SessionLeg other, int otherRow) {
        Direction direction = one.leg().store().direction(row);
        boolean placeless = resets.isPlaceless(one, row) || resets.isPlaceless(other, otherRow);
        boolean uncounted = !one.leg().synSeen(direction) || !other.leg().synSeen(direction);
        int ipId = one.leg().store().ipId(row);
        boolean samePacket = ipId != 0 && ipId == other.leg().store().ipId(otherRow);
        return placeless
                || uncounted && samePacket
                || one.range(row).start() == other.range(otherRow).start();
    }

    /**
     * When a reset passed, by a clock that can be compared with another tap's: where it was seen first, or, where that one
     * cannot, farther on, for it is the same reset.
     */
    OptionalLong comparableNanos(DirectionLedger ledger, int position, SessionLeg leg, int row, Tap with) {
        for (int i = position; i < ledger.positions(); i++) {
            SessionLeg other = ledger.at(i);
            if (other != null && locator.comparable(other.tap(), with)) {
                OptionalLong seen = resets.rows(other, ledger.direction()).stream()
                        .filter(candidate -> other == leg ? candidate == row : same(leg, row, other, candidate))
                        .mapToLong(candidate -> locator.referenceNanos(other, candidate))
                        .findFirst();
                if (seen.isPresent()) {
                    return seen;
                }
            }
        }
        return OptionalLong.empty();
    }

    /**
     * The row of the same reset at another tap, {@link SegmentStore#NONE} where it has none. A stack answers packet after
     * packet with resets that only their order tells apart, and the way keeps that.
     *
     * @param nearer the other tap lies nearer the claimed sender
     */
    int rowAt(SessionLeg other, boolean nearer, SessionLeg leg, int row) {
        SegmentStore store = leg.leg().store();
        Direction direction = store.direction(row);
        List<Integer> there = resets.rows(other, direction).stream()
                .filter(candidate -> nearer ? same(other, candidate, leg, row) : same(leg, row, other, candidate))
                .toList();
        if (there.isEmpty()) {
            return SegmentStore.NONE;
        }
        List<Integer> here = resets.rows(leg, direction).stream()
                .filter(alike -> nearer ? same(other, there.get(0), leg, alike) : same(leg, alike, other, there.get(0)))
                .toList();
        int turn = here.size() == there.size() ? there.get(here.indexOf(row)) : SegmentStore.NONE;
        return there.stream()
                .min(Comparator.comparing(
                                (Integer candidate) -> other.leg().store().ipId(candidate) != store.ipId(row))
                        .thenComparing(candidate -> candidate != turn)
                        .thenComparingLong(candidate ->
                                Math.abs(locator.referenceNanos(other, candidate) - locator.referenceNanos(leg, row))))
                .orElse(SegmentStore.NONE);
    }
}
