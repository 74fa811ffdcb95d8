package org.droppoint.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Moves times between a tap's own clock and the reference clock, as far as the report knows the difference. */
public final class CaptureClocks {
    private final Map<String, Report.Clock> byTap = new HashMap<>();

    public CaptureClocks(Report report) {
        for (Report.Capture capture : report.captures()) {
            if (capture.clock().known()) {
                byTap.putIfAbsent(capture.tap(), capture.clock());
            }
        }
    }

    /** The time on the reference clock; the given time itself where that tap's clock is unknown. */
    public long toReference(String tap, long ownNanos) {
        Report.Clock clock = byTap.get(tap);
        return clock == null ? ownNanos : toReference(clock, ownNanos);
    }

    /** Whether some frame's time in its file reads otherwise than on the reference clock. */
    public boolean differ(List<Report.Evidence> frames) {
        return frames.stream().anyMatch(one -> !Words.timeOfDay(one.nanos())
                .equals(Words.timeOfDay(toReference(one.tap(), one.nanos()))));
    }

    public static long toReference(Report.Clock clock, long ownNanos) {
        if (!clock.known() || clock.reference()) {
            return ownNanos;
        }
        long reference = ownNanos - clock.offsetNanos();
        return reference - Math.round((reference - clock.atNanos()) * finite(clock.driftPpm()) * 1e-6);
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }
}
