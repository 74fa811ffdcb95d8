package org.droppoint.capture.write;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Assembles pcapng blocks one behind the other: type, total length, body padded to four bytes, total length again. */
final class BlockBuffer {
    private static final int MIN_CAPACITY = 64 * 1024;
    private static final int PADDING = 4;
    /** An option's length is 16 bits; longer text is cut at a character's end. */
    static final int MAX_OPTION_BYTES = 0xffff;

    private ByteBuffer buffer = allocate(MIN_CAPACITY);
    private int blockStart;

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    BlockBuffer begin(int type) {
        blockStart = buffer.position();
        return int32(type).int32(0);
    }

    void end() {
        int total = buffer.position() + Integer.BYTES - blockStart;
        int32(total);
        buffer.putInt(blockStart + Integer.BYTES, total);
    }

    BlockBuffer int16(int value) {
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    BlockBuffer int32(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    BlockBuffer int64(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    /** pcapng's time stamp: the upper half first, whatever the byte order. */
    BlockBuffer time(long ticks) {
        return int32((int) (ticks >>> Integer.SIZE)).int32((int) ticks);
    }

    BlockBuffer padded(byte[] bytes, int offset, int length) {
        room(length + PADDING).put(bytes, offset, length);
        while ((buffer.position() - blockStart) % PADDING != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    BlockBuffer option(int code, byte[] value) {
        return int16(code).int16(value.length).padded(value, 0, value.length);
    }

    BlockBuffer textOption(int code, @Nullable String text) {
        return text == null ? this : option(code, utf8(text));
    }

    private static byte[] utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_OPTION_BYTES) {
            return bytes;
        }
        int end = MAX_OPTION_BYTES;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    BlockBuffer endOfOptions() {
        return int32(0);
    }

    int size() {
        return buffer.position();
    }

    ByteBuffer flip() {
        return buffer.flip();
    }

    /** Forgets all blocks, and the room that one huge block took. */
    void clear() {
        buffer = buffer.capacity() > 4 * MIN_CAPACITY ? allocate(MIN_CAPACITY) : buffer.clear();
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = allocate(Math.max(2 * buffer.capacity(), buffer.position() + bytes));
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }
}
