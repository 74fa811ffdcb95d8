package org.droppoint.correlate.session;

/**
 * A time of which a tap is known to have lost packets, or not to have recorded at all: nothing is absent there, only
 * unobservable. Both ends belong to it; times are the tap's own.
 */
public record BlindSpan(long fromNanos, long toNanos, String why) {
    public boolean contains(long nanos, long slackNanos) {
        return nanos + slackNanos >= fromNanos && nanos - slackNanos <= toNanos;
    }
}
