package org.droppoint.correlate.order;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Who opened what never became a connection. A SYN alone, or one that a reset answers, which anybody may have made, shows no
 * second side whose way could be compared; but addresses have been seen on one side of the tap or the other in other sessions, and what comes from the host passes the taps
 * nearer to it first.
 */
public final class Openers {
    private static final long NEAR_NANOS = 5 * Times.NANOS_PER_SECOND;

    private final Taps taps;
    private final Map<Tap, ClockModel> clocks;
    private final List<Session> sessions;
    private final HostSide hostSide = new HostSide();

    private Openers(Taps taps, Map<Tap, ClockModel> clocks, List<Session> sessions) {
        this.taps = taps;
        this.clocks = clocks;
        this.sessions = sessions;
        sessions.stream()
                .filter(session -> !asksInVain(session))
                .forEach(session -> hostSide.add(session.legs(), session.serverAtHost()));
    }

    /** The same sessions, those turned round that came from the other side. */
    public static List<Session> told(Taps taps, Map<Tap, ClockModel> clocks, List<Session> sessions) {
        if (sessions.stream().noneMatch(Openers::asksInVain)) {
            return sessions;
        }
        Openers openers = new Openers(taps, clocks, sessions);
        List<Session> told = new ArrayList<>();
        for (Session session : sessions) {
            boolean turned = asksInVain(session) && openers.fromBeyond(session) != session.serverAtHost();
            told.add(turned ? session.turned() : session);
        }
        return told;
    }

    /** Nothing of the server is on record, but resets. */
    private static boolean asksInVain(Session session) {
        return session.legs().stream().allMatch(leg -> resetsOnly(leg.leg()));
    }

    private static boolean resetsOnly(Leg leg) {
        SegmentStore store = leg.store();
        int left = leg.rowCount(Direction.SERVER_TO_CLIENT);
        for (int row = leg.firstRow(); left > 0 && row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == Direction.SERVER_TO_CLIENT) {
                left--;
                if (!TcpFlags.has(store.flags(row), TcpFlags.RST)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean fromBeyond(Session session) {
        SessionLeg leg = session.legs().get(0);
        return hostSide.serverAtHost(List.of(leg))
                .orElseGet(() -> session.serverAtHost() || passedNoNearerTap(session, leg));
    }

    /** Every tap nearer the host was there, records what the host opens, and holds nothing that this may be. */
    private boolean passedNoNearerTap(Session session, SessionLeg leg) {
        List<TapTrace> before = taps.traces().stream()
                .filter(trace -> trace.tap().order() < leg.tap().order())
                .toList();
        return !before.isEmpty()
                && before.stream().allMatch(trace -> wouldHold(trace, leg))
                && sessions.stream().noneMatch(other -> other != session && mayBe(other, leg));
    }

    private boolean wouldHold(TapTrace trace, SessionLeg leg) {
        ClockModel here = clock(leg.tap());
        ClockModel there = clock(trace.tap());
        boolean records = trace.legs().stream().anyMatch(other -> other.synSeen(Direction.CLIENT_TO_SERVER));
        if (!here.known() || !there.known() || !records) {
            return false;
        }
        long first = there.fromReference(here.toReference(leg.leg().firstNanos()));
        long last = there.fromReference(here.toReference(leg.leg().lastNanos()));
        return trace.firstNanos() <= first && last <= trace.lastNanos();
    }

    /** Another connection, not seen at this leg's tap, that begins about then. */
    private boolean mayBe(Session other, SessionLeg leg) {
        SessionLeg first = other.legs().get(0);
        Leg its = first.leg();
        long apart = clock(first.tap()).toReference(its.firstNanos())
                - clock(leg.tap()).toReference(leg.leg().firstNanos());
        return first.tap().order() < leg.tap().order()
                && other.leg(leg.tap()) == null
                && its.synSeen(Direction.CLIENT_TO_SERVER)
                && Math.abs(apart) <= NEAR_NANOS;
    }

    private ClockModel clock(Tap tap) {
        ClockModel clock = clocks.get(tap);
        return clock == null ? ClockModel.unknown("no estimate") : clock;
    }
}
