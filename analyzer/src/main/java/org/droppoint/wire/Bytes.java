package org.droppoint.wire;

/** Big-endian reads; the caller has checked the bounds. */
final class Bytes {
    private Bytes() {}

    static int u8(byte[] bytes, int at) {
        return bytes[at] & 0xFF;
    }

    static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    static int s32(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
    }

    static long u32(byte[] bytes, int at) {
        return s32(bytes, at) & 0xFFFF_FFFFL;
    }

    static long s64(byte[] bytes, int at) {
        return u32(bytes, at) << 32 | u32(bytes, at + 4);
    }

    static int u16LittleEndian(byte[] bytes, int at) {
        return (bytes[at + 1] & 0xFF) << 8 | bytes[at] & 0xFF;
    }

    static int s32LittleEndian(byte[] bytes, int at) {
        return Integer.reverseBytes(s32(bytes, at));
    }
}
