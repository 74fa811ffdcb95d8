package org.droppoint.capture;

/** The few link types (tcpdump.org/linktypes) that other formats are mapped to. */
final class LinkTypes {
    static final int ETHERNET = 1;
    static final int TOKEN_RING = 6;
    static final int FDDI = 10;
    /** An IPv4 or IPv6 header comes first. */
    static final int RAW_IP = 101;

    private static final int ETHER_TYPE = 12;
    private static final int ETHERNET_HEADER_BYTES = 14;

    private static final int IPV6_HEADER_BYTES = 40;

    private LinkTypes() {}

    static boolean isEtherType(int type) {
        return switch (type) {
            case 0x0800, 0x86dd, 0x0806, 0x8100, 0x88a8, 0x9100, 0x8847, 0x8848, 0x8863, 0x8864 -> true;
            default -> false;
        };
    }

    /**
     * Texts print a packet from its Ethernet header or from its IP header on, and do not say which: IP where its version
     * and length fit and no well-known ethertype stands where Ethernet has it.
     */
    static int guess(byte[] bytes, int at, int length) {
        if (length >= ETHERNET_HEADER_BYTES && isEtherType(Bytes.uint16(bytes, at + ETHER_TYPE, true))) {
            return ETHERNET;
        }
        int version = length == 0 ? 0 : Bytes.uint8(bytes, at) >>> 4;
        boolean ipv4 = version == 4 && length >= 20 && Bytes.uint16(bytes, at + 2, true) >= 20;
        boolean ipv6 = version == 6 && length >= 40;
        return ipv4 || ipv6 ? RAW_IP : ETHERNET;
    }

    /** What the IP header says a frame had on the wire, where that is more than what is there. */
    static int lengthOnWire(byte[] frame, int length, int linkType) {
        int at = linkType == RAW_IP ? 0 : ETHERNET_HEADER_BYTES;
        if (linkType == ETHERNET && length >= at && !isIp(Bytes.uint16(frame, ETHER_TYPE, true)) || length < at + 20) {
            return length;
        }
        int version = Bytes.uint8(frame, at) >>> 4;
        int packet = version == 4
                ? Bytes.uint16(frame, at + 2, true)
                : version == 6 ? Bytes.uint16(frame, at + 4, true) + IPV6_HEADER_BYTES : 0;
        return Math.max(length, at + packet);
    }

    private static boolean isIp(int etherType) {
        return etherType == 0x0800 || etherType == 0x86dd;
    }
}
