package org.droppoint.verdict;

import java.util.Locale;

/** A circumstance that makes a verdict surer or less sure; how much so is fitted, see {@link Weighing}. */
public enum Sign {
    /** One tap saw the session. */
    ONE_TAP,
    /** Two taps saw it. */
    TWO_TAPS,
    /** No tap saw the session begin. */
    BEGIN_UNSEEN,
    /** The captures end before the session did, or hold too little of it to tell its outcome. */
    END_UNSEEN,
    /** A capture demonstrably missed some of it, or cut its frames off. */
    CAPTURE_LACKS,
    /** How likely a tap's silence is its capture's fault: 1 where it is only just believed. */
    SILENCE_DOUBTED,
    /** Loss proved by a later sequence number, not by a tap that saw the bytes. */
    PROVED_BY_JUMP,
    /** Loss behind the last tap, proved by the receiver's acknowledgements. */
    PROVED_BY_ACK,
    /** The bytes passed every tap and nothing at all came back. */
    NOTHING_CAME_BACK,
    /** Only segments above a size vanished. */
    SIZE_DECIDES,
    /** Whole segments vanished, and none of their flight was smaller: their content may be the reason as well. */
    SIZE_OR_CONTENT,
    /** A change told by its usual mark at one tap, not by comparing two. */
    MARK_ONLY,
    /** A change that two taps show. */
    DIFFERENCE_SHOWN,
    /** Heard later without a gap in its sequence numbers, an end was silent. */
    SILENCE_PROVEN,
    /** An end was not heard again. */
    SILENCE_PRESUMED,
    /** A reset that one tap has and the next, nearer its claimed sender, has not. */
    RESET_BY_PRESENCE,
    /** A reset told from its looks and its moment. */
    RESET_BY_LOOKS,
    /** A reset of which nothing tells who made it. */
    RESET_UNDECIDED,
    /** An end said so itself: FIN, a refusal in words, an alert. */
    SAID_SO,
    /** Another fault would explain the session too. */
    RIVALLED,
    /** More than two places remain. */
    WIDE;

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
