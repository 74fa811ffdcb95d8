package org.droppoint.correlate.recording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.droppoint.base.Direction;
import org.droppoint.base.FlowKey;
import org.droppoint.base.IpAddress;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Taps;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.droppoint.flow.UnkeptAttempts;
import org.jspecify.annotations.Nullable;

/**
 * Connections that could not be matched at every tap. Where one of them may be, under other addresses, the session in
 * question, that session's absence at its tap is not established.
 */
public final class Orphans {
    private static final long NEAR_NANOS = 5 * Times.NANOS_PER_SECOND;

    /** Times are on the reference clock, and mean nothing where the tap's clock is unknown. */
    private record Orphan(
            Session session, Set<Tap> taps, Leg leg, boolean timed, long from, long to, boolean connected) {}

    /** What one machine's sessions pass, from the tap where it has this address to another one. */
    private record Way(Tap from, Tap to, IpAddress client) {}

    /** What joined sessions show of such a way. */
    private static final class Translation {
        boolean client;
        boolean server;
    }

    private final Map<Way, Translation> translations = new HashMap<>();

    private final Map<Tap, List<Orphan>> byTap = new HashMap<>();
    private final Map<Tap, ClockModel> clocks;
    private final Map<Tap, UnkeptAttempts> unkept = new HashMap<>();

    public Orphans(Taps taps, List<Session> sessions, Map<Tap, ClockModel> clocks) {
        this.clocks = Map.copyOf(clocks);
        taps.traces().forEach(trace -> unkept.put(trace.tap(), trace.unkept()));
        for (Session session : sessions) {
            noteTranslation(session);
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
        boolean connected = clientRows(leg, false) > 0;
        if (clock == null || !clock.known()) {
            return new Orphan(session, taps, leg, false, 0, 0, connected);
        }
        long from = clock.toReference(leg.firstNanos());
        return new Orphan(session, taps, leg, true, from, clock.toReference(leg.lastNanos()), connected);
    }

    private void noteTranslation(Session session) {
        List<SessionLeg> legs = session.legs();
        for (SessionLeg one : legs) {
            for (SessionLeg other : legs) {
                if (one != other) {
                    FlowKey key = one.leg().key();
                    Translation seen = translations.computeIfAbsent(
                            new Way(one.tap(), other.tap(), key.client().address()), way -> new Translation());
                    seen.client |= !key.client().equals(other.leg().key().client());
                    seen.server |= !key.server().equals(other.leg().key().server());
                }
            }
        }
    }

    /** Whether a session may bear these addresses at a tap: what nothing translated of others is as it was. */
    private boolean mayBeTranslated(Session session, Tap tap, FlowKey key) {
        return session.legs().stream().allMatch(leg -> {
            FlowKey own = leg.leg().key();
            Translation seen =
                    translations.get(new Way(leg.tap(), tap, own.client().address()));
            return seen == null
                    ? own.server().port() == key.server().port()
                    : (seen.client || own.client().equals(key.client()))
                            && (seen.server || own.server().equals(key.server()))
                            && own.server().port() == key.server().port();
        });
    }

    /** The client's SYNs, or what else it sent but resets. */
    private static int clientRows(Leg leg, boolean syn) {
        SegmentStore store = leg.store();
        int count = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            int flags = store.flags(row);
            boolean own = store.direction(row) == Direction.CLIENT_TO_SERVER
                    && !TcpFlags.has(flags, TcpFlags.RST)
                    && !store.isDuplicateFrame(row);
            count += own && TcpFlags.has(flags, TcpFlags.SYN) == syn ? 1 : 0;
        }
        return count;
    }

    /** The client asked again and sent nothing else: it never was connected (RFC 9293 section 3.5). */
    private static boolean neverConnected(Session session) {
        return session.legs().stream()
                .allMatch(leg -> clientRows(leg.leg(), true) > 1 && clientRows(leg.leg(), false) == 0);
    }

    /** Whether a connection at this tap, about this time, to the same port and seen at none of the session's taps, may be it. */
    public boolean mayBe(Session session, Tap tap, long referenceNanos) {
        return mayBeUnkept(tap, referenceNanos) || mayBeKept(session, tap, referenceNanos, orphan -> true);
    }

    /** The same where TLS is not made anew on the way: another ClientHello is another session's (RFC 5246 section 7.4.1.2). */
    boolean mayBePassedOn(Session session, Tap tap, long referenceNanos) {
        Optional<String> own = session.clientRandom();
        return mayBeUnkept(tap, referenceNanos)
                || mayBeKept(session, tap, referenceNanos, orphan -> {
                    Optional<String> other =
                            own.isEmpty() ? own : orphan.session().clientRandom();
                    return own.isEmpty() || other.isEmpty() || own.equals(other);
                });
    }

    private boolean mayBeUnkept(Tap tap, long referenceNanos) {
        UnkeptAttempts attempts = unkept.getOrDefault(tap, UnkeptAttempts.NONE);
        ClockModel clock = clocks.get(tap);
        if (attempts.isEmpty() || clock == null || !clock.known()) {
            return !attempts.isEmpty();
        }
        long local = clock.fromReference(referenceNanos);
        long slack = NEAR_NANOS + clock.uncertainty(local);
        return attempts.mayHold(local - slack, local + slack);
    }

    /**
     * The connections at a tap, about this time, to the same port and seen at none of the session's taps, of which one may be
     * it; none where it may be one that the capture's reading did not keep.
     */
    public List<Leg> candidates(Session session, Tap tap, long referenceNanos) {
        return unkept.getOrDefault(tap, UnkeptAttempts.NONE).isEmpty()
                ? maybe(session, tap, referenceNanos)
                        .map(Orphan::leg)
                        .filter(orphan -> session.legs().stream()
                                .noneMatch(leg -> leg.leg().key().otherPortAlone(orphan.key())))
                        .toList()
                : List.of();
    }

    private boolean mayBeKept(Session session, Tap tap, long referenceNanos, Predicate<Orphan> alike) {
        return maybe(session, tap, referenceNanos).anyMatch(alike);
    }

    private Stream<Orphan> maybe(Session session, Tap tap, long referenceNanos) {
        boolean comparable = session.legs().stream().allMatch(leg -> {
            ClockModel clock = clocks.get(leg.tap());
            return clock != null && clock.known();
        });
        boolean unconnected = neverConnected(session);
        return byTap.getOrDefault(tap, List.of()).stream()
                .filter(orphan -> orphan.session().index() != session.index()
                        && !(unconnected && orphan.connected())
                        && mayBeTranslated(session, tap, orphan.leg().key())
                        && session.legs().stream()
                                .noneMatch(leg -> orphan.taps().contains(leg.tap()))
                        && (!comparable
                                || !orphan.timed()
                                || referenceNanos >= orphan.from() - NEAR_NANOS
                                        && referenceNanos <= orphan.to() + NEAR_NANOS));
    }
}
