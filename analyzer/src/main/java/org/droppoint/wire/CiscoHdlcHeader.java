package org.droppoint.wire;

/** Cisco HDLC: address, control, EtherType. */
final class CiscoHdlcHeader extends HeaderView {
    private static final int PROTOCOL = 2;

    @Override
    int fixedLength() {
        return 4;
    }

    int type() {
        return u16(PROTOCOL);
    }
}
