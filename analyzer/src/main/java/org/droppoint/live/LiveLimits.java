package org.droppoint.live;

import org.droppoint.base.Times;

/**
 * What keeps memory bounded.
 *
 * @param lookNanos the least time between two looks at the sessions
 * @param lingerNanos how long a closed session is kept for latecomers
 * @param idleNanos after so long without a packet a session counts as over
 * @param contextSessions finished sessions without a fault that are kept, as others are judged by contrast with them
 * @param faultSessions finished sessions with a fault that are kept for the report
 * @param weight rows of segments a tap keeps, a leg counting as {@value TapFeed#LEG_WEIGHT}
 */
public record LiveLimits(
        long lookNanos, long lingerNanos, long idleNanos, int contextSessions, int faultSessions, long weight) {
    public static final LiveLimits DEFAULT = new LiveLimits(
            Times.NANOS_PER_SECOND, 10 * Times.NANOS_PER_SECOND, 600 * Times.NANOS_PER_SECOND, 50, 200, 150_000);
}
