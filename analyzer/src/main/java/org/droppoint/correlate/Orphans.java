package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.flow.Leg;

/**
 * Connections that only one tap is known to have seen. Where one of them may be, under other addresses, the session in
 * question, its absence at that tap is not established.
 */
final class Orphans {
    private static final long NEAR_NANOS = 5 * Times.NANOS_PER_SECOND;

    private record Orphan(int session, int serverPort, long from, long to) {}

    private final Map<Tap, List<Orphan>> byTap = new HashMap<>();

    Orphans(List<Session> sessions, Map<Tap, ClockModel> clocks) {
        for (Session session : sessions) {
            if (session.legs().size() != 1) {
                continue;
            }
            SessionLeg leg = session.legs().get(0);
            ClockModel clock = clocks.get(leg.tap());
            Leg own = leg.leg();
            if (clock != null) {
                byTap.computeIfAbsent(leg.tap(), tap -> new ArrayList<>())
                        .add(new Orphan(
                                session.index(),
                                own.key().server().port(),
                                clock.toReference(own.firstNanos()),
                                clock.toReference(own.lastNanos())));
            }
        }
    }

    /** Whether some connection that only this tap saw, about this time and to the same port, may be this session. */
    boolean mayBe(Session session, Tap tap, long referenceNanos) {
        int port = session.key().server().port();
        return byTap.getOrDefault(tap, List.of()).stream()
                .anyMatch(orphan -> orphan.session() != session.index()
                        && orphan.serverPort() == port
                        && referenceNanos >= orphan.from() - NEAR_NANOS
                        && referenceNanos <= orphan.to() + NEAR_NANOS);
    }
}
