package org.droppoint.wire;

/** IP protocols and UDP ports behind which another frame or datagram lies. */
final class TunnelLayers {
    private static final int VXLAN_IPV4 = 1;
    private static final int VXLAN_IPV6 = 2;

    private final GreHeader gre = new GreHeader();
    private final UdpHeader udp = new UdpHeader();
    private final VxlanHeader vxlan = new VxlanHeader();
    private final GeneveHeader geneve = new GeneveHeader();
    private final TzspHeader tzsp = new TzspHeader();

    int protocol(int protocol, Cursor cursor) {
        return switch (protocol) {
            case IpProtocol.IPV4 -> entering(EtherType.IPV4, cursor);
            case IpProtocol.IPV6 -> entering(EtherType.IPV6, cursor);
            case IpProtocol.MPLS -> entering(EtherType.MPLS, cursor);
            case IpProtocol.GRE -> gre(cursor);
            case IpProtocol.UDP -> udp(cursor);
            default -> cursor.unknown(cursor.packet.ipVersion == 6 ? Layer.IPV6 : Layer.IPV4);
        };
    }

    private static int entering(int type, Cursor cursor) {
        cursor.packet.tunnels++;
        return type;
    }

    private int gre(Cursor cursor) {
        if (!gre.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.GRE, gre);
        }
        if (gre.isSourceRouted() || gre.version() > 1) {
            return cursor.unknown(Layer.GRE);
        }
        cursor.at += gre.length();
        int protocol = gre.protocol();
        if (protocol == EtherType.ERSPAN_1_2 && !gre.hasSequence()) {
            return entering(EtherType.TRANSPARENT_ETHERNET, cursor);
        }
        return protocol > EtherType.LAST_LENGTH ? entering(protocol, cursor) : cursor.unknown(Layer.GRE);
    }

    private int udp(Cursor cursor) {
        if (!udp.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.UDP, udp);
        }
        int port = udp.destination();
        if (!UdpHeader.isTunnel(port)) {
            return cursor.unknown(Layer.UDP);
        }
        cursor.at += UdpHeader.LENGTH;
        return switch (port) {
            case UdpHeader.GENEVE -> geneve(cursor);
            case UdpHeader.TZSP -> tzsp(cursor);
            case UdpHeader.MPLS -> entering(EtherType.MPLS, cursor);
            default -> vxlan(port == UdpHeader.VXLAN_GPE, cursor);
        };
    }

    private int vxlan(boolean generic, Cursor cursor) {
        if (!vxlan.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.VXLAN, vxlan);
        }
        cursor.at += vxlan.fixedLength();
        int next = generic ? vxlan.nextProtocol() : 0;
        return switch (next) {
            case VXLAN_IPV4 -> entering(EtherType.IPV4, cursor);
            case VXLAN_IPV6 -> entering(EtherType.IPV6, cursor);
            default -> entering(EtherType.TRANSPARENT_ETHERNET, cursor);
        };
    }

    private int geneve(Cursor cursor) {
        if (!geneve.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.GENEVE, geneve);
        }
        cursor.at += geneve.length();
        int protocol = geneve.protocol();
        return protocol > EtherType.LAST_LENGTH ? entering(protocol, cursor) : cursor.unknown(Layer.GENEVE);
    }

    private int tzsp(Cursor cursor) {
        if (!tzsp.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.TZSP, tzsp);
        }
        int payload = tzsp.payloadAt(cursor.limit);
        if (payload < 0 || !tzsp.carriesEthernet()) {
            return payload < 0 ? cursor.malformed(Layer.TZSP) : cursor.unknown(Layer.TZSP);
        }
        cursor.at = payload;
        return entering(EtherType.TRANSPARENT_ETHERNET, cursor);
    }
}
