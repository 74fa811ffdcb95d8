package org.droppoint.capture;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A feed as a stream for decompressors; remembers whether it was the file, and not the data, that failed. */
final class FeedStream extends InputStream {
    private final ByteFeed feed;
    private @Nullable IOException failure;

    FeedStream(ByteFeed feed) {
        this.feed = feed;
    }

    /** What reading the file itself threw, if it did. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        return available() == 0 ? -1 : feed.bytes[feed.at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        int ready = Math.min(length, available());
        if (ready == 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(feed.bytes, feed.at, into, at, ready);
        feed.at += ready;
        return ready;
    }

    /** At least 1 until the end is reached, which members of a gzip file are told apart by. */
    @Override
    public int available() throws IOException {
        try {
            return feed.require(1) ? feed.available() : 0;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
