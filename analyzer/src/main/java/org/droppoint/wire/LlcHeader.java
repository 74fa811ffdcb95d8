package org.droppoint.wire;

/** IEEE 802.2 LLC with SNAP (RFC 1042): AA AA 03, an organisation, an EtherType. */
final class LlcHeader extends HeaderView {
    private static final int SAPS = 0;
    private static final int CONTROL = 2;
    private static final int TYPE = 6;
    private static final int SNAP_SAPS = 0xAAAA;
    private static final int UNNUMBERED = 0x03;

    @Override
    int fixedLength() {
        return 8;
    }

    boolean isSnap() {
        return u16(SAPS) == SNAP_SAPS && u8(CONTROL) == UNNUMBERED;
    }

    int type() {
        return u16(TYPE);
    }
}
