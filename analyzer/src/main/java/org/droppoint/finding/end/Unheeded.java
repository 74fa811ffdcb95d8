package org.droppoint.finding.end;

import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.RoundTrip;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** Resets that changed nothing: the end that they were for went on as if none had come (RFC 5961 section 3). */
public final class Unheeded {
    private final SessionTrace trace;
    private final Locator locator;
    private final Ends ends;

    public Unheeded(SessionTrace trace, Locator locator, Ends ends) {
        this.trace = trace;
        this.locator = locator;
        this.ends = ends;
    }

    /** The end that a reset was for was heard long after it, or answered what it can only have had after it. */
    boolean wentOn(Finding.ResetSeen reset) {
        return acknowledgedWhatCameAfter(reset)
                || ends.last(target(reset))
                        .map(last -> last.nanos() - reset.nanos()
                                > TravelTimes.IN_FLIGHT_NANOS + roundTripNanos() + errorNanos(last, reset))
                        .orElse(false);
    }

    /** Of one capture its own clock tells both times. */
    private long errorNanos(Ends.Packet last, Finding.ResetSeen reset) {
        Evidence seen = reset.evidence().get(0);
        return seen.tap().equals(last.leg().tap())
                ? 0
                : locator.errorNanos(seen) + locator.errorNanos(last.leg(), last.row());
    }

    private static Side target(Finding.ResetSeen reset) {
        return Side.sending(reset.direction()).other();
    }

    /**
     * At a tap that the reset passed, bytes passed behind it, and the end acknowledged them: it had the reset before, and
     * its connection lived. This asks no clock.
     */
    boolean acknowledgedWhatCameAfter(Finding.ResetSeen reset) {
        return reset.evidence().stream().anyMatch(seen -> trace.session().legs().stream()
                .anyMatch(leg -> leg.tap().equals(seen.tap()) && acknowledgedLater(leg, seen, reset.direction())));
    }

    private static boolean acknowledgedLater(SessionLeg leg, Evidence reset, Direction direction) {
        SegmentStore store = leg.leg().store();
        boolean passed = false;
        long before = 0;
        long behind = 0;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean sameWay = store.direction(row) == direction;
            if (TcpFlags.has(store.flags(row), TcpFlags.RST)) {
                passed |= sameWay && leg.leg().frame(row).equals(reset.frame());
            } else if (sameWay && store.carriesStream(row)) {
                before = passed ? before : Math.max(before, store.end(row));
                behind = passed ? Math.max(behind, store.end(row)) : behind;
            } else if (passed && !sameWay && behind > before && store.ack(row) > before && store.ack(row) <= behind) {
                return true;
            }
        }
        return false;
    }

    /**
     * From the first packet of the one that opened to the first of the other: what the path takes at least; and no less than any
     * tap saw the SYN wait.
     */
    private long roundTripNanos() {
        long waited = trace.session().legs().stream()
                .mapToLong(leg -> RoundTrip.synWait(leg.leg()).orElse(0))
                .max()
                .orElse(0);
        List<Ends.Packet> client = ends.packets(Side.CLIENT);
        List<Ends.Packet> server = ends.packets(Side.SERVER);
        return client.isEmpty() || server.isEmpty()
                ? waited
                : Math.max(waited, server.get(0).nanos() - client.get(0).nanos());
    }
}
