package org.droppoint.wire;

/** UDP (RFC 768), read only to find tunnels in it. */
final class UdpHeader extends HeaderView {
    static final int LENGTH = 8;
    static final int DESTINATION = 2;
    static final int VXLAN = 4789;
    static final int VXLAN_LINUX = 8472;
    static final int VXLAN_GPE = 4790;
    static final int GENEVE = 6081;
    static final int TZSP = 37008;
    static final int MPLS = 6635;

    @Override
    int fixedLength() {
        return LENGTH;
    }

    int destination() {
        return u16(DESTINATION);
    }

    static boolean isTunnel(int port) {
        return switch (port) {
            case VXLAN, VXLAN_LINUX, VXLAN_GPE, GENEVE, TZSP, MPLS -> true;
            default -> false;
        };
    }
}
