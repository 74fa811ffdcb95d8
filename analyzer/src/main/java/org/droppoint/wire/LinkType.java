package org.droppoint.wire;

/** Link types as capture files number them (LINKTYPE_ and DLT_ values of the tcpdump group's registry). */
public final class LinkType {
    public static final int NULL = 0;
    public static final int ETHERNET = 1;
    public static final int PPP = 9;
    public static final int RAW_BSD = 12;
    public static final int RAW_OPENBSD = 14;
    public static final int PPP_HDLC = 50;
    public static final int PPPOE = 51;
    public static final int RAW = 101;
    public static final int CISCO_HDLC = 104;
    public static final int LOOP = 108;
    /** OpenBSD's and FreeBSD's view of an IPsec tunnel's inside. */
    public static final int ENC = 109;

    public static final int LINUX_SLL = 113;
    public static final int PFLOG = 117;
    /** DLT_USER2, under which Darwin once wrote PKTAP. */
    public static final int PKTAP_DARWIN = 149;

    public static final int JUNIPER_ETHERNET = 178;
    public static final int IPV4 = 228;
    public static final int IPV6 = 229;
    public static final int NFLOG = 239;
    public static final int PKTAP = 258;
    public static final int LINUX_SLL2 = 276;
    public static final int DSA_BROADCOM = 281;
    public static final int DSA_BROADCOM_PREPENDED = 282;
    public static final int DSA_MARVELL = 284;
    public static final int DSA_MARVELL_ETHERTYPE = 285;

    private LinkType() {}

    /**
     * The interface index that a frame itself names (SLL2, captures on "any"), or 0 where the link layer has none. A
     * router's "any" capture holds both of its sides; this tells them apart.
     */
    public static int interfaceIndex(byte[] bytes, int offset, int capturedLength, int linkType) {
        return linkType == LINUX_SLL2 && capturedLength >= Sll2Header.LENGTH
                ? Bytes.s32(bytes, offset + Sll2Header.INTERFACE_INDEX)
                : 0;
    }
}
