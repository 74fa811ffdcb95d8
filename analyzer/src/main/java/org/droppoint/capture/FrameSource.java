package org.droppoint.capture;

import java.io.Closeable;
import java.io.IOException;

/** The frames of one tap, of all its files one behind the other. */
public interface FrameSource extends Closeable {

    /** Moves to the next frame; false at the end. */
    boolean next(Frame into) throws IOException;

    /** Which of the tap's files the frame came from, counted from 0. */
    int file();

    /** Opens the same frames again. */
    interface Opener {
        FrameSource open() throws IOException;
    }
}
