package org.droppoint.correlate.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntPredicate;
import org.droppoint.base.FlowKey;
import org.droppoint.base.Times;
import org.droppoint.exchange.LogSession;
import org.droppoint.exchange.ProtocolLog;
import org.jspecify.annotations.Nullable;

/**
 * Finds a protocol log's sessions on the wire: by their ends and times where the ends can be read, else by what remains
 * readable and the time, where exactly one session fits. What stays ambiguous stays apart.
 */
final class LogMatcher {
    /** A port comes back after minutes (RFC 9293 section 3.6.1), rows come late by seconds at most. */
    private static final long SAME_USE_NANOS = 10 * Times.NANOS_PER_SECOND;

    /** How near two sessions must be in time where their ends do not tell them, once the log's clock is known. */
    private static final long SAME_MOMENT_NANOS = Times.NANOS_PER_SECOND / 10;

    /** Uses of one port that are looked at for one session of a log. */
    private static final int MAX_USES = 64;

    /** Pairs that may be looked at by time alone; beyond, uniqueness is too dear to establish. */
    private static final int MAX_BY_TIME = 200_000;

    private static final long ROW_RESOLUTION_NANOS = 1_000_000;

    /** A session of the log with what was found out about it. */
    static final class Logged {
        private final int index;
        private final LogSession session;
        private final LoggedEnds ends;
        private final Moments moments;
        private @Nullable WireSession wire;
        private String joinedBy = "";

        Logged(int index, LogSession session, LoggedEnds ends) {
            this.index = index;
            this.session = session;
            this.ends = ends;
            this.moments = LoggedMoments.of(session);
        }

        LogSession session() {
            return session;
        }

        LoggedEnds ends() {
            return ends;
        }

        @Nullable
        WireSession wire() {
            return wire;
        }

        String joinedBy() {
            return joinedBy;
        }
    }

    private record Match(Logged logged, WireSession wire, long distanceNanos) {}

    private final WireIndex index;
    private final HostClock clock;
    private final List<Logged> sessions = new ArrayList<>();
    private final OptionalLong voted;
    private final Set<WireSession> taken = new HashSet<>();

    LogMatcher(ProtocolLog log, WireIndex index, HostClock clock, IntPredicate mailPort) {
        this.index = index;
        this.clock = clock;
        for (LogSession session : log.sessions()) {
            sessions.add(new Logged(sessions.size(), session, LoggedEnds.of(log.kind(), session, mailPort)));
        }
        OffsetVote vote = new OffsetVote(OffsetVote.AGREEMENT_NANOS);
        for (Logged logged : sessions) {
            for (WireSession wire : named(logged, OptionalLong.empty())) {
                logged.moments.offsetFrom(wire.moments()).ifPresent(offset -> vote.add(offset, logged.index, wire));
            }
        }
        this.voted = vote.byEnds(sessions.size(), index.size());
    }

    List<Logged> sessions() {
        return sessions;
    }

    /** The offset that the sessions agree on; empty where none can be told. */
    OptionalLong voted() {
        return voted;
    }

    /** Joins by the offset found, or by one found elsewhere on the same machine, or as if the clocks agreed. */
    void join(OptionalLong elsewhere) {
        OptionalLong offset = voted.isPresent() ? voted : elsewhere;
        joinNamed(offset.orElse(0));
        if (offset.isEmpty()) {
            offset = votedByTime();
        }
        joinByTime(offset.orElse(0), offset.isPresent() ? SAME_MOMENT_NANOS : OffsetVote.AGREEMENT_NANOS);
    }

    // ---- both ends known, or the host's end and the far port ----

    /** Sessions that have the ends which the log names; the uses nearest in time where there are many. */
    private List<WireSession> named(Logged logged, OptionalLong offset) {
        FlowKey key = logged.ends.key();
        List<WireSession> found = key != null
                ? index.of(key)
                : logged.ends
                        .client()
                        .endpoint()
                        .map(index::ofClient)
                        .map(list -> list.stream()
                                .filter(wire -> mayBe(logged, wire))
                                .toList())
                        .orElse(List.of());
        if (found.size() <= MAX_USES) {
            return found;
        }
        long start = logged.session.startedAt().orElse(0) - offset.orElse(0);
        return found.stream()
                .sorted(Comparator.comparingLong(wire -> Math.abs(wire.beginNanos() - start)))
                .limit(MAX_USES)
                .toList();
    }

    private static boolean mayBe(Logged logged, WireSession wire) {
        return wire.session().legs().stream()
                        .anyMatch(leg -> logged.ends.mayBe(leg.leg().key()))
                && wire.session().serverAtHost() == logged.ends.hostIsServer();
    }

    private void joinNamed(long offset) {
        List<Match> matches = new ArrayList<>();
        for (Logged logged : sessions) {
            for (WireSession wire : named(logged, OptionalLong.of(offset))) {
                long distance = distance(logged, wire, offset);
                if (distance <= SAME_USE_NANOS) {
                    matches.add(new Match(logged, wire, distance));
                }
            }
        }
        matches.sort(Comparator.comparingLong(Match::distanceNanos).thenComparingInt(match -> match.logged().index));
        for (Match match : matches) {
            boolean whole = match.logged().ends.key() != null;
            join(match, whole ? "addresses, ports and time" : "the client's address and port, and time");
        }
    }

    /** How far apart the two are in time; where nothing common is said, whether they overlap. */
    private static long distance(Logged logged, WireSession wire, long offset) {
        OptionalLong own = logged.moments.offsetFrom(wire.moments());
        if (own.isPresent()) {
            return Math.abs(own.getAsLong() - offset);
        }
        OptionalLong start = logged.session.startedAt();
        OptionalLong end = logged.session.endedAt();
        boolean overlap = start.isPresent()
                && end.isPresent()
                && wire.overlaps(start.getAsLong() - offset, end.getAsLong() - offset, SAME_USE_NANOS);
        return overlap ? SAME_USE_NANOS : Long.MAX_VALUE;
    }

    private void join(Match match, String why) {
        if (match.logged().wire == null && taken.add(match.wire())) {
            match.logged().wire = match.wire();
            match.logged().joinedBy = why;
        }
    }

    // ---- ends unreadable ----

    private OptionalLong votedByTime() {
        OffsetVote vote = new OffsetVote(SAME_MOMENT_NANOS);
        for (Logged logged : sessions) {
            if (logged.wire == null && mayBeJoinedByTime(logged) && !vote.isFull()) {
                for (WireSession wire : fitting(logged, 0, SAME_USE_NANOS)) {
                    logged.moments.offsetFrom(wire.moments()).ifPresent(offset -> vote.add(offset, logged.index, wire));
                }
            }
        }
        return vote.byTimeAlone();
    }

    private void joinByTime(long offset, long tolerance) {
        List<Match> matches = new ArrayList<>();
        for (Logged logged : sessions) {
            if (logged.wire == null && mayBeJoinedByTime(logged)) {
                fitting(logged, offset, tolerance).forEach(wire -> matches.add(new Match(logged, wire, 0)));
            }
            if (matches.size() > MAX_BY_TIME) {
                return;
            }
        }
        Map<Object, Integer> uses = new IdentityHashMap<>();
        for (Match match : matches) {
            uses.merge(match.logged(), 1, Integer::sum);
            uses.merge(match.wire(), 1, Integer::sum);
        }
        for (Match match : matches) {
            boolean unique = uses.getOrDefault(match.logged(), 0) == 1 && uses.getOrDefault(match.wire(), 0) == 1;
            if (unique) {
                join(match, "time and content, which fit no other session; the log's ends cannot be read");
            }
        }
    }

    /** Ends that can be read and differ from all that was captured are not made good by the time. */
    private boolean mayBeJoinedByTime(Logged logged) {
        boolean unreadable = logged.ends.client().endpoint().isEmpty();
        boolean behindNat = !clock.isHost()
                && logged.ends.key() != null
                && logged.ends
                        .host()
                        .endpoint()
                        .filter(host -> index.knows(host.address()))
                        .isEmpty();
        return unreadable || behindNat;
    }

    /** Sessions not yet joined that resemble it, none of whose steps is farther away in time than this. */
    private List<WireSession> fitting(Logged logged, long offset, long tolerance) {
        OptionalLong start = logged.session.startedAt();
        if (start.isEmpty()) {
            return List.of();
        }
        long begin = start.getAsLong() - offset;
        List<WireSession> found = new ArrayList<>();
        for (WireSession wire : index.begunWithin(begin - SAME_USE_NANOS, begin + SAME_USE_NANOS)) {
            long[] apart = logged.moments.minus(wire.moments());
            boolean near = apart.length > 0
                    && apart[0] >= offset - tolerance
                    && apart[apart.length - 1] <= offset + tolerance
                    && apart[apart.length - 1] - apart[0] <= OffsetVote.AGREEMENT_NANOS;
            boolean free = !taken.contains(wire) && !logged.moments.differsFrom(wire.moments());
            if (near && free && fits(logged, wire)) {
                found.add(wire);
            }
        }
        return found;
    }

    private boolean fits(Logged logged, WireSession wire) {
        boolean ends = logged.ends.client().endpoint().isEmpty()
                ? mayBe(logged, wire)
                : wire.session().legs().stream().anyMatch(leg -> leg.leg()
                        .key()
                        .server()
                        .equals(logged.ends.server().endpoint().orElse(null)));
        return ends && wire.session().serverAtHost() == logged.ends.hostIsServer();
    }

    // ---- the clock ----

    LogClock clock() {
        List<Long> medians = new ArrayList<>();
        List<long[]> all = new ArrayList<>();
        for (Logged logged : sessions) {
            if (logged.wire != null) {
                long[] differences = logged.moments.minus(logged.wire.moments());
                Moments.median(differences).ifPresent(medians::add);
                all.add(differences);
            }
        }
        if (medians.isEmpty()) {
            return LogClock.unknown(clock.tap());
        }
        long[] sorted = medians.stream().mapToLong(Long::longValue).sorted().toArray();
        long offset = Moments.median(sorted).orElse(0);
        long[] deviations = all.stream()
                .flatMapToLong(Arrays::stream)
                .map(difference -> Math.abs(difference - offset))
                .sorted()
                .toArray();
        long spread = deviations[(int) (deviations.length * 9L / 10)];
        return new LogClock(true, clock.tap(), offset, Math.max(spread, ROW_RESOLUTION_NANOS), sorted.length);
    }
}
