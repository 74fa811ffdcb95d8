package org.droppoint.live;

import org.droppoint.base.Times;

/**
 * How far a source's delivery lags behind its own time stamps, and how evenly: from this follows up to when a silent
 * source has reported. The clocks of source and machine may differ by any amount and drift apart over weeks, so only
 * what came lately counts.
 */
final class DeliveryLag {
    private static final long WINDOW_NANOS = 30 * Times.NANOS_PER_SECOND;
    /** A source that delivers its past in a burst is as unsure as one can be. */
    private static final long MAX_SPREAD_NANOS = WINDOW_NANOS;

    private long windowStart = Long.MIN_VALUE;
    private long leastNow = Long.MAX_VALUE;
    private long mostNow = Long.MIN_VALUE;
    private long leastBefore = Long.MAX_VALUE;
    private long mostBefore = Long.MIN_VALUE;

    /** Notes a frame. */
    void note(long frameNanos, long arrivalNanos) {
        if (windowStart == Long.MIN_VALUE || arrivalNanos - windowStart > WINDOW_NANOS) {
            windowStart = arrivalNanos;
            leastBefore = leastNow;
            mostBefore = mostNow;
            leastNow = Long.MAX_VALUE;
            mostNow = Long.MIN_VALUE;
        }
        long lag = arrivalNanos - frameNanos;
        leastNow = Math.min(leastNow, lag);
        mostNow = Math.max(mostNow, lag);
    }

    boolean known() {
        return leastNow != Long.MAX_VALUE;
    }

    /** The source's clock at a moment of this machine's, short by the quickest delivery. */
    long sourceNanos(long machineNanos) {
        return machineNanos - Math.min(leastNow, leastBefore);
    }

    /** By how much deliveries differed lately. */
    long spreadNanos() {
        return Math.min(MAX_SPREAD_NANOS, Math.max(mostNow, mostBefore) - Math.min(leastNow, leastBefore));
    }
}
