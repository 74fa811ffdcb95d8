package org.droppoint.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.droppoint.base.TimeSpan;

/** Counts what {@link CaptureHealth} reports, frame by frame, allocating nothing on the way. */
final class HealthLedger {
    /** Problems listed one by one; what comes after is summed up, so that junk cannot eat memory. */
    static final int MAX_LISTED_PROBLEMS = 100;

    /** Gaps kept apart; later ones widen the last. */
    private static final int MAX_GAPS = 1000;

    private final List<CaptureProblem> problems = new ArrayList<>();
    private long unlisted;
    private long unlistedOffset;
    private long unlistedBytes;

    private long truncatedFrames;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;
    private long repeatedFrames;
    private final List<TimeSpan> gaps = new ArrayList<>();
    private long previousNanos;
    private boolean gapOpen;
    long frames;

    void frame(int capturedLength, int wireLength) {
        frames++;
        if (capturedLength < wireLength) {
            truncatedFrames++;
        }
    }

    void time(long epochNanos) {
        if (gapOpen) {
            closeGap(epochNanos);
        }
        previousNanos = epochNanos;
        if (epochNanos < firstNanos) {
            firstNanos = epochNanos;
        }
        if (epochNanos > lastNanos) {
            lastNanos = epochNanos;
        }
    }

    /** What was lost between two readable frames was recorded between their times. */
    private void closeGap(long epochNanos) {
        gapOpen = false;
        if (firstNanos == Long.MAX_VALUE) {
            return;
        }
        TimeSpan gap = TimeSpan.between(previousNanos, epochNanos);
        if (gaps.size() < MAX_GAPS) {
            gaps.add(gap);
        } else {
            TimeSpan last = gaps.remove(gaps.size() - 1);
            gaps.add(
                    new TimeSpan(Math.min(last.fromNanos(), gap.fromNanos()), Math.max(last.toNanos(), gap.toNanos())));
        }
    }

    /** A frame stands here that cannot be used. */
    void lost() {
        gapOpen = true;
    }

    void repeated() {
        repeatedFrames++;
    }

    void problem(long offset, long skippedBytes, String cause) {
        gapOpen |= skippedBytes > 0;
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
        List<TimeSpan> unread = new ArrayList<>(gaps);
        if (gapOpen && frames > 0) {
            unread.add(new TimeSpan(previousNanos, Long.MAX_VALUE));
        }
        return new CaptureHealth(
                frames,
                truncatedFrames,
                firstNanos,
                lastNanos,
                droppedByCapture,
                List.copyOf(listed),
                repeatedFrames,
                List.copyOf(unread));
    }
}
