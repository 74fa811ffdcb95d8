package org.droppoint.wire;

/** LINKTYPE_LINUX_SLL2: protocol, interface index, ARPHRD type, packet type, address. */
final class Sll2Header extends HeaderView {
    static final int LENGTH = 20;
    static final int PROTOCOL = 0;
    static final int INTERFACE_INDEX = 4;
    static final int PACKET_TYPE = 10;

    @Override
    int fixedLength() {
        return LENGTH;
    }

    int protocol() {
        return u16(PROTOCOL);
    }

    int interfaceIndex() {
        return s32(INTERFACE_INDEX);
    }

    int packetType() {
        return u8(PACKET_TYPE);
    }
}
