package org.droppoint.wire;

/**
 * LINKTYPE_NULL and LINKTYPE_LOOP: the address family in four bytes, in the byte order of the machine that captured
 * (NULL) or of the network (LOOP). Families differ by system: 2 is IPv4 everywhere, IPv6 is 10, 23, 24, 28 or 30.
 */
final class NullLoopHeader extends HeaderView {
    private static final int FAMILY = 0;

    @Override
    int fixedLength() {
        return 4;
    }

    /** The EtherType that the family stands for, or -1. Some tools write an EtherType here. */
    int type() {
        int family = s32(FAMILY);
        if ((family & 0xFFFF_0000) != 0) {
            family = Integer.reverseBytes(family);
        }
        return switch (family) {
            case 2 -> EtherType.IPV4;
            case 10, 23, 24, 28, 30 -> EtherType.IPV6;
            case EtherType.IPV4, EtherType.IPV6 -> family;
            default -> -1;
        };
    }
}
