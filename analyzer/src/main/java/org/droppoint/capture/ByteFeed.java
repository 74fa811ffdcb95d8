package org.droppoint.capture;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One reused heap buffer over a source, with its reading position. A plain array filled by {@code read} beat mapped
 * files and direct buffers when measured, and a file that shrinks meanwhile cannot kill the process.
 *
 * <p>{@link #bytes} between {@link #at} and {@link #limit} is what is buffered; every call of {@link #require} may move
 * it, so indices are taken again after it.
 */
final class ByteFeed implements Closeable {
    static final int BUFFER_BYTES = 256 * 1024;
    /** The most that can be required at once: by one record, or by the search behind damage. */
    static final int MAX_REQUIRED_BYTES = 1024 * 1024;
    /** So much larger than what is required that moving the rest to the front stays rare, whatever the bytes say. */
    private static final int MAX_BUFFER_BYTES = 4 * MAX_REQUIRED_BYTES;

    private final ByteSource source;
    private long bufferOffset;
    private boolean ended;

    byte[] bytes = new byte[BUFFER_BYTES];
    int at;
    int limit;

    ByteFeed(ByteSource source) {
        this.source = source;
    }

    /** Where {@link #at} stands in the source. */
    long offset() {
        return bufferOffset + at;
    }

    int available() {
        return limit - at;
    }

    /**
     * Makes {@code count} bytes from {@link #at} on available.
     *
     * @return false where the source ends before, or {@code count} exceeds {@link #MAX_REQUIRED_BYTES}; what there is is
     *     buffered all the same
     */
    boolean require(int count) throws IOException {
        return limit - at >= count || fill(count);
    }

    private boolean fill(int count) throws IOException {
        int wanted = Math.min(count, MAX_REQUIRED_BYTES);
        int kept = limit - at;
        byte[] target = 2 * wanted <= bytes.length || bytes.length == MAX_BUFFER_BYTES
                ? bytes
                : new byte[Math.min(MAX_BUFFER_BYTES, 4 * wanted)];
        System.arraycopy(bytes, at, target, 0, kept);
        bytes = target;
        bufferOffset += at;
        at = 0;
        limit = kept;
        while (limit < wanted && !ended) {
            int read = source.read(bytes, limit, bytes.length - limit);
            if (read < 0) {
                ended = true;
            } else {
                limit += read;
            }
        }
        return limit >= count;
    }

    /** Gives the buffer up where all has been read: a reader stays open for its payload, one of hundreds perhaps. */
    void release() {
        if (ended && at == limit) {
            bufferOffset += at;
            at = 0;
            limit = 0;
            bytes = new byte[0];
        }
    }

    /** True where no byte is left. */
    boolean atEnd() throws IOException {
        return !require(1);
    }

    /** Moves on by {@code count} bytes, buffered or not; returns by how many it could. */
    long skip(long count) throws IOException {
        long left = count;
        while (left > 0 && require(1)) {
            int step = (int) Math.min(left, limit - at);
            at += step;
            left -= step;
        }
        return count - left;
    }

    /** Goes on at another place of a file; false where the source is none. */
    boolean seek(long offset) throws IOException {
        if (!source.seek(offset)) {
            return false;
        }
        at = 0;
        limit = 0;
        bufferOffset = offset;
        ended = false;
        return true;
    }

    /** A copy of what is buffered from here on, at most {@code count} bytes. */
    byte[] peek(int count) throws IOException {
        require(count);
        return Arrays.copyOfRange(bytes, at, at + Math.min(count, available()));
    }

    @Nullable
    String endedEarly() {
        return source.endedEarly();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
