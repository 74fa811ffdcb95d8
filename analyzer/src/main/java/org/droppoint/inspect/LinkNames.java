package org.droppoint.inspect;

import org.droppoint.wire.LinkType;

/** Link types by the names that people know them by. */
final class LinkNames {
    private LinkNames() {}

    static String of(int linkType) {
        return switch (linkType) {
            case LinkType.NULL -> "BSD loopback";
            case LinkType.ETHERNET -> "Ethernet";
            case LinkType.PPP, LinkType.PPP_HDLC -> "PPP";
            case LinkType.PPPOE -> "PPPoE";
            case LinkType.RAW, LinkType.RAW_BSD, LinkType.RAW_OPENBSD -> "raw IP";
            case LinkType.IPV4 -> "raw IPv4";
            case LinkType.IPV6 -> "raw IPv6";
            case LinkType.CISCO_HDLC -> "Cisco HDLC";
            case LinkType.LOOP -> "OpenBSD loopback";
            case LinkType.LINUX_SLL -> "Linux cooked";
            case LinkType.LINUX_SLL2 -> "Linux cooked 2";
            case LinkType.NFLOG -> "NFLOG";
            case LinkType.PFLOG -> "PFLOG";
            case LinkType.ENC -> "IPsec (enc)";
            case LinkType.JUNIPER_ETHERNET -> "Juniper Ethernet";
            case LinkType.PKTAP, LinkType.PKTAP_DARWIN -> "PKTAP";
            case LinkType.DSA_BROADCOM,
                    LinkType.DSA_BROADCOM_PREPENDED,
                    LinkType.DSA_MARVELL,
                    LinkType.DSA_MARVELL_ETHERTYPE -> "switch tag (DSA)";
            default -> "link type " + linkType + ", which is not read";
        };
    }
}
