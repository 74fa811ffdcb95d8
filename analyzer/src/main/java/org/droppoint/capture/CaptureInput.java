package org.droppoint.capture;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An opened file or stream on its way to the reader of its format.
 *
 * @param name as the user gave it, for messages
 * @param inPlace whether offsets of the feed are positions in the file, where payload can be read again
 * @param packings compressions around the bytes, the outermost first
 * @param live whether the bytes may come slowly, so that reading ahead of a frame would delay it
 */
record CaptureInput(String name, ByteFeed feed, FrameStore store, boolean inPlace, boolean live, List<String> packings)
        implements Closeable {
    CaptureInput(String name, ByteFeed feed, FrameStore store, boolean inPlace, boolean live) {
        this(name, feed, store, inPlace, live, List.of());
    }

    /** The bytes that this input's are unpacked to. */
    CaptureInput unpacked(ByteFeed feed, String packing) {
        List<String> around = new ArrayList<>(packings);
        around.add(packing);
        return new CaptureInput(name, feed, new FrameStore(null), false, live, List.copyOf(around));
    }

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
