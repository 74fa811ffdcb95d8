package org.droppoint.correlate.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.droppoint.base.Direction;
import org.droppoint.base.Endpoint;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.OffsetMap;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Taps;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Matches by time, once clocks are known: takes apart what was joined by weak evidence and cannot be one connection,
 * and joins connections whose SYNs fit in time, each the only candidate of the other; where there are several, the one
 * whose packets all cross alike, as a whole pattern of places and times does by no chance.
 */
public final class TimeMatcher {
    /** Candidates compared by their patterns, the nearest in time; more at once are refused. */
    private static final int MAX_CANDIDATES = 64;

    /** A pattern of fewer packets is none. */
    private static final int MIN_PATTERN = 5;

    /** The right candidate's packets take so many times less than any other's. */
    private static final long CLEARLY_LESS = 3;

    private final Taps taps;
    private final Map<Tap, ClockModel> clocks;
    private final List<SessionLegs> sessions;
    private final ServersSeen servers;

    public TimeMatcher(Taps taps, Map<Tap, ClockModel> clocks, List<SessionLegs> sessions) {
        this.taps = taps;
        this.clocks = clocks;
        this.sessions = sessions;
        this.servers = new ServersSeen(taps);
    }

    public void run() {
        for (SessionLegs session : List.copyOf(sessions)) {
            takeApart(session);
        }
        for (int i = 1; i < taps.count(); i++) {
            match(taps.traces().get(i).tap());
            matchClients(taps.traces().get(i).tap());
        }
    }

    private void takeApart(SessionLegs session) {
        for (Tap tap : List.copyOf(session.byTap().keySet())) {
            Leg leg = session.byTap().get(tap);
            if (leg == null || !session.unsure(tap)) {
                continue;
            }
            Tap near = session.nearestTap(tap);
            Leg nearLeg = session.nearest(tap);
            if (known(near)
                    && known(tap)
                    && startsWithSyn(leg)
                    && startsWithSyn(nearLeg)
                    && Math.abs(apart(near, nearLeg, tap, leg))
                            > TravelTimes.SYN_CROSSING_NANOS + error(near, nearLeg, tap, leg)) {
                sessions.add(session.splitAt(tap));
                return;
            }
        }
    }

    // ---- one tap's connections to those before it ----

    /** A connection that begins with its SYN, with when that was on the reference clock. */
    private record Start(SessionLegs session, Tap tap, Leg leg, long nanos, long error) {}

    private void match(Tap tap) {
        if (!known(tap)) {
            return;
        }
        List<Start> left = new ArrayList<>();
        List<Start> right = new ArrayList<>();
        for (SessionLegs session : sessions) {
            boolean earlier = session.byTap().lastKey().order() < tap.order();
            if (earlier) {
                add(session, session.nearestTap(tap), left);
            } else if (session.byTap().firstKey().equals(tap)) {
                add(session, tap, right);
            }
        }
        left.sort(Comparator.comparingLong(Start::nanos));
        right.sort(Comparator.comparingLong(Start::nanos));
        Set<SessionLegs> gone = new HashSet<>();
        long worstError = Stream.concat(left.stream(), right.stream())
                .mapToLong(Start::error)
                .max()
                .orElse(0);
        for (Start start : left) {
            join(tap, start, left, right, worstError, gone);
        }
        sessions.removeAll(gone);
    }

    /** Of one client's port at one time, to a server of another address: whether its beginning is on record or not. */
    private void matchClients(Tap tap) {
        List<SessionLegs> left = new ArrayList<>();
        List<SessionLegs> right = new ArrayList<>();
        for (SessionLegs session : sessions) {
            if (session.byTap().lastKey().order() < tap.order()) {
                left.add(session);
            } else if (session.byTap().firstKey().equals(tap)) {
                right.add(session);
            }
        }
        Set<SessionLegs> gone = new HashSet<>();
        for (SoleClients.Pair<SessionLegs, SessionLegs> pair :
                SoleClients.pairs(left, session -> session.nearest(tap), right, SessionLegs::first)) {
            if (atOnce(pair.left(), tap, pair.right())) {
                merge(
                        pair.left(),
                        pair.right(),
                        "the only connection of this client's port at that time, to a server of another address",
                        tap);
                gone.add(pair.right());
            }
        }
        sessions.removeAll(gone);
    }

    private boolean atOnce(SessionLegs session, Tap tap, SessionLegs there) {
        Tap near = session.nearestTap(tap);
        Leg here = session.nearest(tap);
        Leg far = there.first();
        boolean translated = !here.key().server().equals(far.key().server())
                && mayBeOneServer(near, here.key().server(), tap, far.key().server());
        if (!translated || !known(near) || !known(tap)) {
            return false;
        }
        long slack = error(near, here, tap, far);
        return clock(near).toReference(here.firstNanos()) <= clock(tap).toReference(far.lastNanos()) + slack
                && clock(tap).toReference(far.firstNanos()) <= clock(near).toReference(here.lastNanos()) + slack;
    }

    private void join(
            Tap tap, Start start, List<Start> left, List<Start> right, long worstError, Set<SessionLegs> gone) {
        List<Start> candidates = fitting(start, right, worstError);
        if (candidates.isEmpty() || candidates.size() > MAX_CANDIDATES) {
            return;
        }
        Choice choice = choose(start, candidates);
        if (choice == null || gone.contains(choice.start().session())) {
            return;
        }
        List<Start> rivals = fitting(choice.start(), left, worstError);
        Choice back = rivals.size() > MAX_CANDIDATES ? null : choose(choice.start(), rivals);
        if (back != null && back.start().equals(start)) {
            merge(start.session(), choice.start().session(), choice.reason(), tap);
            gone.add(choice.start().session());
        }
    }

    private void add(SessionLegs session, Tap tap, List<Start> to) {
        Leg leg = session.byTap().get(tap);
        ClockModel clock = clocks.get(tap);
        if (leg != null && clock != null && clock.known() && startsWithSyn(leg)) {
            long nanos = leg.firstNanos();
            to.add(new Start(session, tap, leg, clock.toReference(nanos), clock.uncertainty(nanos)));
        }
    }

    /** Those of a list sorted by time whose SYN may be the same one. */
    private List<Start> fitting(Start start, List<Start> sorted, long worstError) {
        long widest = TravelTimes.SYN_CROSSING_NANOS + start.error() + worstError;
        List<Start> fitting = new ArrayList<>();
        int from = firstAtOrAfter(sorted, start.nanos() - widest);
        for (int i = from; i < sorted.size() && sorted.get(i).nanos() <= start.nanos() + widest; i++) {
            Start other = sorted.get(i);
            long apart = Math.abs(other.nanos() - start.nanos());
            if (mayBeOneServer(start, other)
                    && apart <= TravelTimes.SYN_CROSSING_NANOS + start.error() + other.error()) {
                fitting.add(other);
            }
        }
        return fitting;
    }

    /** Where a server's address passes from tap to tap as it is, no other one's session is its. */
    private boolean mayBeOneServer(Start one, Start other) {
        return mayBeOneServer(
                one.tap(),
                one.leg().key().server(),
                other.tap(),
                other.leg().key().server());
    }

    private boolean mayBeOneServer(Tap near, Endpoint here, Tap far, Endpoint there) {
        return here.port() == there.port() && (here.equals(there) || servers.mayBeTranslated(near, here, far, there));
    }

    private static int firstAtOrAfter(List<Start> sorted, long nanos) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle).nanos() < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    // ---- which of several ----

    private record Choice(Start start, String reason) {}

    private @Nullable Choice choose(Start start, List<Start> candidates) {
        if (candidates.size() == 1) {
            Start only = candidates.get(0);
            boolean another = start.leg().key().otherPortAlone(only.leg().key())
                    && crossing(start, only) > TravelTimes.CROSSING_NANOS + start.error() + only.error();
            return another ? null : new Choice(only, "the only connection whose SYN fits in time");
        }
        List<Start> samePort = candidates.stream()
                .filter(candidate ->
                        candidate.leg().key().client().equals(start.leg().key().client()))
                .toList();
        if (samePort.size() == 1) {
            return new Choice(samePort.get(0), "the only connection of this client's port whose SYN fits in time");
        }
        long best = Long.MAX_VALUE;
        long second = Long.MAX_VALUE;
        Start chosen = null;
        for (Start candidate : candidates) {
            long crossing = crossing(start, candidate);
            if (crossing < best) {
                second = best;
                best = crossing;
                chosen = candidate;
            } else {
                second = Math.min(second, crossing);
            }
        }
        if (chosen == null || best > TravelTimes.SYN_CROSSING_NANOS) {
            return null;
        }
        long error = start.error() + chosen.error();
        if (second - error <= CLEARLY_LESS * (best + error)) {
            return null;
        }
        String next = second == Long.MAX_VALUE ? "other packets" : Times.duration(second);
        return new Choice(
                chosen,
                String.format(
                        Locale.ROOT,
                        "of %d connections whose SYN fits in time the one whose packets all cross within %s; the next"
                                + " would need %s",
                        candidates.size(),
                        Times.duration(best),
                        next));
    }

    /**
     * What all but a tenth of the packets that stand at one place of the stream at both taps take from one to the other;
     * far beyond any crossing where too few do.
     */
    private long crossing(Start one, Start other) {
        RowIndex left = new RowIndex(fromSyn(one));
        RowIndex right = new RowIndex(fromSyn(other));
        ClockModel clock = clock(one.tap());
        ClockModel otherClock = clock(other.tap());
        SegmentStore store = one.leg().store();
        SegmentStore otherStore = other.leg().store();
        long[] times = new long[Math.min(one.leg().rowCount(), other.leg().rowCount())];
        int[] count = new int[1];
        PacketPairs.visit(left, right, (row, otherRow) -> {
            times[count[0]++] = Math.abs(otherClock.toReference(otherStore, otherRow) - clock.toReference(store, row));
            return count[0] < times.length;
        });
        boolean pattern = count[0] >= MIN_PATTERN && count[0] * 2 >= times.length;
        Arrays.sort(times, 0, count[0]);
        return pattern ? times[(count[0] - 1) * 9 / 10] : asking(one, other);
    }

    /**
     * What the SYNs of two connections that never were any take, copy by copy; {@link Long#MAX_VALUE} where either
     * holds more than SYNs of the client, or they are not as many.
     */
    private long asking(Start one, Start other) {
        long[] here = syns(one);
        long[] there = syns(other);
        if (here.length == 0 || here.length != there.length) {
            return Long.MAX_VALUE;
        }
        long longest = 0;
        for (int i = 0; i < here.length; i++) {
            longest = Math.max(longest, Math.abs(there[i] - here[i]));
        }
        return longest;
    }

    private long[] syns(Start start) {
        SegmentStore store = start.leg().store();
        int[] own = Arrays.stream(start.leg().rows())
                .filter(row -> store.direction(row) == Direction.CLIENT_TO_SERVER && !store.isDuplicateFrame(row))
                .toArray();
        boolean asks = Arrays.stream(own).allMatch(row -> TcpFlags.has(store.flags(row), TcpFlags.SYN));
        ClockModel clock = clock(start.tap());
        return asks
                ? Arrays.stream(own)
                        .mapToLong(row -> clock.toReference(store, row))
                        .toArray()
                : new long[0];
    }

    private static SessionLeg fromSyn(Start start) {
        return new SessionLeg(start.tap(), start.leg(), OffsetMap.constant(0), OffsetMap.constant(0));
    }

    private void merge(SessionLegs session, SessionLegs other, String reason, Tap tap) {
        Tap near = session.nearestTap(tap);
        other.byTap()
                .forEach((otherTap, leg) -> session.join(
                        otherTap,
                        leg,
                        otherTap.equals(tap)
                                ? near + "–" + tap + ": " + reason
                                : "joined with the connection at " + tap,
                        true));
    }

    // ---- clocks ----

    private ClockModel clock(Tap tap) {
        ClockModel clock = clocks.get(tap);
        return clock == null ? ClockModel.unknown("no estimate") : clock;
    }

    private boolean known(Tap tap) {
        return clock(tap).known();
    }

    private static boolean startsWithSyn(Leg leg) {
        return leg.synSeen(Direction.CLIENT_TO_SERVER);
    }

    private long apart(Tap near, Leg nearLeg, Tap tap, Leg leg) {
        return clock(tap).toReference(leg.firstNanos()) - clock(near).toReference(nearLeg.firstNanos());
    }

    private long error(Tap near, Leg nearLeg, Tap tap, Leg leg) {
        return clock(near).uncertainty(nearLeg.firstNanos()) + clock(tap).uncertainty(leg.firstNanos());
    }
}
