package org.droppoint.pipeline;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.droppoint.capture.CaptureFormatException;

/** Why a file could not be read, in words. */
final class Refusals {
    private Refusals() {}

    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof CaptureFormatException format) {
            return format.reasonAndAdvice();
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
