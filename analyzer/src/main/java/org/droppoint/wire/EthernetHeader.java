package org.droppoint.wire;

/** Ethernet II or IEEE 802.3: destination, source, type or length. */
final class EthernetHeader extends HeaderView {
    static final int LENGTH = 14;
    static final int TYPE = 12;

    @Override
    int fixedLength() {
        return LENGTH;
    }

    int type() {
        return u16(TYPE);
    }
}
