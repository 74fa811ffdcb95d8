package org.droppoint.correlate;

/**
 * Whether something that comes step by step was still coming at a moment: since the last step no longer has passed than
 * from one step to the next before.
 */
public final class Pace {
    /** Two steps are a burst and its end, or chance. */
    private static final int ENOUGH = 3;

    /** A step may come so many times later than the slowest before it. */
    private static final int PATIENCE = 2;

    private int steps;
    private long lastNanos;
    private long slowestNanos;

    /** Steps come in order of time. */
    public void step(long nanos) {
        if (steps > 0) {
            slowestNanos = Math.max(slowestNanos, nanos - lastNanos);
        }
        lastNanos = nanos;
        steps++;
    }

    /** Whether another step could be awaited at this time. */
    public boolean goesOnAt(long nanos) {
        return steps >= ENOUGH && nanos - lastNanos <= PATIENCE * slowestNanos;
    }
}
