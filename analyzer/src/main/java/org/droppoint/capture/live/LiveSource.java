package org.droppoint.capture.live;

import java.io.IOException;

/** A place where frames come from as they pass. One run a call; it may be run again after it ended. */
public interface LiveSource {

    /** What the user called it. */
    String name();

    /** Whether it opens, or fails to, without waiting for somebody else. */
    boolean opensAtOnce();

    /**
     * Delivers frames until the source ends or {@link #stop} is called; returns normally in both cases.
     *
     * @throws LiveCaptureException if it cannot be opened
     * @throws IOException if it fails, or the sink does
     */
    void run(FrameSink sink) throws IOException;

    /** Ends a run, from any thread; what has been read up to now is still delivered. */
    void stop();
}
