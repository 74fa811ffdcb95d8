package org.droppoint.wire;

/**
 * IPv6 extension headers (RFC 8200 section 4) and the authentication header (RFC 4302): next header, length. The
 * fragment header has a fixed length, the authentication header counts words of four bytes, the others of eight.
 */
final class Ipv6Extension extends HeaderView {
    static final int FRAGMENT_LENGTH = 8;
    private static final int NEXT_HEADER = 0;
    private static final int WORDS = 1;
    private static final int FRAGMENT_OFFSET = 2;
    private static final int IDENTIFICATION = 4;

    private int type;

    Ipv6Extension ofType(int type) {
        this.type = type;
        return this;
    }

    static boolean isExtension(int nextHeader) {
        return switch (nextHeader) {
            case IpProtocol.HOP_BY_HOP,
                    IpProtocol.ROUTING,
                    IpProtocol.FRAGMENT,
                    IpProtocol.AUTHENTICATION,
                    IpProtocol.DESTINATION_OPTIONS,
                    IpProtocol.MOBILITY,
                    IpProtocol.HIP,
                    IpProtocol.SHIM6 -> true;
            default -> false;
        };
    }

    @Override
    int fixedLength() {
        return 8;
    }

    @Override
    int length() {
        return switch (type) {
            case IpProtocol.FRAGMENT -> FRAGMENT_LENGTH;
            case IpProtocol.AUTHENTICATION -> (u8(WORDS) + 2) * 4;
            default -> (u8(WORDS) + 1) * 8;
        };
    }

    int nextHeader() {
        return u8(NEXT_HEADER);
    }

    int fragmentOffset() {
        return u16(FRAGMENT_OFFSET) & 0xFFF8;
    }

    boolean moreFragments() {
        return (u16(FRAGMENT_OFFSET) & 1) != 0;
    }

    int identification() {
        return s32(IDENTIFICATION);
    }
}
