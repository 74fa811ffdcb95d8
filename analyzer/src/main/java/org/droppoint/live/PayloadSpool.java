package org.droppoint.live;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.droppoint.capture.Frame;
import org.droppoint.capture.PayloadStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the bytes of the sessions at hand readable, in blocks that are used again once no session needs them: the ring's
 * files may be rotated away meanwhile. Small traffic never reaches the disk. Where the disk is full, a few blocks are
 * kept in memory; beyond that bytes are not kept, and read as cut off. Safe for use by several threads.
 */
final class PayloadSpool implements PayloadStore, Closeable {
    static final int BLOCK_BITS = 20;
    private static final int BLOCK_BYTES = 1 << BLOCK_BITS;
    /** Blocks in all: half a gigabyte. */
    static final int MAX_BLOCKS = 512;
    /** Blocks in memory where the disk takes none. */
    private static final int MAX_MEMORY_BLOCKS = 16;
    /** The position of bytes that are not kept. */
    private static final long NOT_KEPT = -1;

    private final BitSet used = new BitSet(MAX_BLOCKS);
    private final Map<Integer, byte[]> inMemory = new HashMap<>();
    private byte[] filling = new byte[BLOCK_BYTES];
    private int block;
    private int filled;
    private @Nullable FileChannel file;
    private long notKeptBytes;
    private boolean closed;

    PayloadSpool() {
        used.set(0);
    }

    @Override
    public long keep(Frame frame) throws IOException {
        return keep(frame.bytes, frame.offset, frame.capturedLength);
    }

    @Override
    public synchronized long keep(byte[] bytes, int offset, int length) {
        if (length > BLOCK_BYTES || closed || filled + length > BLOCK_BYTES && !nextBlock()) {
            notKeptBytes += length;
            return NOT_KEPT;
        }
        System.arraycopy(bytes, offset, filling, filled, length);
        long position = (long) block << BLOCK_BITS | filled;
        filled += length;
        return position;
    }

    private boolean nextBlock() {
        int next = used.nextClearBit(0);
        if (next >= MAX_BLOCKS || !putAway()) {
            return false;
        }
        used.set(next);
        block = next;
        filled = 0;
        return true;
    }

    /** Moves the full block to the disk, or to memory where the disk is full. */
    private boolean putAway() {
        try {
            write(channel());
            return true;
        } catch (IOException e) {
            if (inMemory.size() >= MAX_MEMORY_BLOCKS) {
                return false;
            }
            inMemory.put(block, filling);
            filling = new byte[BLOCK_BYTES];
            return true;
        }
    }

    private void write(FileChannel target) throws IOException {
        ByteBuffer window = ByteBuffer.wrap(filling, 0, filled);
        long position = (long) block << BLOCK_BITS;
        while (window.hasRemaining()) {
            position += target.write(window, position);
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel open = file;
        if (open == null) {
            Path path = Files.createTempFile("droppoint-live-", ".spool");
            open = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            file = open;
        }
        return open;
    }

    @Override
    public synchronized int read(long position, byte[] into, int at, int length) throws IOException {
        if (position < 0) {
            return 0;
        }
        int wanted = (int) (position >>> BLOCK_BITS);
        int offset = (int) (position & BLOCK_BYTES - 1);
        int room = Math.min(length, BLOCK_BYTES - offset);
        byte[] held = wanted == block ? filling : inMemory.get(wanted);
        if (held != null) {
            System.arraycopy(held, offset, into, at, room);
            return room;
        }
        FileChannel from = file;
        if (from == null) {
            return 0;
        }
        ByteBuffer window = ByteBuffer.wrap(into, at, room);
        while (window.hasRemaining()) {
            if (from.read(window, position + window.position() - at) < 0) {
                break;
            }
        }
        return window.position() - at;
    }

    /** Gives up every block but these and the one being filled; their numbers are positions without the low bits. */
    synchronized void retain(BitSet blocks) {
        used.and(blocks);
        used.set(block);
        inMemory.keySet().removeIf(number -> !used.get(number));
    }

    /** Bytes that were not kept because there was no room for them. */
    synchronized long notKeptBytes() {
        return notKeptBytes;
    }

    synchronized int blocks() {
        return used.cardinality();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        inMemory.clear();
        FileChannel open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }
}
