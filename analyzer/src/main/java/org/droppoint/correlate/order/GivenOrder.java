package org.droppoint.correlate.order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.match.Passage;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.flow.PacketMarks;
import org.droppoint.flow.SegmentKind;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.StampGrain;
import org.droppoint.flow.TimeToLive;

/**
 * Holds the order in which captures were given against the order in which bytes passed them. What leaves passes the taps
 * in path order and what comes back in the other: between two taps the time that one way takes and the time that the other
 * way takes add up to something positive, whatever their clocks say, as the difference of the clocks falls out.
 */
public final class GivenOrder {
    private static final int MAX_SESSIONS = 16;
    private static final int MAX_STEPS = 64;

    /** Fewer round trips than this are no proof: a capture may have missed a first copy. */
    private static final int ENOUGH = 3;

    /** Of ten round trips so many must contradict. */
    private static final int MOST_OF_TEN = 9;

    /** Closer together than this clocks of captures hardly tell two moments. */
    static final long TELLING_NANOS = 5_000;

    /**
     * @param order for each place of the path the index of the tap, as given, that the packets show there
     * @param why in words
     */
    public record Contradiction(List<Integer> order, String why) {}

    private final List<Tap> taps;
    private final List<Session> sessions;
    private final List<Long> grainNanos;

    private GivenOrder(Correlation correlation) {
        this.taps = correlation.taps().path().taps();
        this.grainNanos = taps.stream()
                .map(tap -> StampGrain.nanos(correlation.taps().trace(tap).legs()))
                .toList();
        this.sessions = correlation.sessions().stream()
                .map(SessionTrace::session)
                .filter(session -> session.legs().size() > 1)
                .limit(MAX_SESSIONS)
                .toList();
    }

    /** The order in which the packets passed the taps, where it is not that of the path. */
    public static Optional<Contradiction> of(Correlation correlation) {
        GivenOrder given = new GivenOrder(correlation);
        Optional<Contradiction> byTimes = given.byTimes();
        return byTimes.isPresent() ? byTimes : given.mirrored();
    }

    // ---- times ----

    private Optional<Contradiction> byTimes() {
        int count = taps.size();
        int[][] nearer = new int[count][count];
        boolean contradicted = false;
        for (int i = 0; i < count; i++) {
            for (int j = i + 1; j < count; j++) {
                int told = told(i, j);
                nearer[i][j] = told;
                nearer[j][i] = -told;
                contradicted |= told < 0;
            }
        }
        if (!contradicted) {
            return Optional.empty();
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingInt(i -> -Arrays.stream(nearer[i]).sum()));
        for (int i = 0; i < count; i++) {
            for (int j = i + 1; j < count; j++) {
                if (nearer[order.get(i)][order.get(j)] < 0) {
                    return Optional.empty();
                }
            }
        }
        List<Integer> reversed = new ArrayList<>(order);
        Collections.reverse(reversed);
        boolean mirrored = reversed.equals(reversed.stream().sorted().toList());
        if (mirrored && sessions.stream().noneMatch(session -> Orientation.leaves(session.legs()))) {
            return Optional.empty(); // as likely it is the other end that opened the sessions
        }
        return Optional.of(new Contradiction(
                order, "there and back between the captures takes less than no time in the order given"));
    }

    /**
     * 1 where the times show the first of two taps nearer the host, -1 where they show the second, 0 where they do not tell.
     * Where TTLs fall along the order given, times say nothing against it.
     */
    private int told(int one, int other) {
        List<Long> trips = new ArrayList<>();
        int falls = 0;
        for (Session session : sessions) {
            int near = position(session, one);
            int far = position(session, other);
            if (near >= 0 && far >= 0 && new Passage(session.followedLegs()).between(near, far)) {
                SessionLeg nearer = session.followedLegs().get(near);
                SessionLeg farther = session.followedLegs().get(far);
                addTrips(session, nearer, farther, trips);
                falls += falls(session, nearer, farther);
            }
        }
        // both stamps of a trip at a tap may be off by as much as its clock is coarse
        long grain = grainNanos.get(one) + grainNanos.get(other) + TELLING_NANOS;
        long negative = trips.stream().filter(nanos -> nanos < -grain).count();
        long positive = trips.stream().filter(nanos -> nanos > grain).count();
        long most = Math.max(negative, positive);
        if (trips.size() < ENOUGH || most * 10 < (long) trips.size() * MOST_OF_TEN) {
            return 0;
        }
        return positive > negative ? 1 : falls > 0 ? 0 : -1;
    }

    private int position(Session session, int tap) {
        List<SessionLeg> legs = session.followedLegs();
        for (int i = 0; i < legs.size(); i++) {
            if (legs.get(i).tap().equals(taps.get(tap))) {
                return i;
            }
        }
        return -1;
    }

    /** 1 where what leaves loses TTL from the one leg to the other, or what comes back the other way; -1 where it gains. */
    private static int falls(Session session, SessionLeg near, SessionLeg far) {
        Direction out = out(session);
        return Integer.signum(
                Orientation.fall(near.leg(), far.leg(), out) - Orientation.fall(near.leg(), far.leg(), out.opposite()));
    }

    private static Direction out(Session session) {
        return session.outward(Direction.CLIENT_TO_SERVER) ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT;
    }

    /** One step there and one back: the difference of the two clocks falls out of what both took together. */
    private static void addTrips(Session session, SessionLeg near, SessionLeg far, List<Long> trips) {
        Direction out =
                session.outward(Direction.CLIENT_TO_SERVER) ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT;
        List<Step> there = steps(near, far, out, 1);
        List<Step> back = steps(near, far, out.opposite(), -1);
        addTrips(back, there, trips);
        addTrips(there, back, trips);
    }

    /** Each step makes one trip with one of the others at most: a single wrong one must not speak many times. */
    private static void addTrips(List<Step> steps, List<Step> others, List<Long> trips) {
        int at = 0;
        int used = -1;
        for (Step step : steps) {
            while (at + 1 < others.size() && others.get(at + 1).nearNanos() <= step.nearNanos()) {
                at++;
            }
            boolean fresh = at < others.size() && at != used;
            if (fresh && Math.abs(others.get(at).nearNanos() - step.nearNanos()) < Times.NANOS_PER_SECOND) {
                trips.add(others.get(at).awayNanos() + step.awayNanos());
                used = at;
            }
        }
    }

    /**
     * New bytes that passed both legs.
     *
     * @param awayNanos how long they took, by the clocks of both, from the nearer leg to the farther one, or back
     */
    private record Step(long nearNanos, long awayNanos, PacketMarks marks) {}

    /**
     * What passed both legs in one direction. Where a stack's marks stay on its packets, those that bear other marks at
     * either tap are two copies of the same bytes, each of which one capture has missed.
     *
     * @param sign 1 where they leave, -1 where they come back
     */
    private static List<Step> steps(SessionLeg near, SessionLeg far, Direction direction, int sign) {
        Map<Long, Integer> there = firstRows(far, direction);
        SegmentStore store = near.leg().store();
        SegmentStore farStore = far.leg().store();
        List<Step> steps = new ArrayList<>();
        firstRows(near, direction).forEach((start, row) -> {
            Integer other = there.get(start);
            if (other != null) {
                long nanos = store.epochNanos(row);
                PacketMarks marks = PacketMarks.compare(store, row, farStore, other);
                steps.add(new Step(nanos, sign * (farStore.epochNanos(other) - nanos), marks));
            }
        });
        if (steps.stream().anyMatch(step -> step.marks() == PacketMarks.SAME)) {
            steps.removeIf(step -> step.marks() == PacketMarks.DIFFER);
        }
        steps.sort(Comparator.comparingLong(Step::nearNanos));
        return steps;
    }

    private static Map<Long, Integer> firstRows(SessionLeg leg, Direction direction) {
        Map<Long, Integer> rows = new HashMap<>();
        SegmentStore store = leg.leg().store();
        long end = Long.MIN_VALUE;
        for (int row = leg.firstRow(); row != SegmentStore.NONE && rows.size() < MAX_STEPS; row = store.next(row)) {
            boolean data = store.direction(row) == direction
                    && store.carriesStream(row)
                    && !SegmentKind.KEEP_ALIVE.in(store.kinds(row));
            if (data && leg.end(row) > end) {
                rows.putIfAbsent(leg.start(row), row);
                end = leg.end(row);
            }
        }
        return rows;
    }

    // ---- marks of the sending machine ----

    /**
     * The path given from its other end: nothing that was captured at the tap called host starts there, and at the last tap
     * one side sends its packets fresh. The server does so too where it stands beside the last tap and the client behind a
     * router, or in a container, at the first: only a client from far away tells that mail comes in.
     */
    private Optional<Contradiction> mirrored() {
        int last = taps.size() - 1;
        boolean host = last > 0 && taps.get(0).name().equals(Tap.HOST);
        boolean startsThere =
                !host || Arrays.stream(Direction.values()).anyMatch(direction -> share(0, direction) != Fresh.NONE);
        boolean sendsFromLast = share(last, Direction.CLIENT_TO_SERVER) == Fresh.ALL;
        boolean receivesAtLast = share(last, Direction.SERVER_TO_CLIENT) == Fresh.ALL && clientIsFarFrom(0);
        if (startsThere || !sendsFromLast && !receivesAtLast) {
            return Optional.empty();
        }
        List<Integer> order = new ArrayList<>();
        for (int i = last; i >= 0; i--) {
            order.add(i);
        }
        return Optional.of(new Contradiction(
                order, "no packet starts at the capture given as host, and packets do start at the last one"));
    }

    /** How many of a side's packets bear a TTL that no router has counted down. */
    private enum Fresh {
        NONE,
        SOME,
        ALL,
        UNKNOWN
    }

    private boolean clientIsFarFrom(int tap) {
        return sessions.stream()
                .map(session -> session.leg(taps.get(tap)))
                .allMatch(leg -> leg == null || Orientation.isFar(leg.leg(), Direction.CLIENT_TO_SERVER));
    }

    private Fresh share(int tap, Direction direction) {
        int fresh = 0;
        int aged = 0;
        for (Session session : sessions) {
            SessionLeg leg = session.leg(taps.get(tap));
            int ttl = leg == null ? -1 : Orientation.usualTtl(leg.leg(), direction);
            fresh += ttl >= 0 && TimeToLive.isInitial(ttl) ? 1 : 0;
            aged += ttl >= 0 && !TimeToLive.isInitial(ttl) ? 1 : 0;
        }
        if (fresh + aged == 0) {
            return Fresh.UNKNOWN;
        }
        return fresh == 0 ? Fresh.NONE : aged == 0 ? Fresh.ALL : Fresh.SOME;
    }
}
