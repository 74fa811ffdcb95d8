package org.droppoint.wire;

/**
 * A header as a window into a frame. {@link #wrap} checks the length once; after it returned true no accessor of the
 * header can fail. Views are reused and borrow the bytes.
 */
abstract class HeaderView {
    private static final byte[] NOTHING = new byte[0];

    byte[] bytes = NOTHING;
    int at;
    private int required;

    /** Points the view at a header; false where fewer bytes are there than {@link #required()}. */
    final boolean wrap(byte[] bytes, int at, int limit) {
        this.bytes = bytes;
        this.at = at;
        int available = limit - at;
        required = fixedLength();
        if (available < required) {
            return false;
        }
        required = Math.max(required, length());
        return available >= required;
    }

    /** Bytes that the header wrapped last needs, as far as they could be told. */
    final int required() {
        return required;
    }

    /** Bytes that every such header has. */
    abstract int fixedLength();

    /** Bytes of this very header, told by its fixed part; below the fixed length where the header is malformed. */
    int length() {
        return fixedLength();
    }

    final int u8(int field) {
        return Bytes.u8(bytes, at + field);
    }

    final int u16(int field) {
        return Bytes.u16(bytes, at + field);
    }

    final int s32(int field) {
        return Bytes.s32(bytes, at + field);
    }

    final long s64(int field) {
        return Bytes.s64(bytes, at + field);
    }
}
