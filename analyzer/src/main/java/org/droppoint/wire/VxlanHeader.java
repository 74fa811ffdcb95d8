package org.droppoint.wire;

/** VXLAN (RFC 7348 section 5) and its generic protocol extension, whose last byte of flags names what follows. */
final class VxlanHeader extends HeaderView {
    private static final int NEXT_PROTOCOL = 3;

    @Override
    int fixedLength() {
        return 8;
    }

    /** Of the generic protocol extension: 1 IPv4, 2 IPv6, 3 Ethernet. */
    int nextProtocol() {
        return u8(NEXT_PROTOCOL);
    }
}
