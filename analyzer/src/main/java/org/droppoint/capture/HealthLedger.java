package org.droppoint.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Counts what {@link CaptureHealth} reports, frame by frame, allocating nothing on the way. */
final class HealthLedger {
    /** Problems listed one by one; what comes after is summed up, so that junk cannot eat memory. */
    static final int MAX_LISTED_PROBLEMS = 100;

    private final List<CaptureProblem> problems = new ArrayList<>();
    private long unlisted;
    private long unlistedOffset;
    private long unlistedBytes;

    private long truncatedFrames;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;
    private long repeatedFrames;
    long frames;

    void frame(int capturedLength, int wireLength) {
        frames++;
        if (capturedLength < wireLength) {
            truncatedFrames++;
        }
    }

    void time(long epochNanos) {
        if (epochNanos < firstNanos) {
            firstNanos = epochNanos;
        }
        if (epochNanos > lastNanos) {
            lastNanos = epochNanos;
        }
    }

    void repeated() {
        repeatedFrames++;
    }

    void problem(long offset, long skippedBytes, String cause) {
        if (problems.size() < MAX_LISTED_PROBLEMS) {
            problems.add(new CaptureProblem(offset, skippedBytes, cause));
            return;
        }
        if (unlisted++ == 0) {
            unlistedOffset = offset;
        }
        unlistedBytes += skippedBytes;
    }

    CaptureHealth health(OptionalLong droppedByCapture) {
        List<CaptureProblem> listed = new ArrayList<>(problems);
        if (unlisted > 0) {
            listed.add(new CaptureProblem(unlistedOffset, unlistedBytes, unlisted + " further problems from here on"));
        }
        return new CaptureHealth(
                frames, truncatedFrames, firstNanos, lastNanos, droppedByCapture, List.copyOf(listed), repeatedFrames);
    }
}
