package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.droppoint.base.Times;

/**
 * Finds by how much a log's clock is off from pairs of a log's session and a wire's session that may be the same, as
 * both name the same ends. Ports come back, so a pair may be of different days; the right pairs all agree on one
 * offset, chance pairs on none. What chance alone could bring about is not accepted.
 */
final class OffsetVote {
    /** Pairs whose offsets differ by less agree: rows are written late on a busy machine, clocks drift a little. */
    static final long AGREEMENT_NANOS = 2 * Times.NANOS_PER_SECOND;

    /** How many ports Windows and RFC 6335 give to clients (49152 to 65535), the fewest of the usual systems. */
    private static final double CLIENT_PORTS = 16_384;

    /** Chance must be able to explain a result less often than this. */
    private static final double SIGNIFICANCE = 0.01;

    private static final int MAX_PAIRS = 1_000_000;

    private record Pair(long offsetNanos, int logged) {}

    private final List<Pair> pairs = new ArrayList<>();

    void add(long offsetNanos, int logged) {
        if (pairs.size() < MAX_PAIRS) {
            pairs.add(new Pair(offsetNanos, logged));
        }
    }

    /** Ways to pair a log's sessions with those on the wire, all in all. */
    private static double chancePairs(long logSessions, long wireSessions) {
        return logSessions * (double) wireSessions / CLIENT_PORTS;
    }

    /** The offset that the most sessions agree on, among equals the smallest; empty where chance explains it. */
    OptionalLong result(int logSessions, int wireSessions) {
        pairs.sort(Comparator.comparingLong(Pair::offsetNanos).thenComparingInt(Pair::logged));
        int bestFrom = 0;
        int bestTo = 0;
        int best = 0;
        Map<Integer, Integer> inWindow = new HashMap<>();
        int from = 0;
        int agreeing = 0;
        for (int to = 0; to < pairs.size(); to++) {
            agreeing += inWindow.merge(pairs.get(to).logged(), 1, Integer::sum) == 1 ? 1 : 0;
            while (pairs.get(to).offsetNanos() - pairs.get(from).offsetNanos() > AGREEMENT_NANOS) {
                agreeing -= inWindow.merge(pairs.get(from++).logged(), -1, Integer::sum) == 0 ? 1 : 0;
            }
            boolean nearer = agreeing == best && Math.abs(middle(from, to)) < Math.abs(middle(bestFrom, bestTo));
            if (agreeing > best || nearer) {
                best = agreeing;
                bestFrom = from;
                bestTo = to;
            }
        }
        return best > 0 && isNoChance(best, bestFrom, bestTo, chancePairs(logSessions, wireSessions))
                ? OptionalLong.of(middle(bestFrom, bestTo))
                : OptionalLong.empty();
    }

    private long middle(int from, int to) {
        return pairs.get((from + to) >>> 1).offsetNanos();
    }

    /** Log and capture are of one machine: that their clocks agree needs no further witness. */
    private boolean isNoChance(int agreeing, int from, int to, double chancePairs) {
        if (Math.abs(middle(from, to)) <= AGREEMENT_NANOS) {
            return true;
        }
        if (agreeing == 1) {
            return chancePairs < SIGNIFICANCE;
        }
        int others = pairs.size() - (to - from + 1);
        double span = (double) pairs.get(pairs.size() - 1).offsetNanos()
                - pairs.get(0).offsetNanos();
        double windows = Math.max(1, span / AGREEMENT_NANOS);
        double expected = others / windows;
        double probability = windows;
        for (int i = 1; i <= agreeing && probability > 0; i++) {
            probability *= expected / i;
        }
        return probability < SIGNIFICANCE;
    }
}
