package org.droppoint.correlate.order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.MailPath;
import org.droppoint.correlate.match.LegMatcher;
import org.droppoint.correlate.match.SessionLegs;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.flow.Activity;
import org.droppoint.flow.Leg;
import org.droppoint.flow.Origin;
import org.droppoint.flow.PacketMarks;
import org.droppoint.flow.RoundTrip;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.StreamView;
import org.droppoint.flow.TimeToLive;
import org.jspecify.annotations.Nullable;

/**
 * Finds the order of captures along the path from the packets themselves: the client's TTL (hop limit) falls on its
 * way, and the nearer a tap lies to the client, the longer its SYN waits for its SYN-ACK.
 */
public final class PathOrder {

    /**
     * @param order indexes of the captures, the host's end first
     * @param linked whether every capture shares a session with another one
     * @param serverAtHost the mail comes in: the listening side is the host's
     * @param translated the positions in the order behind which addresses or ports change
     */
    public record Result(
            List<Integer> order, boolean linked, boolean serverAtHost, List<Integer> translated, String reason) {}

    private PathOrder() {}

    public static Result of(List<List<Leg>> captures) {
        List<String> names = new ArrayList<>();
        List<TapTrace> traces = new ArrayList<>();
        for (int i = 0; i < captures.size(); i++) {
            names.add("t" + i);
        }
        MailPath path = new MailPath(names);
        for (int i = 0; i < captures.size(); i++) {
            traces.add(new TapTrace(
                    path.taps().get(i), captures.get(i), List.of(), new Activity(), 0, 0, 0, PathOrder::noStream));
        }
        List<SessionLegs> sessions = new LegMatcher(new Taps(path, traces)).sessions();
        return order(captures.size(), sessions, traces);
    }

    /** No bytes are read to find the order: what only they would tell stays untold. */
    private static StreamView noStream(Leg leg, Direction direction) {
        return new StreamView() {
            @Override
            public Coverage seen() {
                return new Coverage();
            }

            @Override
            public int read(long offset, byte[] into, int at, int length) {
                return 0;
            }

            @Override
            public Origin origin(long offset) {
                throw new IllegalArgumentException("nothing is seen at " + offset);
            }

            @Override
            public boolean fromStart() {
                return false;
            }
        };
    }

    /** What sessions say of two captures: above zero where the first lies nearer the client. */
    private static final class Votes {
        private final double[][] nearer;
        private boolean byTtl;
        private boolean byDelay;
        private boolean byTurns;

        Votes(int count) {
            nearer = new double[count][count];
        }

        void add(int i, int j, Leg one, Leg other) {
            int fall = Orientation.fall(one, other, Direction.CLIENT_TO_SERVER)
                    - Orientation.fall(one, other, Direction.SERVER_TO_CLIENT);
            byTtl |= fall != 0;
            nearer[i][j] += Integer.signum(fall) * 10;
            OptionalLong wait = RoundTrip.synWait(one);
            OptionalLong otherWait = RoundTrip.synWait(other);
            if (wait.isPresent() && otherWait.isPresent()) {
                int longer = Long.compare(wait.getAsLong(), otherWait.getAsLong());
                byDelay |= longer != 0;
                nearer[i][j] += longer;
            }
        }

        /** A proxy accepts for itself, and sends with TTLs of its own: the turns that it hands on tell better. */
        void addRemade(int i, int j, Leg one, Leg other) {
            int longer = AnswerWaits.compare(one, other);
            if (longer == 0) {
                add(i, j, one, other);
                return;
            }
            byTurns = true;
            nearer[i][j] += longer * 10;
        }

        double of(int i, int j) {
            return nearer[i][j];
        }
    }

    private static Result order(int count, List<SessionLegs> sessions, List<TapTrace> traces) {
        Votes passed = new Votes(count);
        Votes perhapsRemade = new Votes(count);
        Set<Integer> linked = new HashSet<>();
        for (SessionLegs session : sessions) {
            List<Integer> taps =
                    session.byTap().keySet().stream().map(tap -> tap.order()).toList();
            for (int i : taps) {
                for (int j : taps) {
                    if (i != j) {
                        linked.add(i);
                        Leg one = leg(session, traces, i);
                        Leg other = leg(session, traces, j);
                        if (samePackets(one, other)) {
                            passed.add(i, j, one, other);
                        } else {
                            perhapsRemade.addRemade(i, j, one, other);
                        }
                    }
                }
            }
        }
        double[][] nearer = new double[count][count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                nearer[i][j] = Math.signum(passed.of(i, j) == 0 ? perhapsRemade.of(i, j) : passed.of(i, j));
            }
        }
        boolean byTtl = passed.byTtl || perhapsRemade.byTtl;
        boolean byDelay = passed.byDelay || perhapsRemade.byDelay;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> -sum(nearer[i])));
        boolean serverAtHost = !order.isEmpty() && inbound(traces, order);
        if (serverAtHost) {
            java.util.Collections.reverse(order);
        }
        boolean allLinked = count > 1 && linked.size() == count;
        return new Result(
                order,
                allLinked,
                serverAtHost,
                translated(order, sessions),
                reason(allLinked, byTtl, byDelay, perhapsRemade.byTurns, count));
    }

    private static String reason(boolean linked, boolean byTtl, boolean byDelay, boolean byTurns, int count) {
        if (count == 1) {
            return "the only capture";
        }
        if (!linked) {
            return "no session in common with the others: order as given";
        }
        List<String> grounds = new ArrayList<>();
        if (byTtl) {
            grounds.add("the TTL falls along the way");
        }
        if (byDelay) {
            grounds.add("SYN to SYN-ACK takes longer nearer the client");
        }
        if (byTurns) {
            grounds.add("a proxy's answers take longer nearer the client");
        }
        return grounds.isEmpty()
                ? "nothing tells the order: as given"
                : String.format(Locale.ROOT, "order found: %s", String.join(", and ", grounds));
    }

    /**
     * The SYN, or its answer, is one packet at both: it kept its number (RFC 9293 section 3.4.1) or its stack's marks. A
     * proxy's connections are its own; their TTLs and waits say where the proxy stands.
     */
    private static boolean samePackets(Leg one, Leg other) {
        for (Direction direction : Direction.values()) {
            int row = one.synRow(direction);
            int mate = other.synRow(direction);
            if (row == SegmentStore.NONE || mate == SegmentStore.NONE) {
                continue;
            }
            boolean numbered = one.sequenceOfOffsetZero(direction) == other.sequenceOfOffsetZero(direction);
            if (numbered || PacketMarks.compare(one.store(), row, other.store(), mate) == PacketMarks.SAME) {
                return true;
            }
        }
        return false;
    }

    private static Leg leg(SessionLegs session, List<TapTrace> traces, int index) {
        Leg leg = session.byTap().get(traces.get(index).tap());
        if (leg == null) {
            throw new IllegalArgumentException("no leg at capture " + index);
        }
        return leg;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /**
     * Inbound mail: at the server's end the server's packets start fresh, at the client's end nobody's do. Where both start
     * fresh no router counts, and addresses tell: a private one that public ones open is the host's.
     */
    private static boolean inbound(List<TapTrace> traces, List<Integer> order) {
        TapTrace first = traces.get(order.get(0));
        @Nullable Boolean clientFresh = fresh(first, Direction.CLIENT_TO_SERVER);
        @Nullable Boolean serverFresh = fresh(traces.get(order.get(order.size() - 1)), Direction.SERVER_TO_CLIENT);
        if (!Boolean.TRUE.equals(serverFresh)) {
            return false;
        }
        boolean clientFar = first.legs().stream().allMatch(leg -> Orientation.isFar(leg, Direction.CLIENT_TO_SERVER));
        return Boolean.FALSE.equals(clientFresh) && clientFar
                || Boolean.TRUE.equals(clientFresh) && Orientation.comesInByAddresses(traces);
    }

    private static @Nullable Boolean fresh(TapTrace trace, Direction direction) {
        int fresh = 0;
        int aged = 0;
        for (Leg leg : trace.legs()) {
            int ttl = Orientation.usualTtl(leg, direction);
            if (ttl >= 0) {
                fresh += TimeToLive.isInitial(ttl) ? 1 : 0;
                aged += TimeToLive.isInitial(ttl) ? 0 : 1;
            }
        }
        return fresh + aged == 0 ? null : Boolean.valueOf(fresh > aged);
    }

    private static List<Integer> translated(List<Integer> order, List<SessionLegs> sessions) {
        List<Integer> translated = new ArrayList<>();
        for (int i = 0; i + 1 < order.size(); i++) {
            int one = order.get(i);
            int other = order.get(i + 1);
            boolean differ = sessions.stream().anyMatch(session -> {
                List<Leg> legs = session.byTap().entrySet().stream()
                        .filter(entry ->
                                entry.getKey().order() == one || entry.getKey().order() == other)
                        .map(java.util.Map.Entry::getValue)
                        .toList();
                return legs.size() == 2 && !legs.get(0).key().equals(legs.get(1).key());
            });
            if (differ) {
                translated.add(i);
            }
        }
        return translated;
    }
}
