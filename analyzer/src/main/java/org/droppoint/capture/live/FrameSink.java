package org.droppoint.capture.live;

import java.io.IOException;
import org.droppoint.capture.Frame;

/** Takes what a live source delivers, on the source's own thread. */
public interface FrameSink {

    /**
     * The source is open: what comes from now on is seen.
     *
     * @param about what a capture file says about the interface
     */
    void opened(SourceDescription about) throws IOException;

    /** One frame, valid during the call. {@link Frame#number} and {@link Frame#filePosition} are not set. */
    void frame(Frame frame) throws IOException;

    /**
     * The source lives: called now and then, of interfaces also while nothing comes.
     *
     * @param counters since the source was opened
     * @param drained all that had passed by now was delivered
     */
    void alive(SourceCounters counters, boolean drained) throws IOException;
}
