package org.droppoint.wire;

/**
 * IPv6 (RFC 8200 section 3):
 *
 * <pre>
 *  0 version, traffic class, flow label
 *  4 payload length          6 next header    7 hop limit
 *  8 source                                  24 destination
 * </pre>
 */
final class Ipv6Header extends HeaderView {
    static final int LENGTH = 40;
    static final int PAYLOAD_LENGTH = 4;
    static final int NEXT_HEADER = 6;
    static final int HOP_LIMIT = 7;
    static final int SOURCE = 8;
    static final int DESTINATION = 24;

    @Override
    int fixedLength() {
        return LENGTH;
    }

    int version() {
        return u8(0) >>> 4;
    }

    int ecn() {
        return u8(1) >>> 4 & 3;
    }

    /** Bytes behind this header; 0 in a jumbogram (RFC 2675) or where offload left it open. */
    int payloadLength() {
        return u16(PAYLOAD_LENGTH);
    }

    int nextHeader() {
        return u8(NEXT_HEADER);
    }

    int hopLimit() {
        return u8(HOP_LIMIT);
    }
}
