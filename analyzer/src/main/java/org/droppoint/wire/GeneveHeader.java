package org.droppoint.wire;

/** Geneve (RFC 8926 section 3.4): version, option length in words, protocol, network identifier, options. */
final class GeneveHeader extends HeaderView {
    private static final int OPTION_WORDS = 0;
    private static final int PROTOCOL = 2;
    private static final int FIXED = 8;

    @Override
    int fixedLength() {
        return FIXED;
    }

    @Override
    int length() {
        return FIXED + (u8(OPTION_WORDS) & 0x3F) * 4;
    }

    int protocol() {
        return u16(PROTOCOL);
    }
}
