package org.droppoint.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Frames that stand in a regular file as they are, are read again from there; all else is appended to a spool file,
 * made when first needed and deleted on close (on POSIX systems its name is gone as soon as it is open). A position
 * with {@link #SPOOL_BIT} set is one of the spool. Safe for use by several threads.
 */
final class FrameStore implements PayloadStore, Closeable {
    private static final long SPOOL_BIT = 1L << 62;
    private static final int SPOOL_BUFFER_BYTES = 64 * 1024;

    private final @Nullable FileChannel file;
    private final SpoolFile spoolFile;
    private final byte[] pending = new byte[SPOOL_BUFFER_BYTES];
    private int pendingBytes;
    private long spooledBytes;
    private @Nullable FileChannel spool;
    private boolean closed;

    /** A store over a seekable file, which it closes in the end; or over nothing but the spool. */
    FrameStore(@Nullable FileChannel file) {
        this(file, SpoolFile::temporary);
    }

    FrameStore(@Nullable FileChannel file, SpoolFile spoolFile) {
        this.file = file;
        this.spoolFile = spoolFile;
    }

    /** Size of the file, 0 where there is none. */
    long fileBytes() throws IOException {
        return file == null ? 0 : file.size();
    }

    @Override
    public long keep(Frame frame) throws IOException {
        return file != null && frame.filePosition >= 0
                ? frame.filePosition
                : keep(frame.bytes, frame.offset, frame.capturedLength);
    }

    @Override
    public synchronized long keep(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("The capture is closed");
        }
        long position = SPOOL_BIT | spooledBytes + pendingBytes;
        if (length > pending.length - pendingBytes) {
            flush();
        }
        if (length > pending.length) {
            write(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, pending, pendingBytes, length);
            pendingBytes += length;
        }
        return position;
    }

    private void flush() throws IOException {
        write(pending, 0, pendingBytes);
        pendingBytes = 0;
    }

    /** On a disk that fills up, what was kept before stays where it is said to be: part of a write counts for nothing. */
    private void write(byte[] bytes, int offset, int length) throws IOException {
        FileChannel target = spool == null ? spoolFile.open() : spool;
        spool = target;
        SpoolFile.write(target, spooledBytes, bytes, offset, length);
        spooledBytes += length;
    }

    @Override
    public int read(long position, byte[] into, int at, int length) throws IOException {
        if ((position & SPOOL_BIT) != 0) {
            return readSpool(position & ~SPOOL_BIT, into, at, length);
        }
        return file == null || position < 0 ? 0 : readFully(file, position, into, at, length);
    }

    private synchronized int readSpool(long position, byte[] into, int at, int length) throws IOException {
        int read = 0;
        if (spool != null && position < spooledBytes) {
            int stored = (int) Math.min(length, spooledBytes - position);
            read = readFully(spool, position, into, at, stored);
            if (read < stored) {
                return read;
            }
        }
        long pendingAt = position + read - spooledBytes;
        if (pendingAt >= 0 && pendingAt < pendingBytes) {
            int step = (int) Math.min(length - read, pendingBytes - pendingAt);
            System.arraycopy(pending, (int) pendingAt, into, at + read, step);
            read += step;
        }
        return read;
    }

    private static int readFully(FileChannel from, long position, byte[] into, int at, int length) throws IOException {
        ByteBuffer window = ByteBuffer.wrap(into, at, length);
        while (window.hasRemaining()) {
            if (from.read(window, position + window.position() - at) < 0) {
                break;
            }
        }
        return window.position() - at;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        pendingBytes = 0;
        try {
            if (spool != null) {
                spool.close();
            }
        } finally {
            if (file != null) {
                file.close();
            }
        }
    }
}
