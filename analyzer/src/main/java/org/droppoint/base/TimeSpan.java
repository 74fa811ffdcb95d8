package org.droppoint.base;

/** A closed stretch of one clock's time, in nanoseconds since 1970. */
public record TimeSpan(long fromNanos, long toNanos) {
    public TimeSpan {
        if (fromNanos > toNanos) {
            throw new IllegalArgumentException("a time span ends before it begins: " + fromNanos + ".." + toNanos);
        }
    }

    /** The stretch between two moments, whichever comes first. */
    public static TimeSpan between(long oneNanos, long otherNanos) {
        return new TimeSpan(Math.min(oneNanos, otherNanos), Math.max(oneNanos, otherNanos));
    }
}
