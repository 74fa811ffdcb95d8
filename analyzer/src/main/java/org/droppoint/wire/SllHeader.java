package org.droppoint.wire;

/** LINKTYPE_LINUX_SLL: packet type, ARPHRD type, address, protocol. */
final class SllHeader extends HeaderView {
    static final int LENGTH = 16;
    static final int PACKET_TYPE = 0;
    static final int PROTOCOL = 14;

    @Override
    int fixedLength() {
        return LENGTH;
    }

    int packetType() {
        return u16(PACKET_TYPE);
    }

    int protocol() {
        return u16(PROTOCOL);
    }
}
