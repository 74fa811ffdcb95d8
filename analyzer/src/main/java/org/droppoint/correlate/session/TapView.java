package org.droppoint.correlate.session;

import org.droppoint.base.Direction;
import org.droppoint.base.Tap;

/** Asks a tap whether its silence about a single packet can be believed. */
public interface TapView {
    /** How likely a capture that shows no loss missed one packet all the same. */
    double BASE_MISS_PROBABILITY = 0.02;

    /** Up to this probability that a capture merely missed what passed, its silence counts as absence. */
    double MAX_DOUBT = 0.05;

    /**
     * How likely the tap at this position missed one packet of this session and direction, had it passed at this time
     * (reference clock): 1 where it was not running, in a hole, or saw nothing of the session.
     */
    double missProbability(SessionTrace trace, Direction direction, int position, long referenceNanos);

    /**
     * Whether a tap was recording at this time (reference clock) and holds no unmatched connection that may be the
     * session: what passed then and is not there, the capture missed.
     */
    boolean shouldHold(SessionTrace trace, Tap tap, long referenceNanos);

    /** Whether a tap holds an unmatched connection that may be the session under other numbers, made anew before it. */
    boolean mayHoldUnmatched(SessionTrace trace, Tap tap, long referenceNanos);

    /** The same of one whose TLS is this session's, for all that is known. */
    boolean mayHoldPassedOn(SessionTrace trace, Tap tap, long referenceNanos);

    /**
     * How long what passed a tap in a direction may take before it shows on the way back: so long as anything that passed
     * it did, and as much again.
     */
    long answerNanos(Tap tap, Direction direction);
}
