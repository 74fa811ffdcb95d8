package org.droppoint.pipeline;

import java.util.List;
import org.droppoint.capture.CaptureHealth;
import org.droppoint.capture.FrameSource;
import org.droppoint.flow.CapturedTap;
import org.droppoint.report.Report;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one interface, or of all where they are one tap.
 *
 * @param input which of the user's inputs it came from
 * @param frames opens its frames again, as long as the files are there
 * @param interfaceName its name in the capture, null where there is one interface only
 */
record LoadedLane(
        int input,
        @Nullable String interfaceName,
        CapturedTap captured,
        List<Report.CaptureFile> files,
        List<CaptureHealth> health,
        FrameSource.Opener frames) {

    long segments() {
        return captured.legs().stream().mapToLong(leg -> leg.rowCount()).sum();
    }

    long firstNanos() {
        return health.stream().mapToLong(CaptureHealth::firstNanos).min().orElse(Long.MAX_VALUE);
    }

    long lastNanos() {
        return health.stream().mapToLong(CaptureHealth::lastNanos).max().orElse(Long.MIN_VALUE);
    }
}
