package org.droppoint.pipeline;

import org.droppoint.capture.FrameSource;
import org.droppoint.flow.CapturedTap;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one interface, or of all where they are one tap.
 *
 * @param input which of the user's inputs it came from
 * @param interfaceName its name in the capture, null where there is one interface only
 * @param frames opens its frames again, as long as the files are there
 */
record LoadedLane(
        int input,
        @Nullable String interfaceName,
        CapturedTap captured,
        RecordedFiles recorded,
        FrameSource.Opener frames) {
    long segments() {
        return captured.legs().stream().mapToLong(leg -> leg.rowCount()).sum();
    }
}
