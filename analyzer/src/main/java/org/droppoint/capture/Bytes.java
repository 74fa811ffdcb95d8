package org.droppoint.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers of a byte array, little-endian unless told otherwise; the caller has checked the bounds. */
final class Bytes {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    static int uint8(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    static int uint16(byte[] bytes, int at, boolean bigEndian) {
        short value = (short) SHORT.get(bytes, at);
        return (bigEndian ? Short.reverseBytes(value) : value) & 0xffff;
    }

    static int int32(byte[] bytes, int at, boolean bigEndian) {
        int value = (int) INT.get(bytes, at);
        return bigEndian ? Integer.reverseBytes(value) : value;
    }

    static long uint32(byte[] bytes, int at, boolean bigEndian) {
        return int32(bytes, at, bigEndian) & 0xffff_ffffL;
    }

    static long int64(byte[] bytes, int at, boolean bigEndian) {
        long value = (long) LONG.get(bytes, at);
        return bigEndian ? Long.reverseBytes(value) : value;
    }
}
