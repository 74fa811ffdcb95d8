package org.droppoint.dissect;

import java.util.Arrays;

/**
 * A reader of length-prefixed fields that cannot run over: past the end it yields zeros and empty fields, and says so
 * in {@link #isBroken()}.
 */
final class Fields {
    private final byte[] bytes;
    private final int end;
    private int at;
    private boolean broken;

    Fields(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    /** Whether more was asked for than there is. */
    boolean isBroken() {
        return broken;
    }

    int remaining() {
        return end - at;
    }

    int u8() {
        if (at >= end) {
            broken = true;
            return 0;
        }
        return bytes[at++] & 0xFF;
    }

    int u16() {
        return u8() << 8 | u8();
    }

    int u24() {
        return u16() << 8 | u8();
    }

    /** The next bytes as a field of their own; empty where there are not so many. */
    Fields field(int length) {
        if (length > end - at) {
            broken = true;
            at = end;
            return new Fields(bytes, end, end);
        }
        at += length;
        return new Fields(bytes, at - length, at);
    }

    /** What is left, copied. */
    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, end);
    }
}
