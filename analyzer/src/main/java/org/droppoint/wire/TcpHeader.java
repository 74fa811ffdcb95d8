package org.droppoint.wire;

/**
 * TCP (RFC 9293 section 3.1):
 *
 * <pre>
 *  0 source port              2 destination port
 *  4 sequence number
 *  8 acknowledgement number
 * 12 data offset and flags   14 window
 * 16 checksum                18 urgent pointer
 * 20 options
 * </pre>
 *
 * Only the fixed part is required: options that the capture cut off are a matter of {@link TcpOptions}.
 */
final class TcpHeader extends HeaderView {
    static final int FIXED = 20;
    static final int SOURCE_PORT = 0;
    static final int DESTINATION_PORT = 2;
    static final int SEQUENCE = 4;
    static final int ACKNOWLEDGEMENT = 8;
    static final int FLAGS = 12;
    static final int WINDOW = 14;
    static final int FLAG_MASK = 0x1FF;

    @Override
    int fixedLength() {
        return FIXED;
    }

    int sourcePort() {
        return u16(SOURCE_PORT);
    }

    int destinationPort() {
        return u16(DESTINATION_PORT);
    }

    int sequence() {
        return s32(SEQUENCE);
    }

    int acknowledgement() {
        return s32(ACKNOWLEDGEMENT);
    }

    /** The nine flags of RFC 9293 and RFC 3540, FIN lowest, NS at bit 8. */
    int flags() {
        return u16(FLAGS) & FLAG_MASK;
    }

    /** Bytes up to the payload; less than {@link #FIXED} where malformed. */
    int headerLength() {
        return (u8(FLAGS) >>> 4) * 4;
    }

    int window() {
        return u16(WINDOW);
    }
}
