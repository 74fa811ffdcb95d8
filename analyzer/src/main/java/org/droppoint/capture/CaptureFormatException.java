package org.droppoint.capture;

import java.io.IOException;

/**
 * A file or stream that cannot be read as a capture at all. Damage inside a capture is no such case: it is counted in
 * {@link CaptureHealth}, and what stands around it is read.
 */
public final class CaptureFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String reason;
    private final String advice;

    /**
     * @param file name of the file or stream as the user gave it
     * @param offset in bytes, where reading failed
     * @param reason what was found there, as a sentence without its full stop
     * @param advice what the user can do, as a sentence without its full stop; empty where nothing helps
     */
    public CaptureFormatException(String file, long offset, String reason, String advice) {
        super(file + ": " + words(offset, reason, advice));
        this.file = file;
        this.offset = offset;
        this.reason = reason;
        this.advice = advice;
    }

    private static String words(long offset, String reason, String advice) {
        return reason + (offset == 0 ? "" : " (at byte " + offset + ")") + (advice.isEmpty() ? "" : ". " + advice);
    }

    /** Everything but the file's name. */
    public String reasonAndAdvice() {
        return words(offset, reason, advice);
    }

    public String file() {
        return file;
    }

    public String reason() {
        return reason;
    }

    public String advice() {
        return advice;
    }
}
