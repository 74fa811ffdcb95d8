package org.droppoint.capture;

/**
 * Integers of a byte array, little-endian unless told otherwise; the caller has checked the bounds. Byte by byte: handles for views of
 * an array cost 20 ms at start-up and gain nothing under the first compiler, which inlines methods as short as these.
 */
final class Bytes {
    private Bytes() {}

    static int uint8(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    static int uint16(byte[] bytes, int at, boolean bigEndian) {
        int value = uint16(bytes, at);
        return bigEndian ? Integer.reverseBytes(value) >>> 16 : value;
    }

    private static int uint16(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
    }

    static int int32(byte[] bytes, int at, boolean bigEndian) {
        int value = uint16(bytes, at) | uint16(bytes, at + 2) << 16;
        return bigEndian ? Integer.reverseBytes(value) : value;
    }

    static long uint32(byte[] bytes, int at, boolean bigEndian) {
        return int32(bytes, at, bigEndian) & 0xffff_ffffL;
    }

    /** How many of the bytes from one index to another are zeros up to the first that is not. */
    static int zeros(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] == 0) {
            at++;
        }
        return at - from;
    }

    static long int64(byte[] bytes, int at, boolean bigEndian) {
        long value = uint32(bytes, at, false) | uint32(bytes, at + 4, false) << 32;
        return bigEndian ? Long.reverseBytes(value) : value;
    }
}
