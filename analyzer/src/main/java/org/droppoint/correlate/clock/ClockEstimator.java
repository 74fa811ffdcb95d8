package org.droppoint.correlate.clock;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Tap;
import org.droppoint.correlate.match.SessionLegs;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.correlate.session.TravelTimes;

/**
 * Estimates each tap's clock against one tap's, the reference. A packet seen at two taps bounds the difference of
 * their clocks from one side, its direction of travel saying which; bounds from both directions make an interval. A tap
 * takes bounds from every tap whose clock is already known, each with that clock's own error.
 */
public final class ClockEstimator {
    private final Taps taps;
    private final List<SessionLegs> sessions;
    private final SharedPackets shared;
    private final Map<Tap, Long> resolutions = new HashMap<>();

    private ClockEstimator(Taps taps, List<SessionLegs> sessions) {
        this.taps = taps;
        this.sessions = sessions;
        this.shared = new SharedPackets(taps, sessions);
        taps.traces().forEach(trace -> resolutions.put(trace.tap(), shared.resolutionNanos(trace.tap())));
    }

    /**
     * The reference is the tap nearest the host from which most other clocks can be told, of those that hold connections.
     * Where a clock was set, it is one against which fewest seem to have been: that was not set itself.
     */
    public static Map<Tap, ClockModel> estimate(Taps taps, List<SessionLegs> sessions) {
        ClockEstimator estimator = new ClockEstimator(taps, sessions);
        Map<Tap, ClockModel> best = Map.of();
        long known = -1;
        int steps = 0;
        List<TapTrace> holding =
                taps.traces().stream().filter(trace -> !trace.legs().isEmpty()).toList();
        for (TapTrace candidate : holding.isEmpty() ? taps.traces() : holding) {
            Map<Tap, ClockModel> clocks = estimator.against(candidate.tap());
            long told = clocks.values().stream().filter(ClockModel::known).count();
            int set = clocks.values().stream()
                    .mapToInt(clock -> clock.steps().size())
                    .sum();
            if (told > known || told == known && set < steps) {
                best = clocks;
                known = told;
                steps = set;
            }
            if (known == taps.count() && steps == 0) {
                break;
            }
        }
        return best;
    }

    private Map<Tap, ClockModel> against(Tap reference) {
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
                    ClockModel model = model(tap, clocks);
                    clocks.put(tap, model);
                    progress |= model.known();
                }
            }
        }
        return clocks;
    }

    /** Acknowledgements are asked only where packets seen at both taps bound the clock from one side. */
    private ClockModel model(Tap tap, Map<Tap, ClockModel> clocks) {
        ClockBounds bounds = bounds(tap, clocks);
        ClockModel model = bounds.solve();
        if (model.known() || bounds.isEmpty()) {
            return model;
        }
        for (TapTrace trace : taps.traces()) {
            ClockModel known = clocks.get(trace.tap());
            if (known != null && known.known() && !trace.tap().equals(tap)) {
                AckBounds.add(sessions, tap, trace.tap(), known, rounding(tap, trace.tap()), bounds);
            }
        }
        return bounds.solve(
                "packets seen at both taps in one direction, and acknowledgements of what the other carried");
    }

    private long rounding(Tap one, Tap other) {
        return Math.max(resolutions.getOrDefault(one, 1L), resolutions.getOrDefault(other, 1L)) - 1;
    }

    private ClockBounds bounds(Tap tap, Map<Tap, ClockModel> clocks) {
        ClockBounds bounds = new ClockBounds((from, to) -> shared.stamps(tap, from, to));
        for (TapTrace trace : taps.traces()) {
            ClockModel known = clocks.get(trace.tap());
            if (known != null && known.known() && !trace.tap().equals(tap)) {
                addBounds(trace.tap(), known, tap, bounds);
            }
        }
        return bounds;
    }

    private void addBounds(Tap other, ClockModel clock, Tap own, ClockBounds bounds) {
        long rounding = rounding(own, other);
        List<SharedPackets.Pair> pairs = shared.of(other, own);
        bounds.expect(pairs.stream().mapToInt(SharedPackets.Pair::count).sum());
        for (SharedPackets.Pair packets : pairs) {
            addBounds(packets, clock, own.order() > other.order(), rounding, bounds);
        }
    }

    private static void addBounds(
            SharedPackets.Pair packets, ClockModel clock, boolean ownIsFarther, long rounding, ClockBounds bounds) {
        for (int i = 0; i < packets.count(); i++) {
            boolean towardsOwn = packets.outward(i) == ownIsFarther;
            long at = packets.nanos(i, ownIsFarther);
            long difference = at - packets.toReference(i, !ownIsFarther, clock);
            long error = packets.uncertainty(i, !ownIsFarther, clock) + rounding;
            if (error > TravelTimes.LIKELY_CROSSING_NANOS) {
                continue; // just then the other clock was set: it tells nothing of this one
            }
            bounds.add(
                    packets.captureOrder(i, ownIsFarther),
                    at,
                    towardsOwn ? difference + error : difference - error,
                    towardsOwn);
        }
    }
}
