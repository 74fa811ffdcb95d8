package org.droppoint.capture;

import org.droppoint.base.Times;

/** Makes times that go on over midnight of times of day: a step back by more than half a day is taken for one. */
final class Midnights {
    private static final long DAY_NANOS = 86_400L * Times.NANOS_PER_SECOND;

    private long passed;
    private long previous;

    /** Nanoseconds since the first midnight before the first of them. */
    long after(long timeOfDayNanos) {
        passed += timeOfDayNanos + DAY_NANOS / 2 < previous ? DAY_NANOS : 0;
        previous = timeOfDayNanos;
        return passed + timeOfDayNanos;
    }
}
