package org.droppoint.live;

import java.time.Clock;
import java.time.Instant;
import org.droppoint.base.Times;

/** This machine's clock: the one place that asks for the time of day. */
public final class Wall {
    private Wall() {}

    /** Nanoseconds since 1970. */
    public static long nanos() {
        Instant now = Clock.systemUTC().instant();
        return Times.epochNanos(now.getEpochSecond(), now.getNano());
    }
}
