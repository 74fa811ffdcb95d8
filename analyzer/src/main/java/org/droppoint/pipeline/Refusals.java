package org.droppoint.pipeline;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.droppoint.capture.CaptureFormatException;

/** Why a file could not be read, in words. */
public final class Refusals {
    private Refusals() {}

    /** Without the file's name, which whoever tells it puts before it. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof CaptureFormatException format) {
            return format.reasonAndAdvice();
        }
        if (e instanceof FileSystemException other && other.getReason() != null) {
            return other.getReason();
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
