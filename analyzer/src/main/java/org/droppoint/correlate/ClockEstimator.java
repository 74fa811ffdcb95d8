package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Tap;
import org.droppoint.flow.SegmentStore;

/**
 * Estimates each tap's clock against one tap's, the reference. A packet seen at two taps bounds the difference of
 * their clocks from one side, its direction of travel saying which; bounds from both directions make an interval. A tap
 * takes bounds from every tap whose clock is already known, each with that clock's own error.
 */
final class ClockEstimator {
    /** So many contradictions in a row are a step of the clock; fewer are stray pairs, and are left out. */
    private static final int STEP_EVIDENCE = 4;

    private static final int MAX_STEPS = 16;

    private final List<Bound> bounds = new ArrayList<>();

    /** The other clock's difference from the reference is at most (or at least) this at this time by its own stamps. */
    private record Bound(long at, long nanos, boolean upper) implements Comparable<Bound> {
        @Override
        public int compareTo(Bound other) {
            return Long.compare(at, other.at);
        }
    }

    private ClockEstimator() {}

    /** The reference is the tap nearest the host from which most other clocks can be told. */
    static Map<Tap, ClockModel> estimate(Taps taps, List<List<SessionLeg>> sessions) {
        Map<Tap, ClockModel> best = Map.of();
        long known = -1;
        for (TapTrace candidate : taps.traces()) {
            Map<Tap, ClockModel> clocks = estimate(candidate.tap(), taps, sessions);
            long told = clocks.values().stream().filter(ClockModel::known).count();
            if (told > known) {
                best = clocks;
                known = told;
            }
            if (known == taps.count()) {
                break;
            }
        }
        return best;
    }

    private static Map<Tap, ClockModel> estimate(Tap reference, Taps taps, List<List<SessionLeg>> sessions) {
        Map<Tap, ClockModel> clocks = new HashMap<>();
        for (TapTrace trace : taps.traces()) {
            clocks.put(trace.tap(), ClockModel.unknown("no packet of this capture was seen in another one"));
        }
        clocks.put(reference, ClockModel.REFERENCE);
        boolean progress = true;
        while (progress) {
            progress = false;
            for (TapTrace trace : taps.traces()) {
                Tap tap = trace.tap();
                ClockModel now = clocks.get(tap);
                if (now == null || !now.known()) {
                    ClockModel model = estimateOne(tap, clocks, sessions);
                    clocks.put(tap, model);
                    progress |= model.known();
                }
            }
        }
        return clocks;
    }

    private static ClockModel estimateOne(Tap tap, Map<Tap, ClockModel> clocks, List<List<SessionLeg>> sessions) {
        ClockEstimator estimator = new ClockEstimator();
        for (List<SessionLeg> session : sessions) {
            SessionLeg own = session.stream()
                    .filter(leg -> leg.tap().equals(tap))
                    .findFirst()
                    .orElse(null);
            if (own == null) {
                continue;
            }
            for (SessionLeg other : session) {
                ClockModel known = clocks.get(other.tap());
                if (known == null || !known.known() || other.tap().equals(tap)) {
                    continue;
                }
                if (Remaking.packetsPass(other, own)) {
                    estimator.addBounds(other, known, own, outwardIsClient(session));
                }
            }
        }
        return estimator.solve();
    }

    /** Whether what the client sends travels from lower to higher tap order. */
    private static boolean outwardIsClient(List<SessionLeg> session) {
        return !Orientation.serverAtHost(session);
    }

    private void addBounds(SessionLeg known, ClockModel clock, SessionLeg own, boolean outwardIsClient) {
        SegmentStore knownStore = known.leg().store();
        SegmentStore store = own.leg().store();
        boolean ownIsFarther = own.tap().order() > known.tap().order();
        PacketPairs.visit(known, own, (knownRow, row) -> {
            boolean outward = (store.direction(row).index() == 0) == outwardIsClient;
            boolean towardsOwn = outward == ownIsFarther;
            long knownNanos = knownStore.epochNanos(knownRow);
            long at = store.epochNanos(row);
            long difference = at - clock.toReference(knownNanos);
            long error = clock.uncertainty(knownNanos);
            bounds.add(new Bound(at, towardsOwn ? difference + error : difference - error, towardsOwn));
        });
    }

    private ClockModel solve() {
        if (bounds.isEmpty()) {
            return ClockModel.unknown("no packet of this capture was seen in another one");
        }
        bounds.sort(null);
        List<ClockModel.Piece> pieces = new ArrayList<>();
        int from = 0;
        while (from < bounds.size() && pieces.size() < MAX_STEPS) {
            from = solvePiece(from, pieces);
        }
        if (pieces.isEmpty()) {
            return ClockModel.unknown("packets were seen in one direction only, which bounds the clock from one side");
        }
        return new ClockModel(true, pieces, bounds.size(), "packets seen at both taps, in both directions");
    }

    /** Takes bounds while they agree; returns where the next piece begins. */
    private int solvePiece(int from, List<ClockModel.Piece> pieces) {
        Bound first = bounds.get(from);
        ClockInterval interval = new ClockInterval(first.at(), first.nanos());
        int contradictions = 0;
        int firstContradiction = from;
        int end = bounds.size();
        int i = from;
        for (; i < end; i++) {
            Bound bound = bounds.get(i);
            boolean agrees = bound.upper()
                    ? interval.atMost(bound.at(), bound.nanos())
                    : interval.atLeast(bound.at(), bound.nanos());
            if (agrees) {
                contradictions = 0;
            } else if (contradictions++ == 0) {
                firstContradiction = i;
            } else if (contradictions == STEP_EVIDENCE) {
                end = firstContradiction;
            }
        }
        if (interval.boundedBothWays()) {
            long start = pieces.isEmpty() ? Long.MIN_VALUE : first.at();
            pieces.add(piece(interval, start, first.at(), bounds.get(end - 1).at()));
        }
        return Math.max(end, from + 1);
    }

    /** States the offset for the moment at which it is known best. */
    private static ClockModel.Piece piece(ClockInterval interval, long from, long first, long last) {
        long at = first;
        long width = Long.MAX_VALUE;
        int samples = 64;
        for (int i = 0; i <= samples; i++) {
            long candidate = first + (last - first) / samples * i;
            long candidateWidth = interval.greatest(candidate) - interval.least(candidate);
            if (candidateWidth < width) {
                width = candidateWidth;
                at = candidate;
            }
        }
        long least = interval.least(at);
        long greatest = interval.greatest(at);
        double drift = (interval.leastDrift() + interval.greatestDrift()) / 2;
        double driftError = (interval.greatestDrift() - interval.leastDrift()) / 2;
        return new ClockModel.Piece(
                from, at, least + (greatest - least) / 2, (greatest - least + 1) / 2, drift, driftError);
    }
}
