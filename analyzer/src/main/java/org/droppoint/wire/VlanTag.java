package org.droppoint.wire;

/** IEEE 802.1Q or 802.1ad tag behind its EtherType: priority and VLAN id, then the next EtherType. */
final class VlanTag extends HeaderView {
    static final int LENGTH = 4;
    private static final int CONTROL = 0;
    private static final int TYPE = 2;
    private static final int ID_MASK = 0xFFF;

    @Override
    int fixedLength() {
        return LENGTH;
    }

    int id() {
        return u16(CONTROL) & ID_MASK;
    }

    int type() {
        return u16(TYPE);
    }
}
