package org.droppoint.correlate.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.droppoint.base.Times;

/**
 * Finds by how much a log's clock is off from pairs of a log's session and a wire's session that may be the same.
 * The right pairs all agree on one offset, chance pairs on none: ports come back, sessions resemble each other. What
 * chance alone could bring about is not accepted.
 */
final class OffsetVote {
    /** Pairs whose offsets differ by less agree: rows are written late on a busy machine, clocks drift a little. */
    static final long AGREEMENT_NANOS = 2 * Times.NANOS_PER_SECOND;

    /** How many ports Windows and RFC 6335 give to clients (49152 to 65535), the fewest of the usual systems. */
    private static final double CLIENT_PORTS = 16_384;

    /** Chance must be able to explain a result less often than this. */
    private static final double SIGNIFICANCE = 0.01;

    /** Sessions that nothing but their times tell apart: so many must fall into place at once. */
    private static final int ENOUGH_BY_TIME = 3;

    private static final int MAX_PAIRS = 1_000_000;

    private record Pair(long offsetNanos, int logged, WireSession wire) {}

    /** A run of pairs, both ends included, and how many of the log's sessions stand in it. */
    private record Window(int from, int to, int sessions) {}

    private final long widthNanos;
    private final List<Pair> pairs = new ArrayList<>();

    OffsetVote(long widthNanos) {
        this.widthNanos = widthNanos;
    }

    void add(long offsetNanos, int logged, WireSession wire) {
        if (pairs.size() < MAX_PAIRS) {
            pairs.add(new Pair(offsetNanos, logged, wire));
        }
    }

    boolean isFull() {
        return pairs.size() == MAX_PAIRS;
    }

    /** Of pairs that name the same ends: the offset that the most agree on; empty where chance explains it. */
    OptionalLong byEnds(int logSessions, int wireSessions) {
        Window best = best(pairs);
        double chancePairs = logSessions * (double) wireSessions / CLIENT_PORTS;
        return best.sessions() > 0 && isNoChance(best, chancePairs)
                ? OptionalLong.of(middle(pairs, best))
                : OptionalLong.empty();
    }

    /** Of pairs that only resemble each other: the offset at which clearly more fall into place than at any other. */
    OptionalLong byTimeAlone() {
        Window best = best(pairs);
        if (best.sessions() < ENOUGH_BY_TIME || isFull()) {
            return OptionalLong.empty();
        }
        long middle = middle(pairs, best);
        List<Pair> others = new ArrayList<>(pairs.stream()
                .filter(pair -> Math.abs(pair.offsetNanos() - middle) > widthNanos)
                .toList());
        return best(others).sessions() <= best.sessions() / 2 ? OptionalLong.of(middle) : OptionalLong.empty();
    }

    /** The window of the most sessions, among equals the one nearest to no offset at all. */
    private Window best(List<Pair> among) {
        among.sort(Comparator.comparingLong(Pair::offsetNanos).thenComparingInt(Pair::logged));
        Window best = new Window(0, -1, 0);
        Map<Integer, Integer> inWindow = new HashMap<>();
        int from = 0;
        int sessions = 0;
        for (int to = 0; to < among.size(); to++) {
            sessions += inWindow.merge(among.get(to).logged(), 1, Integer::sum) == 1 ? 1 : 0;
            while (among.get(to).offsetNanos() - among.get(from).offsetNanos() > widthNanos) {
                sessions -= inWindow.merge(among.get(from++).logged(), -1, Integer::sum) == 0 ? 1 : 0;
            }
            Window here = new Window(from, to, sessions);
            boolean nearer =
                    sessions == best.sessions() && Math.abs(middle(among, here)) < Math.abs(middle(among, best));
            if (sessions > best.sessions() || nearer) {
                best = here;
            }
        }
        return best;
    }

    private static long middle(List<Pair> among, Window window) {
        return among.get((window.from() + window.to()) >>> 1).offsetNanos();
    }

    /** Log and capture are of one machine: that their clocks agree needs no further witness. */
    private boolean isNoChance(Window best, double chancePairs) {
        if (Math.abs(middle(pairs, best)) <= AGREEMENT_NANOS) {
            return true;
        }
        if (best.sessions() == 1) {
            return chancePairs < SIGNIFICANCE;
        }
        double span = (double) pairs.get(pairs.size() - 1).offsetNanos()
                - pairs.get(0).offsetNanos();
        double windows = Math.max(1, span / widthNanos);
        double expected = strangers(best) / windows;
        double probability = windows;
        for (int i = 1; i <= best.sessions() && probability > 0; i++) {
            probability *= expected / i;
        }
        return probability < SIGNIFICANCE;
    }

    /** Pairs of which neither side agrees with the window: the others follow from a port's being used twice. */
    private long strangers(Window best) {
        Set<Object> inside = new HashSet<>();
        for (Pair pair : pairs.subList(best.from(), best.to() + 1)) {
            inside.add(pair.logged());
            inside.add(pair.wire());
        }
        return pairs.stream()
                .filter(pair -> !inside.contains(pair.logged()) && !inside.contains(pair.wire()))
                .count();
    }
}
