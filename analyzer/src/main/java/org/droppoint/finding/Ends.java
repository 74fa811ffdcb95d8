package org.droppoint.finding;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.droppoint.base.Direction;
import org.droppoint.correlate.DirectionLedger;
import org.droppoint.correlate.SessionLeg;
import org.droppoint.correlate.SessionTrace;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * What each end did, as the tap nearest to it that saw the session tells: its last packets, its FIN. Resets are left
 * to {@link ResetFinder}, which asks who made them.
 */
final class Ends {
    /** A packet of an end. */
    record Packet(SessionLeg leg, int row, long nanos) {}

    private final SessionTrace trace;
    private final Locator locator;

    Ends(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    private Optional<SessionLeg> nearest(Side side) {
        DirectionLedger ledger = trace.ledger(side.sends());
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && hasAny(leg, side.sends())) {
                return Optional.of(leg);
            }
        }
        return Optional.empty();
    }

    private static boolean hasAny(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == direction) {
                return true;
            }
        }
        return false;
    }

    /** The packets of a side as the tap nearest to it saw them, resets left out, in order of time. */
    List<Packet> packets(Side side) {
        return nearest(side).stream()
                .flatMap(leg -> own(leg, side))
                .sorted(Comparator.comparingLong(Packet::nanos))
                .toList();
    }

    /** A side's first FIN, as the tap nearest to it that holds one saw it. */
    Optional<Packet> fin(Side side) {
        DirectionLedger ledger = trace.ledger(side.sends());
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            Optional<Packet> fin = leg == null
                    ? Optional.empty()
                    : own(leg, side)
                            .filter(packet -> TcpFlags.has(leg.leg().store().flags(packet.row()), TcpFlags.FIN))
                            .findFirst();
            if (fin.isPresent()) {
                return fin;
            }
        }
        return Optional.empty();
    }

    /** The last packet of a side that any tap holds. */
    Optional<Packet> last(Side side) {
        return trace.session().followedLegs().stream()
                .flatMap(leg -> own(leg, side))
                .max(Comparator.comparingLong(Packet::nanos));
    }

    private Stream<Packet> own(SessionLeg leg, Side side) {
        SegmentStore store = leg.leg().store();
        return Arrays.stream(leg.leg().rows())
                .filter(row -> store.direction(row) == side.sends()
                        && (store.flags(row) & TcpFlags.RST) == 0
                        && !store.isDuplicateFrame(row))
                .mapToObj(row -> new Packet(leg, row, locator.referenceNanos(leg, row)));
    }

    /** The highest acknowledgement a side gave, as the tap nearest to it saw, in the other direction's offsets. */
    long acknowledged(Side side) {
        return packets(side).stream()
                .mapToLong(packet -> packet.leg().ack(packet.row()))
                .max()
                .orElse(SegmentStore.NO_ACK);
    }
}
