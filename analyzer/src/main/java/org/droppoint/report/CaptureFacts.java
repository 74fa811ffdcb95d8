package org.droppoint.report;

import java.util.List;
import org.droppoint.base.Tap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a tap's capture besides its segments.
 *
 * @param problems damage, drops, snap lengths: in words
 * @param roleReason why it is held to be this tap
 */
public record CaptureFacts(
        Tap tap,
        @Nullable String interfaceName,
        List<Report.CaptureFile> files,
        long firstNanos,
        long lastNanos,
        long truncatedFrames,
        List<String> problems,
        String roleReason,
        long segments) {}
