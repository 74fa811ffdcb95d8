package org.droppoint.correlate.session;

/**
 * Whether something that comes step by step was still coming at a moment: since the last step no longer has passed than
 * from one step to the next before.
 */
public final class Pace {
    /** Two steps are a burst and its end, or chance. */
    private static final int ENOUGH = 3;

    /** A step may come so many times later than the slowest before it. */
    private static final int PATIENCE = 2;

    private final long[] steps;
    /** The longest time from one step to the next, from each step on. */
    private final long[] slowest;

    private Pace(long[] steps) {
        this.steps = steps;
        this.slowest = new long[steps.length];
        for (int i = steps.length - 2; i >= 0; i--) {
            slowest[i] = Math.max(slowest[i + 1], steps[i + 1] - steps[i]);
        }
    }

    /** @param nanos when the steps came, in order of time */
    public static Pace of(long[] nanos) {
        return new Pace(nanos.clone());
    }

    /** Whether another step could be awaited at a time, by the steps that had come since another. */
    public boolean goesOn(long sinceNanos, long atNanos) {
        int first = 0;
        int end = steps.length;
        while (first < end) {
            int middle = (first + end) >>> 1;
            if (steps[middle] < sinceNanos) {
                first = middle + 1;
            } else {
                end = middle;
            }
        }
        return steps.length - first >= ENOUGH && atNanos - steps[steps.length - 1] <= PATIENCE * slowest[first];
    }
}
