package org.droppoint.wire;

/**
 * Says in a few byte reads whether a frame can be of interest: TCP on a wanted port, a later fragment of TCP, an ICMP
 * error, or a tunnel that may hold one of these. Errs only towards "yes"; allocates nothing. Ethernet with IP is looked
 * into; other link layers are left to the decoder, which allocates nothing either.
 */
public final class PortGlance {
    private static final int MAX_TAGS = 4;
    private static final int ICMP_ERRORS_V6 = 4;

    private final PortSet ports;
    private final boolean all;

    public PortGlance(PortSet ports) {
        this.ports = ports;
        this.all = ports.isAll();
    }

    /** Whether the frame is worth decoding. */
    public boolean accepts(byte[] bytes, int offset, int capturedLength, int linkType) {
        if (linkType != LinkType.ETHERNET) {
            return true;
        }
        int limit = offset + Math.min(capturedLength, bytes.length - offset);
        int at = offset + EthernetHeader.LENGTH;
        if (limit < at) {
            return false;
        }
        int type = Bytes.u16(bytes, at - 2);
        for (int tags = 0; tags < MAX_TAGS && EtherType.isVlan(type) && limit - at >= VlanTag.LENGTH; tags++) {
            at += VlanTag.LENGTH;
            type = Bytes.u16(bytes, at - 2);
        }
        return switch (type) {
            case EtherType.IPV4 -> v4(bytes, at, limit);
            case EtherType.IPV6 -> v6(bytes, at, limit);
            default -> leadsToIp(type);
        };
    }

    private static boolean leadsToIp(int type) {
        return switch (type) {
            case EtherType.MPLS,
                    EtherType.MPLS_MULTICAST,
                    EtherType.PPPOE_SESSION,
                    EtherType.PROVIDER_BACKBONE,
                    EtherType.FABRIC_PATH,
                    EtherType.PPP,
                    EtherType.ERSPAN_1_2,
                    EtherType.ERSPAN_3,
                    EtherType.CISCO_METADATA,
                    EtherType.VN_TAG,
                    EtherType.TRANSPARENT_ETHERNET -> true;
            default -> type <= EtherType.LAST_LENGTH || EtherType.isVlan(type);
        };
    }

    private boolean v4(byte[] bytes, int at, int limit) {
        if (limit - at < Ipv4Header.FIXED) {
            return false;
        }
        int payload = at + (bytes[at] & 0xF) * 4;
        int fragment = Bytes.u16(bytes, at + Ipv4Header.FRAGMENT);
        boolean later = (fragment & Ipv4Header.FRAGMENT_OFFSET_MASK) != 0;
        return payload(bytes[at + Ipv4Header.PROTOCOL] & 0xFF, bytes, payload, limit, later);
    }

    private boolean v6(byte[] bytes, int at, int limit) {
        if (limit - at < Ipv6Header.LENGTH) {
            return false;
        }
        int next = Bytes.u8(bytes, at + Ipv6Header.NEXT_HEADER);
        return Ipv6Extension.isExtension(next) || payload(next, bytes, at + Ipv6Header.LENGTH, limit, false);
    }

    private boolean payload(int protocol, byte[] bytes, int at, int limit, boolean laterFragment) {
        switch (protocol) {
            case IpProtocol.TCP:
                return laterFragment
                        || limit - at >= 4
                                && (all
                                        || ports.contains(Bytes.u16(bytes, at))
                                        || ports.contains(Bytes.u16(bytes, at + TcpHeader.DESTINATION_PORT)));
            case IpProtocol.UDP:
                return !laterFragment
                        && limit - at >= 4
                        && UdpHeader.isTunnel(Bytes.u16(bytes, at + UdpHeader.DESTINATION));
            case IpProtocol.ICMP:
                return !laterFragment && limit > at && IcmpHeader.isV4Error(Bytes.u8(bytes, at));
            case IpProtocol.ICMPV6:
                int type = limit > at ? Bytes.u8(bytes, at) : 0;
                return type >= 1 && type <= ICMP_ERRORS_V6;
            default:
                return IpProtocol.mayCarryTcp(protocol) || protocol == IpProtocol.AUTHENTICATION;
        }
    }

    /** Whether a decoded packet, or the segment that it quotes, is on a wanted port; true for fragments. */
    public boolean wants(Packet packet) {
        return switch (packet.content) {
            case TCP -> all || ports.contains(packet.sourcePort) || ports.contains(packet.destinationPort);
            case ICMP_ERROR ->
                all || ports.contains(packet.quotedSourcePort) || ports.contains(packet.quotedDestinationPort);
            case FRAGMENT -> true;
            case OTHER -> false;
        };
    }
}
