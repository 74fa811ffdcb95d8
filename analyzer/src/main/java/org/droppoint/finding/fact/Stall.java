package org.droppoint.finding.fact;

import java.util.List;
import org.droppoint.base.Direction;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes or reply that a failed session needed and never got.
 *
 * @param kind what stood still
 * @param direction where the missing thing was heading
 * @param sinceNanos since when, on the reference clock
 * @param vanished the missing bytes, where they were sent and vanished
 * @param owedBy the side that owed the missing thing, where it is not known to have been sent
 */
public record Stall(
        Kind kind,
        Direction direction,
        long sinceNanos,
        List<Finding.BytesVanished> vanished,
        @Nullable Side owedBy,
        String what) {

    /** What stood still. */
    public enum Kind {
        /** The TCP handshake. */
        CONNECT,
        /** Bytes that were sent and did not arrive. */
        BYTES,
        /** A reply or flight that nobody saw. */
        REPLY,
        /** Data that waited for a window. */
        WINDOW,
        /** An end left, or refused, although the session could have gone on. */
        ENDED
    }
}
