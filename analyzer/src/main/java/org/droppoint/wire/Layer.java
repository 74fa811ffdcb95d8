package org.droppoint.wire;

/** The headers this package reads, in the words that a decode stop is reported with. */
public enum Layer {
    LINK,
    ETHERNET,
    DSA,
    VLAN,
    LLC,
    PROVIDER_BACKBONE,
    VN_TAG,
    CISCO_METADATA,
    LINUX_SLL,
    LINUX_SLL2,
    NULL_LOOP,
    PPP,
    CISCO_HDLC,
    PKTAP,
    NFLOG,
    MPLS,
    PPPOE,
    IPV4,
    IPV6,
    IPV6_EXTENSION,
    AUTHENTICATION,
    GRE,
    ERSPAN,
    UDP,
    VXLAN,
    GENEVE,
    TZSP,
    TCP,
    ICMP
}
