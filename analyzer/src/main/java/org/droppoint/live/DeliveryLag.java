package org.droppoint.live;

import org.droppoint.base.Times;

/**
 * How far a source's delivery lags behind its own time stamps, and how evenly: from this follows up to when a silent
 * source has reported. The clocks of source and machine may differ by any amount; only the spread matters.
 */
final class DeliveryLag {
    private static final long WINDOW_NANOS = 30 * Times.NANOS_PER_SECOND;

    private long least = Long.MAX_VALUE;
    private long windowStart;
    private long spreadNow;
    private long spreadBefore;

    /** Notes a frame. */
    void note(long frameNanos, long arrivalNanos) {
        long lag = arrivalNanos - frameNanos;
        if (arrivalNanos - windowStart > WINDOW_NANOS) {
            spreadBefore = spreadNow;
            spreadNow = 0;
            windowStart = arrivalNanos;
        }
        if (lag < least) {
            if (least != Long.MAX_VALUE) {
                spreadNow = Math.max(spreadNow, Math.min(least - lag, WINDOW_NANOS));
            }
            least = lag;
        } else {
            spreadNow = Math.max(spreadNow, Math.min(lag - least, WINDOW_NANOS));
        }
    }

    boolean known() {
        return least != Long.MAX_VALUE;
    }

    /** The source's clock at a moment of this machine's, short by the quickest delivery. */
    long sourceNanos(long machineNanos) {
        return machineNanos - least;
    }

    /** The most that delivery was late by lately. */
    long spreadNanos() {
        return Math.max(spreadNow, spreadBefore);
    }
}
