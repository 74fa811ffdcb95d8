package org.droppoint.wire;

/**
 * IPv4 (RFC 791 section 3.1):
 *
 * <pre>
 *  0 version, header words   1 DSCP and ECN   2 total length
 *  4 identification                           6 flags and fragment offset
 *  8 time to live            9 protocol      10 checksum
 * 12 source                                  16 destination
 * 20 options
 * </pre>
 */
final class Ipv4Header extends HeaderView {
    static final int FIXED = 20;
    static final int TRAFFIC_CLASS = 1;
    static final int TOTAL_LENGTH = 2;
    static final int IDENTIFICATION = 4;
    static final int FRAGMENT = 6;
    static final int TTL = 8;
    static final int PROTOCOL = 9;
    static final int SOURCE = 12;
    static final int DESTINATION = 16;
    static final int FRAGMENT_OFFSET_MASK = 0x1FFF;
    static final int MORE_FRAGMENTS = 0x2000;
    static final int DONT_FRAGMENT = 0x4000;

    @Override
    int fixedLength() {
        return FIXED;
    }

    @Override
    int length() {
        return (u8(0) & 0xF) * 4;
    }

    int version() {
        return u8(0) >>> 4;
    }

    /** Bytes of header and payload; 0 where segmentation offload left it to the network card. */
    int totalLength() {
        return u16(TOTAL_LENGTH);
    }

    int ecn() {
        return u8(TRAFFIC_CLASS) & 3;
    }

    int identification() {
        return u16(IDENTIFICATION);
    }

    boolean dontFragment() {
        return (u16(FRAGMENT) & DONT_FRAGMENT) != 0;
    }

    boolean moreFragments() {
        return (u16(FRAGMENT) & MORE_FRAGMENTS) != 0;
    }

    /** Bytes of the datagram's payload before this fragment. */
    int fragmentOffset() {
        return (u16(FRAGMENT) & FRAGMENT_OFFSET_MASK) * 8;
    }

    int ttl() {
        return u8(TTL);
    }

    int protocol() {
        return u8(PROTOCOL);
    }

    int source() {
        return s32(SOURCE);
    }

    int destination() {
        return s32(DESTINATION);
    }
}
