package org.droppoint.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A regular file. Closing leaves the channel open: the payload store reads from it and closes it. */
final class FileSource implements ByteSource {
    private final FileChannel channel;
    private ByteBuffer window = ByteBuffer.allocate(0);

    FileSource(FileChannel channel) {
        this.channel = channel;
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
