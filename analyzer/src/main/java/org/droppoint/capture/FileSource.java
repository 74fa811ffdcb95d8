package org.droppoint.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A regular file. Closing leaves the channel open: the payload store reads from it and closes it. */
final class FileSource implements ByteSource {
    private final FileChannel channel;
    private final @Nullable String endedEarly;
    private ByteBuffer window = ByteBuffer.allocate(0);

    FileSource(FileChannel channel) {
        this(channel, null);
    }

    /** @param endedEarly why the file, a copy of a stream, holds less than it should; null where it is whole */
    FileSource(FileChannel channel, @Nullable String endedEarly) {
        this.channel = channel;
        this.endedEarly = endedEarly;
    }

    @Override
    public @Nullable String endedEarly() {
        return endedEarly;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        if (window.array() != into) {
            window = ByteBuffer.wrap(into);
        }
        window.limit(at + length).position(at);
        return channel.read(window);
    }

    @Override
    public boolean seek(long offset) throws IOException {
        channel.position(offset);
        return true;
    }

    @Override
    public void close() {}
}
