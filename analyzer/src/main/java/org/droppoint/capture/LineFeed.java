package org.droppoint.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text out of a feed, line by line, without carriage returns; of lines too long the beginning. */
final class LineFeed {
    static final int MAX_LINE_BYTES = 4096;

    private final ByteFeed feed;
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private long lineOffset;
    private boolean terminated;

    LineFeed(ByteFeed feed) {
        this.feed = feed;
    }

    /** The next line, or null at the end. */
    @Nullable
    String next() throws IOException {
        if (feed.atEnd()) {
            return null;
        }
        lineOffset = feed.offset();
        terminated = false;
        int length = 0;
        while (feed.require(1)) {
            byte value = feed.bytes[feed.at++];
            if (value == '\n') {
                terminated = true;
                break;
            }
            // zeros: UTF-16, as PowerShell redirects it
            if (length < MAX_LINE_BYTES && value != '\r' && value != 0) {
                line[length++] = value;
            }
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Whether the line read last has its end; the last one of a text cut off has none. */
    boolean terminated() {
        return terminated;
    }

    /** Where the line read last begins. */
    long offset() {
        return lineOffset;
    }
}
