package org.droppoint.capture;

import org.droppoint.base.Times;

/** Judges whether something is missing between two files of one capture. */
final class CaptureGaps {
    /** A pause at a joint is no accident when it is so many times longer than any near it. */
    private static final int OUT_OF_RHYTHM = 10;

    private CaptureGaps() {}

    /** Why frames must be taken to be missing, or an empty text. */
    static String reason(CaptureSpan before, CaptureSpan after) {
        long missing = FileNames.missingBetween(before.file(), after.file());
        if (missing > 0) {
            return missing + (missing == 1 ? " file is" : " files are") + " missing by the numbers in the names";
        }
        long silence = before.silenceUntil(after);
        long rhythm = Math.max(before.rhythmNanos(), after.rhythmNanos());
        boolean known = before.rhythmNanos() > 0 && after.rhythmNanos() > 0;
        if (known && silence > Times.NANOS_PER_SECOND && silence / OUT_OF_RHYTHM > rhythm) {
            return Times.duration(silence) + " without a frame, where otherwise no pause near it is longer than "
                    + Times.duration(rhythm);
        }
        return "";
    }
}
