package org.droppoint.wire;

/** IEEE 802.1ah I-TAG behind its EtherType: service instance, customer addresses, the next EtherType. */
final class ProviderBackboneTag extends HeaderView {
    private static final int TYPE = 16;

    @Override
    int fixedLength() {
        return 18;
    }

    int type() {
        return u16(TYPE);
    }
}
