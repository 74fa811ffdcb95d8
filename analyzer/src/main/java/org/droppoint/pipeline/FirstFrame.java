package org.droppoint.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;

/** When a capture file begins. */
final class FirstFrame {
    private FirstFrame() {}

    /** The time stamp of the first frame, {@link Long#MAX_VALUE} where there is none or the file cannot be read. */
    static long nanos(Path file) {
        try (CaptureReader reader = CaptureFiles.open(file)) {
            Frame frame = new Frame();
            return reader.next(frame) ? frame.epochNanos : Long.MAX_VALUE;
        } catch (IOException unreadable) {
            return Long.MAX_VALUE;
        }
    }
}
