package org.droppoint.live;

import org.jspecify.annotations.Nullable;

/**
 * How a tap fares.
 *
 * @param reason why it is lost, null while it is not
 * @param dropped packets the kernel or the interface dropped since the start
 * @param file the capture file being written, null where none is
 * @param writeFailure why nothing is written, null where it is
 * @param unwritten frames that were not written because writing failed
 */
public record TapStatus(
        String tap,
        String source,
        State state,
        @Nullable String reason,
        long frames,
        long dropped,
        @Nullable String file,
        @Nullable String writeFailure,
        long unwritten) {
    /** Whether frames come. */
    public enum State {
        /** Not open yet. */
        WAITING,
        LIVE,
        /** It was open and is not now. */
        LOST
    }
}
