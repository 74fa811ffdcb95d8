package org.droppoint.flow;

/**
 * Connections without a byte that were too many to be kept one by one; a sample of them stays among the legs.
 *
 * @param unanswered the server said nothing
 * @param refused nothing but a reset came in the server's name
 * @param answered the server answered, and nobody went on to say anything
 * @param firstNanos when the first of them began, by the tap's clock
 * @param lastNanos when the last of them ended
 */
public record UnkeptAttempts(long unanswered, long refused, long answered, long firstNanos, long lastNanos) {
    public static final UnkeptAttempts NONE = new UnkeptAttempts(0, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE);

    public boolean isEmpty() {
        return total() == 0;
    }

    public long total() {
        return unanswered + refused + answered;
    }

    /** Whether one of them may be what another tap saw in this closed interval, by this tap's clock. */
    public boolean mayHold(long fromNanos, long toNanos) {
        return firstNanos <= toNanos && fromNanos <= lastNanos;
    }

    /** What a report says of them. */
    public String inWords() {
        return total() + " connections that never carried a byte (" + unanswered + " unanswered, " + refused
                + " refused, " + answered + " answered and left) were counted only: too many to be judged one by one;"
                + " a sample of them is among the sessions";
    }
}
