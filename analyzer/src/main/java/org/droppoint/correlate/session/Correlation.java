package org.droppoint.correlate.session;

import java.util.List;
import java.util.Map;
import org.droppoint.base.Tap;

/** All captures joined: sessions across taps, clocks, and how well each tap recorded. */
public record Correlation(
        Taps taps,
        List<SessionTrace> sessions,
        Map<Tap, ClockModel> clocks,
        Map<Tap, TapQuality> quality,
        TapView view) {

    public Correlation {
        sessions = List.copyOf(sessions);
        clocks = Map.copyOf(clocks);
        quality = Map.copyOf(quality);
    }

    /** How much a tap demonstrably missed of what passed it. */
    public record TapQuality(long missedBytes, int missedStretches) {}

    public ClockModel clock(Tap tap) {
        ClockModel clock = clocks.get(tap);
        if (clock == null) {
            throw new IllegalArgumentException("no clock of tap " + tap);
        }
        return clock;
    }

    /** A row's time on the reference clock. */
    public long referenceNanos(SessionLeg leg, int row) {
        return clock(leg.tap()).toReference(leg.leg().store(), row);
    }
}
