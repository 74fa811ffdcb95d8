package org.droppoint.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A regular file. Closing leaves the channel open: the payload store reads from it and closes it. */
final class FileSource implements ByteSource {
    private final FileChannel channel;
    private final @Nullable FileDigest digest;
    private final @Nullable String endedEarly;
    private final LongConsumer bytesRead;
    private long position;
    private ByteBuffer window = ByteBuffer.allocate(0);

    FileSource(FileChannel channel) {
        this(channel, null, null);
    }

    /**
     * @param digest given all that is read
     * @param endedEarly why the file, a copy of a stream, holds less than it should; null where it is whole
     */
    FileSource(FileChannel channel, @Nullable FileDigest digest, @Nullable String endedEarly) {
        this(channel, digest, endedEarly, bytes -> {});
    }

    /** @param bytesRead told how many bytes each piece has */
    FileSource(FileChannel channel, @Nullable FileDigest digest, @Nullable String endedEarly, LongConsumer bytesRead) {
        this.bytesRead = bytesRead;
        this.channel = channel;
        this.digest = digest;
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
        int read = channel.read(window);
        if (read > 0) {
            if (digest != null) {
                digest.update(into, at, read, position);
            }
            position += read;
            bytesRead.accept(read);
        }
        return read;
    }

    @Override
    public boolean seek(long offset) throws IOException {
        channel.position(offset);
        position = offset;
        return true;
    }

    @Override
    public void close() {}
}
