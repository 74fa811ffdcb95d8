package org.droppoint.correlate.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.droppoint.base.Direction;
import org.droppoint.base.Endpoint;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.CommonLines;
import org.droppoint.correlate.session.Taps;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.flow.Leg;
import org.droppoint.flow.TcpFlags;

/**
 * Finds which connections a proxy that ends TLS made of which, and which a translator of addresses that leaves no mark on
 * packets (IPv6 has none). A proxy's packets bear marks of its own, and the two sides of it hold different bytes from the
 * ClientHello on; what it lets pass unchanged is the dialogue in clear text before. (Where clocks are known, {@link
 * TimeMatcher} does better with what no proxy made.) So those to one server are compared as a whole: as many on either
 * side, in the same order and rhythm, each pair with the same lines, all of them crossing alike. What is left, of servers that are
 * known by other addresses on either side, is compared in the same way.
 */
final class RemadeMatcher {
    /** Greeting, EHLO and its answer at least. */
    private static final int LEAST_LINES = 3;

    /** How much more one connection may be held up than another before it is opened on the other side. */
    private static final long SAME_RHYTHM_NANOS = 100_000_000L;

    /** A rhythm of so many beats is no chance. */
    static final int TELLING_RHYTHM = 4;

    /** No other crossing of either connection is so many times as fast. */
    private static final int CLEARLY_FASTER = 2;

    /** So many that begin together are compared each with each; more would cost too much. */
    private static final int MOST_TOGETHER = 64;

    /** Any other pairing would need so many times as different a delay. */
    private static final int CLEARLY_MORE = 4;

    /** Two connections that may be one session's. */
    record Match(SessionLegs session, Leg leg, int lines) {}

    private final Taps taps;
    private final Tap tap;
    private final SameMoment moments;
    private final RemadeHandshake handshakes;

    /** @param all sessions found so far: those that have a leg at the tap already tell how clocks stand */
    RemadeMatcher(Taps taps, Tap tap, List<SessionLegs> all) {
        this.taps = taps;
        this.tap = tap;
        this.handshakes = new RemadeHandshake(taps, tap);
        this.moments = new SameMoment(taps, tap, all, handshakes);
    }

    /** Those that must be, of connections that nothing else has matched. */
    List<Match> matches(Iterable<SessionLegs> sessions, Iterable<Leg> legs) {
        Map<Endpoint, List<SessionLegs>> left = new HashMap<>();
        Onward onward = new Onward(taps, tap);
        for (SessionLegs session : sessions) {
            if (!onward.holds(session)) {
                left.computeIfAbsent(session.nearest(tap).key().server(), key -> new ArrayList<>())
                        .add(session);
            }
        }
        Map<Endpoint, List<Leg>> right = new LinkedHashMap<>();
        for (Leg leg : legs) {
            right.computeIfAbsent(leg.key().server(), key -> new ArrayList<>()).add(leg);
        }
        List<Match> found = new ArrayList<>();
        List<SessionLegs> openSessions = new ArrayList<>();
        List<Leg> openLegs = new ArrayList<>();
        right.forEach((server, there) -> {
            List<SessionLegs> here = left.getOrDefault(server, List.of());
            List<Match> matches = here.isEmpty() ? List.of() : pairs(here, there);
            found.addAll(matches);
            if (matches.isEmpty()) {
                openSessions.addAll(here);
                openLegs.addAll(there);
            }
        });
        left.forEach((server, here) -> {
            if (!right.containsKey(server)) {
                openSessions.addAll(here);
            }
        });
        if (!openLegs.isEmpty()) {
            List<Match> matches = inOrder(openSessions, openLegs);
            found.addAll(matches.isEmpty() ? byClient(openSessions, openLegs) : matches);
        }
        return found;
    }

    /** Those of one client's port to servers that no address tells to be two, if all else is alike. */
    private List<Match> byClient(List<SessionLegs> sessions, List<Leg> legs) {
        ServersSeen servers = new ServersSeen(taps);
        List<Match> matches = new ArrayList<>();
        for (SoleClients.Pair<SessionLegs, Leg> pair :
                SoleClients.pairs(sessions, session -> session.nearest(tap), legs, leg -> leg)) {
            SessionLegs session = pair.left();
            Leg near = session.nearest(tap);
            Match match = new Match(session, pair.right(), CommonLines.count(near, pair.right()));
            boolean translated = servers.mayBeTranslated(
                    session.nearestTap(tap),
                    near.key().server(),
                    tap,
                    pair.right().key().server());
            if (isAlike(match) && translated && madeAnew(session, pair.right()) && moments.of(List.of(match), false)) {
                matches.add(match);
            }
        }
        return matches;
    }

    private boolean isAlike(Match match) {
        return match.lines() >= LEAST_LINES || wordlessAlike(match.session().nearest(tap), match.leg());
    }

    /** By order and rhythm as a whole, else by what tells single ones; what that leaves again as a whole. */
    private List<Match> pairs(List<SessionLegs> sessions, List<Leg> legs) {
        List<SessionLegs> here = new ArrayList<>(sessions);
        List<Leg> there = new ArrayList<>(legs);
        List<Match> found = new ArrayList<>();
        while (!here.isEmpty() && !there.isEmpty()) {
            List<Match> matches = inOrder(here, there);
            matches = matches.isEmpty() ? byContent(here, there) : matches;
            matches = matches.isEmpty() ? byTimes(here, there) : matches;
            matches = matches.isEmpty() ? inRhythm(here, there) : matches;
            if (matches.isEmpty()) {
                break;
            }
            here.removeAll(matches.stream().map(Match::session).collect(Collectors.toSet()));
            there.removeAll(matches.stream().map(Match::leg).collect(Collectors.toSet()));
            found.addAll(matches);
        }
        return found;
    }

    private List<Match> inOrder(List<SessionLegs> sessions, List<Leg> legs) {
        if (sessions.size() != legs.size()) {
            return List.of();
        }
        List<SessionLegs> here = new ArrayList<>(sessions);
        List<Leg> there = new ArrayList<>(legs);
        here.sort(Comparator.comparingLong(session -> session.nearest(tap).firstNanos()));
        there.sort(Comparator.comparingLong(Leg::firstNanos));
        List<Match> pairs = new ArrayList<>();
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (int i = 0; i < here.size(); i++) {
            Leg near = here.get(i).nearest(tap);
            Leg far = there.get(i);
            Match pair = new Match(here.get(i), far, CommonLines.count(near, far));
            if (!isAlike(pair) || !madeAnew(here.get(i), far)) {
                return List.of();
            }
            long shift = far.firstNanos() - near.firstNanos();
            least = Math.min(least, shift);
            most = Math.max(most, shift);
            pairs.add(pair);
        }
        long apart = Math.min(
                apart(there.stream().mapToLong(Leg::firstNanos).toArray()),
                apart(here.stream()
                        .mapToLong(session -> session.nearest(tap).firstNanos())
                        .toArray()));
        if (pairs.size() < TELLING_RHYTHM && pairs.stream().anyMatch(this::otherPortAlone)) {
            return List.of();
        }
        boolean rhythm = most - least <= SAME_RHYTHM_NANOS && apart > SAME_RHYTHM_NANOS;
        boolean unmistakable = Math.max(most - least, CommonLines.CLOCK_GRAIN_NANOS) * CLEARLY_MORE < apart;
        return (rhythm || unmistakable) && moments.of(pairs, rhythm) ? pairs : List.of();
    }

    /** Nobody said a word in either from its SYN on, and both lasted as long and ended in the same way. */
    private static boolean wordlessAlike(Leg near, Leg far) {
        long longer = far.lastNanos() - far.firstNanos() - (near.lastNanos() - near.firstNanos());
        boolean alike = near.synSeen(Direction.CLIENT_TO_SERVER)
                && far.synSeen(Direction.CLIENT_TO_SERVER)
                && Math.abs(longer) <= SAME_RHYTHM_NANOS;
        boolean ended = false;
        for (Direction direction : Direction.values()) {
            ended |= (near.flagsSeen(direction) & (TcpFlags.FIN | TcpFlags.RST)) != 0;
            alike &= near.seen(direction).isEmpty()
                    && far.seen(direction).isEmpty()
                    && near.flagsSeen(direction) == far.flagsSeen(direction);
        }
        return alike && ended;
    }

    /** A few connections of the same two machines on other ports are as likely others of theirs. */
    private boolean otherPortAlone(Match pair) {
        return pair.session().nearest(tap).key().otherPortAlone(pair.leg().key());
    }

    /**
     * Those whose clear text nobody else's on either side is (a greeting with its time or a number of its own), where order
     * and rhythm tell nothing: begun together, or not as many on either side.
     */
    private List<Match> byContent(List<SessionLegs> sessions, List<Leg> legs) {
        Fingerprints left = new Fingerprints();
        Fingerprints right = new Fingerprints();
        for (int i = 0; i < sessions.size(); i++) {
            left.addContent(i, sessions.get(i).nearest(tap));
        }
        for (int i = 0; i < legs.size(); i++) {
            right.addContent(i, legs.get(i));
        }
        List<Match> pairs = new ArrayList<>();
        for (Fingerprints.Link link : Fingerprints.clear(Fingerprints.links(left, right))) {
            SessionLegs session = sessions.get(link.left());
            Leg leg = legs.get(link.right());
            int lines = CommonLines.count(session.nearest(tap), leg);
            Match pair = new Match(session, leg, lines);
            boolean fits = lines >= LEAST_LINES && madeAnew(session, leg) && !otherPortAlone(pair);
            if (fits && moments.of(List.of(pair), false)) {
                pairs.add(pair);
            }
        }
        return pairs;
    }

    /**
     * Where other connections tell how the clocks stand, those whose lines cross much faster than to or from any other's,
     * although they begin together and say the same.
     */
    private List<Match> byTimes(List<SessionLegs> sessions, List<Leg> legs) {
        if (!moments.isTold() || sessions.size() > MOST_TOGETHER || legs.size() > MOST_TOGETHER) {
            return List.of();
        }
        long[][] crossings = new long[sessions.size()][legs.size()];
        for (int i = 0; i < sessions.size(); i++) {
            for (int j = 0; j < legs.size(); j++) {
                crossings[i][j] = crossing(sessions.get(i), legs.get(j));
            }
        }
        List<Match> pairs = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            for (int j = 0; j < legs.size(); j++) {
                int lines = CommonLines.count(sessions.get(i).nearest(tap), legs.get(j));
                Match pair = new Match(sessions.get(i), legs.get(j), lines);
                if (stands(crossings, i, j) && madeAnew(pair.session(), pair.leg()) && !otherPortAlone(pair)) {
                    pairs.add(pair);
                }
            }
        }
        return pairs;
    }

    /**
     * Of as many connections on either side that begin in one rhythm, which as a whole is no chance, those that no other
     * begins so near to that they might be exchanged. Which is which of those that begin together, nothing tells.
     */
    private List<Match> inRhythm(List<SessionLegs> sessions, List<Leg> legs) {
        int count = legs.size();
        Tap witness = sessions.get(0).nearestTap(tap);
        boolean comparable = sessions.size() == count
                && count >= TELLING_RHYTHM
                && sessions.stream().allMatch(session -> session.nearestTap(tap).equals(witness));
        if (!comparable) {
            return List.of();
        }
        List<SessionLegs> here = new ArrayList<>(sessions);
        List<Leg> there = new ArrayList<>(legs);
        here.sort(Comparator.comparingLong(session -> session.nearest(tap).firstNanos()));
        there.sort(Comparator.comparingLong(Leg::firstNanos));
        List<Match> pairs = new ArrayList<>();
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            Leg near = here.get(i).nearest(tap);
            long apart = there.get(i).firstNanos() - near.firstNanos();
            least = Math.min(least, apart);
            most = Math.max(most, apart);
            Match pair = new Match(here.get(i), there.get(i), CommonLines.count(near, there.get(i)));
            if (otherPortAlone(pair)) {
                return List.of();
            }
            pairs.add(pair);
        }
        long beat = (most - least) * CLEARLY_MORE;
        boolean same = beat * CLEARLY_MORE
                < there.get(count - 1).firstNanos() - there.get(0).firstNanos();
        if (!same || !moments.of(pairs, true)) {
            return List.of();
        }
        List<Match> sole = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean alone = (i == 0 || begins(pairs, i) - begins(pairs, i - 1) > beat)
                    && (i + 1 == count || begins(pairs, i + 1) - begins(pairs, i) > beat);
            Match pair = pairs.get(i);
            if (alone && pair.lines() >= LEAST_LINES && madeAnew(pair.session(), pair.leg())) {
                sole.add(pair);
            }
        }
        return sole;
    }

    private static long begins(List<Match> pairs, int index) {
        return pairs.get(index).leg().firstNanos();
    }

    /** Whether this crossing is far the fastest of its row and of its column. */
    private static boolean stands(long[][] crossings, int row, int column) {
        long own = crossings[row][column];
        long next = Long.MAX_VALUE;
        for (int i = 0; i < crossings.length; i++) {
            next = i == row ? next : Math.min(next, crossings[i][column]);
        }
        for (int j = 0; j < crossings[row].length; j++) {
            next = j == column ? next : Math.min(next, crossings[row][j]);
        }
        return own < TravelTimes.SYN_CROSSING_NANOS && next / CLEARLY_FASTER >= own;
    }

    /** What half of the lines of two connections need at most, by a clock that other connections tell. */
    private long crossing(SessionLegs session, Leg far) {
        Tap witness = session.nearestTap(tap);
        Long shift = moments.shift(witness);
        Leg near = session.nearest(tap);
        if (shift == null || CommonLines.count(near, far) < LEAST_LINES) {
            return Long.MAX_VALUE;
        }
        return Math.max(CommonLines.CLOCK_GRAIN_NANOS / MOST_TOGETHER, CommonLines.halfWithin(near, far, shift));
    }

    /** Where other connections passed both taps as they are, something must tell that this one did not. */
    private boolean madeAnew(SessionLegs session, Leg far) {
        Leg near = session.nearest(tap);
        return !moments.isTold()
                || Fingerprints.contradict(near, far)
                || handshakes.hellos(session, far) == RemadeHandshake.Hellos.DIFFERENT;
    }

    /** How far the nearest two of these times in order lie apart. */
    private static long apart(long[] nanos) {
        long least = Long.MAX_VALUE;
        for (int i = 1; i < nanos.length; i++) {
            least = Math.min(least, nanos[i] - nanos[i - 1]);
        }
        return least;
    }

    /** By whatever clocks there are, both began about one moment, and both captures were running then. */
    boolean atOneMoment(SessionLegs session, Leg far) {
        return moments.of(List.of(new Match(session, far, 0)), false);
    }
}
