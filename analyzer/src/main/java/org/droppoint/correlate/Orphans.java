package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.flow.Leg;
import org.jspecify.annotations.Nullable;

/**
 * Connections that could not be matched at every tap. Where one of them may be, under other addresses, the session in
 * question, that session's absence at its tap is not established.
 */
final class Orphans {
    private static final long NEAR_NANOS = 5 * Times.NANOS_PER_SECOND;

    /** Times are on the reference clock, and mean nothing where the tap's clock is unknown. */
    private record Orphan(int session, Set<Tap> taps, int serverPort, boolean timed, long from, long to) {}

    private final Map<Tap, List<Orphan>> byTap = new HashMap<>();
    private final Map<Tap, ClockModel> clocks;

    Orphans(Taps taps, List<Session> sessions, Map<Tap, ClockModel> clocks) {
        this.clocks = Map.copyOf(clocks);
        for (Session session : sessions) {
            if (session.legs().size() == taps.count()) {
                continue;
            }
            Set<Tap> own = session.legs().stream().map(SessionLeg::tap).collect(Collectors.toSet());
            for (SessionLeg leg : session.legs()) {
                ClockModel clock = clocks.get(leg.tap());
                byTap.computeIfAbsent(leg.tap(), tap -> new ArrayList<>()).add(orphan(session, own, leg.leg(), clock));
            }
        }
    }

    private static Orphan orphan(Session session, Set<Tap> taps, Leg leg, @Nullable ClockModel clock) {
        int port = leg.key().server().port();
        if (clock == null || !clock.known()) {
            return new Orphan(session.index(), taps, port, false, 0, 0);
        }
        long from = clock.toReference(leg.firstNanos());
        return new Orphan(session.index(), taps, port, true, from, clock.toReference(leg.lastNanos()));
    }

    /** Whether a connection at this tap, about this time, to the same port and seen at none of the session's taps, may be it. */
    boolean mayBe(Session session, Tap tap, long referenceNanos) {
        int port = session.key().server().port();
        boolean comparable = session.legs().stream().allMatch(leg -> {
            ClockModel clock = clocks.get(leg.tap());
            return clock != null && clock.known();
        });
        return byTap.getOrDefault(tap, List.of()).stream()
                .anyMatch(orphan -> orphan.session() != session.index()
                        && orphan.serverPort() == port
                        && session.legs().stream()
                                .noneMatch(leg -> orphan.taps().contains(leg.tap()))
                        && (!comparable
                                || !orphan.timed()
                                || referenceNanos >= orphan.from() - NEAR_NANOS
                                        && referenceNanos <= orphan.to() + NEAR_NANOS));
    }
}
