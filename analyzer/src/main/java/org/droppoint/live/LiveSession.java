package org.droppoint.live;

import java.util.List;

/**
 * A session as it stands.
 *
 * @param number counts sessions from 1 in the order in which they were noticed
 * @param startNanos on the reference clock
 * @param progress how far it came, in words
 * @param retransmissions the most that any tap saw
 * @param taps that saw it
 */
public record LiveSession(
        long number,
        String client,
        String server,
        long startNanos,
        long lastNanos,
        State state,
        String progress,
        int retransmissions,
        String outcome,
        String classId,
        List<String> suspects,
        String direction,
        double confidence,
        String summary,
        List<String> taps) {
    public LiveSession {
        suspects = List.copyOf(suspects);
        taps = List.copyOf(taps);
    }

    /** Where it stands. */
    public enum State {
        OPEN,
        /** Something overdue, and nobody can be blamed yet. */
        STALLED,
        /** A place is named. */
        CAUGHT,
        CLOSED
    }
}
