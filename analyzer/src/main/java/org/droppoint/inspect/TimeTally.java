package org.droppoint.inspect;

import org.droppoint.base.Times;

/** Watches how time stamps follow each other. */
final class TimeTally {
    private static final long DAY_NANOS = 86_400 * Times.NANOS_PER_SECOND;

    private boolean begun;
    private long previous;
    private long backwards;
    private long largestStep;
    private long firstBackwards;
    private long leaps;
    private long longestPause;
    private long unit = Times.NANOS_PER_SECOND;

    void take(long epochNanos, long frame) {
        while (epochNanos % unit != 0) {
            unit /= 10;
        }
        if (begun) {
            long step = epochNanos - previous;
            if (step < 0) {
                backwards++;
                largestStep = Math.max(largestStep, -Math.max(step, -Long.MAX_VALUE));
                firstBackwards = firstBackwards == 0 ? frame : firstBackwards;
            }
            boolean leap = Math.abs(Math.max(step, -Long.MAX_VALUE)) > DAY_NANOS;
            leaps += leap ? 1 : 0;
            longestPause = leap ? longestPause : Math.max(longestPause, step);
        }
        begun = true;
        previous = epochNanos;
    }

    CaptureProfile.Times result() {
        return new CaptureProfile.Times(backwards, largestStep, firstBackwards, leaps, longestPause, words());
    }

    private String words() {
        if (!begun) {
            return "";
        }
        if (unit == Times.NANOS_PER_SECOND) {
            return "whole seconds";
        }
        return unit >= 1_000_000 ? unit / 1_000_000 + " ms" : unit >= 1_000 ? unit / 1_000 + " µs" : unit + " ns";
    }
}
