package org.droppoint.wire;

/**
 * GRE (RFC 2784, 2890) and enhanced GRE (RFC 2637): flags tell which fields follow. Source routing (RFC 1701) has no
 * fixed length and is not followed.
 */
final class GreHeader extends HeaderView {
    private static final int FLAGS = 0;
    private static final int PROTOCOL = 2;
    private static final int CHECKSUM_PRESENT = 0x8000;
    private static final int ROUTING_PRESENT = 0x4000;
    private static final int KEY_PRESENT = 0x2000;
    private static final int SEQUENCE_PRESENT = 0x1000;
    private static final int ACKNOWLEDGEMENT_PRESENT = 0x0080;
    private static final int VERSION_MASK = 0x0007;

    @Override
    int fixedLength() {
        return 4;
    }

    @Override
    int length() {
        int length = 4;
        length += has(CHECKSUM_PRESENT) || has(ROUTING_PRESENT) ? 4 : 0;
        length += has(KEY_PRESENT) ? 4 : 0;
        length += has(SEQUENCE_PRESENT) ? 4 : 0;
        return length + (version() == 1 && has(ACKNOWLEDGEMENT_PRESENT) ? 4 : 0);
    }

    private boolean has(int flag) {
        return (u16(FLAGS) & flag) != 0;
    }

    int version() {
        return u16(FLAGS) & VERSION_MASK;
    }

    boolean isSourceRouted() {
        return has(ROUTING_PRESENT);
    }

    boolean hasSequence() {
        return has(SEQUENCE_PRESENT);
    }

    int protocol() {
        return u16(PROTOCOL);
    }
}
