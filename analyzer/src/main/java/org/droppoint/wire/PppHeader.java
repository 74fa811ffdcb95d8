package org.droppoint.wire;

/** PPP (RFC 1661, 1662): address and control may be left out, and the protocol be compressed to its odd byte. */
final class PppHeader extends HeaderView {
    private static final int ADDRESS_CONTROL = 0xFF03;

    @Override
    int fixedLength() {
        return 2;
    }

    @Override
    int length() {
        int protocolAt = protocolAt();
        return protocolAt == 2 ? 4 : compressed(0) ? 1 : 2;
    }

    private int protocolAt() {
        return u16(0) == ADDRESS_CONTROL ? 2 : 0;
    }

    private boolean compressed(int field) {
        return (u8(field) & 1) != 0;
    }

    /** Where the payload begins: known only once the protocol field is. */
    int payloadAt() {
        int field = protocolAt();
        return compressed(field) ? field + 1 : field + 2;
    }

    /** The EtherType that the PPP protocol stands for, or -1. */
    int type() {
        int field = protocolAt();
        return switch (compressed(field) ? u8(field) : u16(field)) {
            case 0x0021 -> EtherType.IPV4;
            case 0x0057 -> EtherType.IPV6;
            case 0x0281 -> EtherType.MPLS;
            case 0x0283 -> EtherType.MPLS_MULTICAST;
            default -> -1;
        };
    }
}
