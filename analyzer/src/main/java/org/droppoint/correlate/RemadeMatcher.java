package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Direction;
import org.droppoint.base.Endpoint;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;

/**
 * Finds which connections a proxy that ends TLS made of which. Its packets bear marks of its own, address translation
 * leaves no tuple, and the two sides of it hold different bytes from the ClientHello on; what it lets pass unchanged is
 * the dialogue in clear text before. So those to one server are compared as a whole: as many on either side, in the
 * same order and rhythm, each pair with the same lines, all of them crossing alike.
 */
final class RemadeMatcher {
    /** Greeting, EHLO and its answer at least. */
    private static final int LEAST_LINES = 3;

    /** A proxy hands lines on at once: none may cross so much more slowly than another. */
    private static final long SAME_CROSSING_NANOS = 20_000_000L;

    /** How much more one connection may be held up than another before it is opened on the other side. */
    private static final long SAME_RHYTHM_NANOS = 100_000_000L;

    /** Captures of another hour hold sessions like these, too; so clocks are asked where the rhythm is too short to tell. */
    private static final long SAME_MOMENT_NANOS = 10 * Times.NANOS_PER_SECOND;

    /** A rhythm of so many beats is no chance. */
    private static final int TELLING_RHYTHM = 4;

    /** Two connections that may be one session's. */
    record Match(SessionLegs session, Leg leg, int lines) {}

    private record Line(long content, Direction direction) {}

    private final Tap tap;

    RemadeMatcher(Tap tap) {
        this.tap = tap;
    }

    /** Those that must be, of connections that nothing else has matched. */
    List<Match> matches(Iterable<SessionLegs> sessions, Iterable<Leg> legs) {
        Map<Endpoint, List<SessionLegs>> left = new HashMap<>();
        for (SessionLegs session : sessions) {
            Leg leg = session.nearest(tap);
            left.computeIfAbsent(leg.key().server(), key -> new ArrayList<>()).add(session);
        }
        Map<Endpoint, List<Leg>> right = new LinkedHashMap<>();
        for (Leg leg : legs) {
            right.computeIfAbsent(leg.key().server(), key -> new ArrayList<>()).add(leg);
        }
        List<Match> found = new ArrayList<>();
        right.forEach((server, there) -> found.addAll(inOrder(left.getOrDefault(server, List.of()), there)));
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
            int lines = linesInCommon(near, far);
            if (lines < LEAST_LINES || !Fingerprints.contradict(near, far)) {
                return List.of();
            }
            long shift = far.firstNanos() - near.firstNanos();
            least = Math.min(least, shift);
            most = Math.max(most, shift);
            pairs.add(new Match(here.get(i), far, lines));
        }
        boolean sameMoment = Math.max(Math.abs(least), Math.abs(most)) <= SAME_MOMENT_NANOS;
        boolean rhythm = most - least <= SAME_RHYTHM_NANOS && apart(there);
        return rhythm && (sameMoment || pairs.size() >= TELLING_RHYTHM) ? pairs : List.of();
    }

    /** Two that begin together could be either's. */
    private static boolean apart(List<Leg> inOrder) {
        for (int i = 1; i < inOrder.size(); i++) {
            if (inOrder.get(i).firstNanos() - inOrder.get(i - 1).firstNanos() <= SAME_RHYTHM_NANOS) {
                return false;
            }
        }
        return true;
    }

    /** How many lines both hold, in either direction, where all of them crossed alike; 0 where they did not. */
    private static int linesInCommon(Leg near, Leg far) {
        Map<Line, Long> there = lines(far);
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        int[] common = new int[2];
        for (Map.Entry<Line, Long> line : lines(near).entrySet()) {
            Long at = there.get(line.getKey());
            if (at != null) {
                common[line.getKey().direction().index()]++;
                least = Math.min(least, at - line.getValue());
                most = Math.max(most, at - line.getValue());
            }
        }
        boolean bothWays = common[0] > 0 && common[1] > 0;
        return bothWays && most - least <= SAME_CROSSING_NANOS ? common[0] + common[1] : 0;
    }

    /** When each of a connection's first data segments was seen first. */
    private static Map<Line, Long> lines(Leg leg) {
        Map<Line, Long> lines = new LinkedHashMap<>();
        SegmentStore store = leg.store();
        int[] taken = new int[2];
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            Direction direction = store.direction(row);
            boolean whole = store.carriesStream(row) && store.captured(row) == store.length(row);
            if (whole && taken[direction.index()]++ < Fingerprints.SEGMENTS_PER_DIRECTION) {
                lines.putIfAbsent(new Line(Fingerprints.content(store, row), direction), store.epochNanos(row));
            }
        }
        return lines;
    }
}
