package org.droppoint.capture;

import java.util.List;
import java.util.OptionalLong;
import org.droppoint.base.TimeSpan;

/**
 * Facts about a capture's own losses.
 *
 * @param frames how many frames were read
 * @param truncatedFrames frames cut off by a snap length
 * @param firstNanos the earliest time stamp, or {@link Long#MAX_VALUE} without frames
 * @param lastNanos the latest time stamp, or {@link Long#MIN_VALUE} without frames
 * @param droppedByCapture packets that the capture says it dropped (pcapng interface statistics), where it says so
 * @param problems damage met on the way
 * @param repeatedFrames further appearances of a packet that the capture itself marks as the same one (pcapng
 *     {@code epb_packetid}); they were left out, and are not in {@code frames}
 * @param gaps when frames were recorded that damage makes unreadable: silence meanwhile says nothing
 */
public record CaptureHealth(
        long frames,
        long truncatedFrames,
        long firstNanos,
        long lastNanos,
        OptionalLong droppedByCapture,
        List<CaptureProblem> problems,
        long repeatedFrames,
        List<TimeSpan> gaps) {

    public CaptureHealth(
            long frames,
            long truncatedFrames,
            long firstNanos,
            long lastNanos,
            OptionalLong droppedByCapture,
            List<CaptureProblem> problems) {
        this(frames, truncatedFrames, firstNanos, lastNanos, droppedByCapture, problems, 0, List.of());
    }

    CaptureHealth withProblems(List<CaptureProblem> others) {
        return new CaptureHealth(
                frames,
                truncatedFrames,
                firstNanos,
                lastNanos,
                droppedByCapture,
                List.copyOf(others),
                repeatedFrames,
                gaps);
    }
}
