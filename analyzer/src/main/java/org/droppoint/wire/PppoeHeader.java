package org.droppoint.wire;

/** PPPoE session (RFC 2516 section 4): version and type, code, session id, length. */
final class PppoeHeader extends HeaderView {
    private static final int CODE = 1;
    private static final int PAYLOAD_LENGTH = 4;

    @Override
    int fixedLength() {
        return 6;
    }

    boolean isSessionData() {
        return u8(CODE) == 0;
    }

    int payloadLength() {
        return u16(PAYLOAD_LENGTH);
    }
}
