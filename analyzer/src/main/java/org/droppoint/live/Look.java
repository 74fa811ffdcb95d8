package org.droppoint.live;

import java.util.List;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.verdict.CaseVerdict;

/** One look: what the taps had recorded, and what was made of it. */
record Look(List<TapSnapshot> snapshots, Correlation correlation, CaseVerdict verdict) {

    /** Up to when every tap that reports at all has reported, on the reference clock. */
    long reportedNanos() {
        long least = Long.MAX_VALUE;
        for (TapSnapshot snapshot : snapshots) {
            TapTrace trace = snapshot.trace();
            boolean gone = trace.blind().stream().anyMatch(span -> span.toNanos() == Long.MAX_VALUE);
            if (!gone && trace.lastNanos() != Long.MIN_VALUE) {
                least = Math.min(least, correlation.clock(trace.tap()).toReference(trace.lastNanos()));
            }
        }
        return least == Long.MAX_VALUE ? latest() : least;
    }

    private long latest() {
        return snapshots.stream()
                .map(TapSnapshot::trace)
                .filter(trace -> trace.lastNanos() != Long.MIN_VALUE)
                .mapToLong(trace -> correlation.clock(trace.tap()).toReference(trace.lastNanos()))
                .max()
                .orElse(Long.MIN_VALUE);
    }
}
