package org.droppoint.capture;

import java.io.Closeable;
import java.io.IOException;

/**
 * An opened file or stream on its way to the reader of its format.
 *
 * @param name as the user gave it, for messages
 * @param inPlace whether offsets of the feed are positions in the file, where payload can be read again
 * @param live whether the bytes may come slowly, so that reading ahead of a frame would delay it
 */
record CaptureInput(String name, ByteFeed feed, FrameStore store, boolean inPlace, boolean live) implements Closeable {

    CaptureFormatException refused(String reason, String advice) {
        return new CaptureFormatException(name, feed.offset(), reason, advice);
    }

    @Override
    public void close() throws IOException {
        try {
            feed.close();
        } finally {
            store.close();
        }
    }
}
