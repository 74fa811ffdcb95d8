package org.droppoint.correlate.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.droppoint.base.Direction;
import org.droppoint.base.FlowKey;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.flow.Leg;
import org.jspecify.annotations.Nullable;

/**
 * Finds which connections of different taps are one session. Evidence is tried from the strongest to the weakest, and
 * a match is made only where it is unique on both sides: initial sequence numbers, then the marks that senders put on
 * their packets, then the 5-tuple, then content that only one connection of each tap holds, then, once clocks are
 * known, times: {@link TimeMatcher}. What stays ambiguous stays apart: nothing downstream guesses.
 */
public final class LegMatcher {
    /** Marks have 16 bits at least: that two of a connection's packets share theirs with another's is no chance. */
    private static final int ENOUGH_MARKS = 2;

    /** So many segments with content reach beyond what any two machines say to each other before TLS. */
    private static final int BEYOND_THE_OPENING = 8;

    private final List<SessionLegs> sessions = new ArrayList<>();

    public LegMatcher(Taps taps) {
        for (TapTrace trace : taps.traces()) {
            new Step(taps, trace.tap(), sessions, trace.legs()).run();
        }
    }

    /** All connections of all taps, each in one session; the list is the matcher's own and may be changed. */
    public List<SessionLegs> sessions() {
        return sessions;
    }

    /** Adds one tap's connections to the sessions found so far. */
    private static final class Step {
        private final Taps taps;
        private final Tap tap;
        private final List<SessionLegs> sessions;
        private final Set<SessionLegs> waiting;
        private final Set<Leg> open;

        Step(Taps taps, Tap tap, List<SessionLegs> sessions, List<Leg> legs) {
            this.taps = taps;
            this.tap = tap;
            this.sessions = sessions;
            this.waiting = new LinkedHashSet<>(sessions);
            this.open = new LinkedHashSet<>(legs);
        }

        void run() {
            matchBy(Leg::initialSequences, "both initial sequence numbers are the same", true);
            matchBy(Step::clientSequence, "the client's initial sequence number is the same", true);
            matchPackets();
            matchBy(Leg::key, "addresses and ports are the same, and were used once only", false);
            matchIncarnations();
            matchContent();
            matchRemade();
            for (Leg leg : open) {
                sessions.add(new SessionLegs(tap, leg));
            }
        }

        private boolean done() {
            return waiting.isEmpty() || open.isEmpty();
        }

        /** A SYN-ACK acknowledges the SYN: a capture that is deaf to the client knows its number, too. */
        private static @Nullable Object clientSequence(Leg leg) {
            return leg.synSeen(Direction.CLIENT_TO_SERVER)
                            || leg.synSeen(Direction.SERVER_TO_CLIENT)
                                    && leg.sequenceOfOffsetZero(Direction.CLIENT_TO_SERVER) != Leg.UNKNOWN_SEQUENCE
                    ? Long.valueOf(leg.sequenceOfOffsetZero(Direction.CLIENT_TO_SERVER))
                    : null;
        }

        /** Joins what shares a key that one waiting session and one open leg have. */
        private void matchBy(Function<Leg, @Nullable Object> keyOf, String reason, boolean sure) {
            if (done()) {
                return;
            }
            Map<Object, List<SessionLegs>> left = new HashMap<>();
            for (SessionLegs session : waiting) {
                Set<Object> keys = new LinkedHashSet<>();
                for (Leg leg : session.byTap().values()) {
                    Object key = keyOf.apply(leg);
                    if (key != null) {
                        keys.add(key);
                    }
                }
                keys.forEach(key ->
                        left.computeIfAbsent(key, k -> new ArrayList<>(1)).add(session));
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
                    join(candidates.get(0), entry.getValue().get(0), reason, sure);
                }
            }
        }

        /** A 5-tuple used as often at both taps, one use after the other: the uses correspond in their order. */
        private void matchIncarnations() {
            Map<FlowKey, List<SessionLegs>> left = new HashMap<>();
            waiting.forEach(session -> left.computeIfAbsent(session.nearest(tap).key(), k -> new ArrayList<>())
                    .add(session));
            Map<FlowKey, List<Leg>> right = new LinkedHashMap<>();
            open.forEach(leg ->
                    right.computeIfAbsent(leg.key(), k -> new ArrayList<>()).add(leg));
            right.forEach((key, legs) -> {
                List<SessionLegs> uses = left.getOrDefault(key, List.of());
                if (uses.size() != legs.size() || uses.size() < 2 || !allFromSyn(uses, legs)) {
                    return;
                }
                uses.sort(Comparator.comparingLong(use -> use.nearest(tap).firstNanos()));
                legs.sort(Comparator.comparingLong(Leg::firstNanos));
                for (int i = 0; i < legs.size(); i++) {
                    String reason =
                            "addresses and ports are the same, use " + (i + 1) + " of " + legs.size() + " at both taps";
                    join(uses.get(i), legs.get(i), reason, false);
                }
            });
        }

        private boolean allFromSyn(List<SessionLegs> uses, List<Leg> legs) {
            Direction first = Direction.CLIENT_TO_SERVER;
            return legs.stream().allMatch(leg -> leg.synSeen(first))
                    && uses.stream().allMatch(use -> use.nearest(tap).synSeen(first));
        }

        /** Packets with the same IP identifications or time stamps: many, and with nobody else nearly as many. */
        private void matchPackets() {
            if (done()) {
                return;
            }
            List<SessionLegs> lefts = List.copyOf(waiting);
            List<Leg> rights = List.copyOf(open);
            Fingerprints left = new Fingerprints();
            Fingerprints right = new Fingerprints();
            for (int i = 0; i < lefts.size(); i++) {
                left.addPackets(i, lefts.get(i).nearest(tap));
            }
            for (int i = 0; i < rights.size(); i++) {
                right.addPackets(i, rights.get(i));
            }
            for (Fingerprints.Link link : Fingerprints.clear(Fingerprints.links(left, right))) {
                if (link.shared() >= ENOUGH_MARKS) {
                    String reason =
                            link.shared() + " packets bear the same IP identifications or TCP time stamps, and of "
                                    + among(lefts.size(), rights.size()) + " no other pair nearly as many";
                    join(lefts.get(link.left()), rights.get(link.right()), reason, true);
                }
            }
        }

        /**
         * Content that one connection on either side holds, and no byte that speaks against it: behind the same hello such a
         * byte was changed on the way.
         */
        private void matchContent() {
            if (done()) {
                return;
            }
            List<SessionLegs> lefts = List.copyOf(waiting);
            List<Leg> rights = List.copyOf(open);
            Fingerprints left = new Fingerprints();
            Fingerprints right = new Fingerprints();
            for (int i = 0; i < lefts.size(); i++) {
                for (Leg leg : lefts.get(i).byTap().values()) {
                    left.addContent(i, leg);
                }
            }
            for (int i = 0; i < rights.size(); i++) {
                right.addContent(i, rights.get(i));
            }
            RemadeMatcher remade = new RemadeMatcher(taps, tap, sessions);
            for (Fingerprints.Link link : Fingerprints.clear(Fingerprints.links(left, right))) {
                SessionLegs session = lefts.get(link.left());
                Leg leg = rights.get(link.right());
                RemadeHandshake.Hellos hellos = new RemadeHandshake(taps, tap).hellos(session, leg);
                boolean same = session.nearest(tap).key().equals(leg.key());
                boolean likely = same
                        || hellos == RemadeHandshake.Hellos.SAME
                        || !keepsAddresses()
                                && Fingerprints.translated(session.nearest(tap), leg)
                                && remade.atOneMoment(session, leg);
                boolean enough = likely || link.shared() >= BEYOND_THE_OPENING;
                boolean another = hellos == RemadeHandshake.Hellos.DIFFERENT
                        || hellos == RemadeHandshake.Hellos.UNKNOWN
                                && Fingerprints.contradict(session.nearest(tap), leg);
                if (enough && !another) {
                    String reason = link.shared() + " data segment" + (link.shared() == 1 ? "" : "s")
                            + " with the same content, found in no other connection of "
                            + among(lefts.size(), rights.size());
                    join(session, leg, reason, false);
                }
            }
        }

        /** Every connection joined so far has the same addresses and ports here as before: nothing on the way translates. */
        private boolean keepsAddresses() {
            List<SessionLegs> joined = sessions.stream()
                    .filter(session -> session.byTap().containsKey(tap))
                    .toList();
            return !joined.isEmpty()
                    && joined.stream().allMatch(session -> Objects.requireNonNull(
                                    session.byTap().get(tap))
                            .key()
                            .equals(session.nearest(tap).key()));
        }

        private void matchRemade() {
            if (done()) {
                return;
            }
            for (RemadeMatcher.Match match : new RemadeMatcher(taps, tap, sessions).matches(waiting, open)) {
                String what = match.lines() == 0
                        ? "no word was said in either, both lasted as long and ended alike"
                        : match.lines() + " lines before TLS are the same and crossed alike";
                String reason = what + ", and of those to this server as many began here in the same rhythm";
                join(match.session(), match.leg(), reason, false);
            }
        }

        private static String among(int lefts, int rights) {
            return lefts + " and " + rights + " without a match";
        }

        private void join(SessionLegs session, Leg leg, String reason, boolean sure) {
            if (waiting.remove(session) && open.remove(leg)) {
                session.join(tap, leg, session.nearestTap(tap) + "–" + tap + ": " + reason, sure);
            }
        }
    }
}
