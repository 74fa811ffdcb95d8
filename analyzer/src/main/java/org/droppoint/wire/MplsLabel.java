package org.droppoint.wire;

/** One MPLS label stack entry (RFC 3032 section 2.1): label, traffic class, bottom of stack, TTL. */
final class MplsLabel extends HeaderView {
    static final int LENGTH = 4;
    private static final int BOTTOM = 0x100;

    @Override
    int fixedLength() {
        return LENGTH;
    }

    boolean isBottom() {
        return (s32(0) & BOTTOM) != 0;
    }
}
