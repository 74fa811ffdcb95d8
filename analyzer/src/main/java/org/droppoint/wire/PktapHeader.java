package org.droppoint.wire;

/** Apple's PKTAP, little-endian: its own length, a record type, the link type of what follows. */
final class PktapHeader extends HeaderView {
    private static final int HEADER_LENGTH = 0;
    private static final int LINK_TYPE = 8;
    private static final int FIXED = 108;

    @Override
    int fixedLength() {
        return FIXED;
    }

    @Override
    int length() {
        return Bytes.s32LittleEndian(bytes, at + HEADER_LENGTH);
    }

    int linkType() {
        return Bytes.s32LittleEndian(bytes, at + LINK_TYPE);
    }
}
