package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.droppoint.base.Direction;
import org.droppoint.base.FlowKey;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.flow.Leg;
import org.jspecify.annotations.Nullable;

/**
 * Finds which connections of different taps are one session. Evidence is tried from the strongest to the weakest, and
 * a match is made only where it is unique on both sides: initial sequence numbers, then the 5-tuple, then content that
 * only one connection of each tap holds, then, once clocks are known, the time of the SYN. What stays ambiguous stays
 * apart: nothing downstream guesses.
 */
final class LegMatcher {
    /** A SYN crosses from one tap to the next well within this, address resolution included. */
    private static final long SYN_CROSSING_NANOS = 3 * Times.NANOS_PER_SECOND;

    private final List<SessionLegs> sessions = new ArrayList<>();
    private final Taps taps;

    LegMatcher(Taps taps) {
        this.taps = taps;
        for (TapTrace trace : taps.traces()) {
            matchTimeless(trace);
        }
    }

    List<SessionLegs> sessions() {
        return sessions;
    }

    private void matchTimeless(TapTrace trace) {
        Set<Leg> open = new LinkedHashSet<>(trace.legs());
        Set<SessionLegs> waiting = new LinkedHashSet<>(sessions);
        if (!waiting.isEmpty()) {
            matchBy(
                    trace.tap(),
                    waiting,
                    open,
                    LegMatcher::bothSequences,
                    "both initial sequence numbers are the same");
            matchBy(
                    trace.tap(),
                    waiting,
                    open,
                    LegMatcher::clientSequence,
                    "the client's initial sequence number is the same");
            matchBy(
                    trace.tap(),
                    waiting,
                    open,
                    leg -> leg.key().toString(),
                    "addresses and ports are the same, and were used once only");
            matchIncarnations(trace.tap(), waiting, open);
            matchContent(trace, waiting, open);
        }
        for (Leg leg : open) {
            sessions.add(new SessionLegs(trace.tap(), leg));
        }
    }

    private static @Nullable Object bothSequences(Leg leg) {
        long client = leg.sequenceOfOffsetZero(Direction.CLIENT_TO_SERVER);
        long server = leg.sequenceOfOffsetZero(Direction.SERVER_TO_CLIENT);
        boolean known = leg.synSeen(Direction.CLIENT_TO_SERVER) && leg.synSeen(Direction.SERVER_TO_CLIENT);
        return known ? List.of(client, server) : null;
    }

    private static @Nullable Object clientSequence(Leg leg) {
        return leg.synSeen(Direction.CLIENT_TO_SERVER) ? leg.sequenceOfOffsetZero(Direction.CLIENT_TO_SERVER) : null;
    }

    /** Joins what shares a key that one waiting session and one open leg have. */
    private static void matchBy(
            Tap tap, Set<SessionLegs> waiting, Set<Leg> open, Function<Leg, @Nullable Object> keyOf, String reason) {
        Map<Object, List<SessionLegs>> left = new HashMap<>();
        for (SessionLegs session : waiting) {
            Set<Object> keys = new LinkedHashSet<>();
            for (Leg leg : session.byTap().values()) {
                Object key = keyOf.apply(leg);
                if (key != null) {
                    keys.add(key);
                }
            }
            keys.forEach(
                    key -> left.computeIfAbsent(key, k -> new ArrayList<>(1)).add(session));
        }
        Map<Object, List<Leg>> right = new LinkedHashMap<>();
        for (Leg leg : open) {
            Object key = keyOf.apply(leg);
            if (key != null) {
                right.computeIfAbsent(key, k -> new ArrayList<>(1)).add(leg);
            }
        }
        for (Map.Entry<Object, List<Leg>> entry : right.entrySet()) {
            List<SessionLegs> candidates = left.getOrDefault(entry.getKey(), List.of());
            boolean unique = candidates.size() == 1 && entry.getValue().size() == 1;
            if (unique && waiting.contains(candidates.get(0))) {
                join(tap, candidates.get(0), entry.getValue().get(0), waiting, open, reason);
            }
        }
    }

    /** A 5-tuple used as often at both taps, one use after the other: the uses correspond in their order. */
    private static void matchIncarnations(Tap tap, Set<SessionLegs> waiting, Set<Leg> open) {
        Map<FlowKey, List<SessionLegs>> left = new HashMap<>();
        waiting.forEach(session -> left.computeIfAbsent(session.nearest(tap).key(), k -> new ArrayList<>())
                .add(session));
        Map<FlowKey, List<Leg>> right = new LinkedHashMap<>();
        open.forEach(
                leg -> right.computeIfAbsent(leg.key(), k -> new ArrayList<>()).add(leg));
        right.forEach((key, legs) -> {
            List<SessionLegs> uses = left.getOrDefault(key, List.of());
            if (uses.size() != legs.size() || uses.size() < 2 || !allFromSyn(tap, uses, legs)) {
                return;
            }
            uses.sort(Comparator.comparingLong(use -> use.nearest(tap).firstNanos()));
            legs.sort(Comparator.comparingLong(Leg::firstNanos));
            for (int i = 0; i < legs.size(); i++) {
                join(
                        tap,
                        uses.get(i),
                        legs.get(i),
                        waiting,
                        open,
                        "addresses and ports are the same, use " + (i + 1) + " of " + legs.size() + " at both taps");
            }
        });
    }

    private static boolean allFromSyn(Tap tap, List<SessionLegs> uses, List<Leg> legs) {
        Direction first = Direction.CLIENT_TO_SERVER;
        return legs.stream().allMatch(leg -> leg.synSeen(first))
                && uses.stream().allMatch(use -> use.nearest(tap).synSeen(first));
    }

    private void matchContent(TapTrace trace, Set<SessionLegs> waiting, Set<Leg> open) {
        if (waiting.isEmpty() || open.isEmpty()) {
            return;
        }
        Map<Leg, SessionLegs> sessionOf = new HashMap<>();
        waiting.forEach(session -> session.byTap().values().forEach(leg -> sessionOf.put(leg, session)));
        Fingerprints<SessionLegs> left = new Fingerprints<>();
        sessionOf.forEach((leg, session) -> left.add(session, leg));
        Fingerprints<Leg> right = new Fingerprints<>();
        open.forEach(leg -> right.add(leg, leg));
        for (Leg leg : List.copyOf(open)) {
            Map<SessionLegs, Integer> votes = new HashMap<>();
            for (long print : right.prints(leg)) {
                SessionLegs owner = left.soleHolder(print);
                if (owner != null && right.soleHolder(print) != null) {
                    votes.merge(owner, 1, Integer::sum);
                }
            }
            if (votes.size() != 1) {
                continue;
            }
            Map.Entry<SessionLegs, Integer> vote = votes.entrySet().iterator().next();
            SessionLegs session = vote.getKey();
            if (waiting.contains(session)) {
                String reason = vote.getValue() + " data segment" + (vote.getValue() == 1 ? "" : "s")
                        + " with the same content, found in no other connection";
                join(trace.tap(), session, leg, waiting, open, reason);
            }
        }
    }

    private static void join(
            Tap tap, SessionLegs session, Leg leg, Set<SessionLegs> waiting, Set<Leg> open, String reason) {
        session.join(tap, leg, session.nearestTap(tap) + "–" + tap + ": " + reason);
        waiting.remove(session);
        open.remove(leg);
    }

    /**
     * With clocks known, joins connections whose SYNs fit in time: each the only candidate of the other within the
     * crossing time and the clocks' error.
     */
    void matchByTime(Map<Tap, ClockModel> clocks) {
        for (int i = 1; i < taps.count(); i++) {
            Tap tap = taps.traces().get(i).tap();
            List<SessionLegs> left = sessions.stream()
                    .filter(s -> s.byTap().lastKey().order() < tap.order() && startsWithSyn(s.nearest(tap)))
                    .toList();
            List<SessionLegs> right = sessions.stream()
                    .filter(s -> s.byTap().firstKey().equals(tap)
                            && startsWithSyn(s.byTap().get(tap)))
                    .toList();
            for (SessionLegs session : left) {
                List<SessionLegs> fits = right.stream()
                        .filter(other -> fits(session, other, tap, clocks))
                        .toList();
                if (fits.size() == 1
                        && left.stream()
                                        .filter(other -> fits(other, fits.get(0), tap, clocks))
                                        .count()
                                == 1) {
                    merge(session, fits.get(0), tap);
                }
            }
        }
    }

    private void merge(SessionLegs session, SessionLegs other, Tap tap) {
        Tap near = session.nearestTap(tap);
        other.byTap()
                .forEach((otherTap, leg) -> session.join(
                        otherTap,
                        leg,
                        otherTap.equals(tap)
                                ? near + "–" + tap + ": the only connection whose SYN fits in time"
                                : "joined with the connection at " + tap));
        sessions.remove(other);
    }

    private static boolean startsWithSyn(@Nullable Leg leg) {
        return leg != null && leg.synSeen(Direction.CLIENT_TO_SERVER);
    }

    private static boolean fits(SessionLegs session, SessionLegs other, Tap tap, Map<Tap, ClockModel> clocks) {
        Tap near = session.nearestTap(tap);
        ClockModel nearClock = clocks.get(near);
        ClockModel clock = clocks.get(tap);
        Leg leg = other.byTap().get(tap);
        if (nearClock == null || clock == null || leg == null || !nearClock.known() || !clock.known()) {
            return false;
        }
        Leg nearLeg = session.nearest(tap);
        if (nearLeg.key().server().port() != leg.key().server().port()) {
            return false;
        }
        long error = nearClock.uncertainty(nearLeg.firstNanos()) + clock.uncertainty(leg.firstNanos());
        long apart = clock.toReference(leg.firstNanos()) - nearClock.toReference(nearLeg.firstNanos());
        return Math.abs(apart) <= SYN_CROSSING_NANOS + error;
    }
}
