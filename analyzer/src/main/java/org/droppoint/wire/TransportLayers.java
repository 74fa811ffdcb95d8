package org.droppoint.wire;

import org.droppoint.wire.Packet.Content;

/** TCP, and ICMP errors with the TCP segment that they quote. */
final class TransportLayers {
    private static final int QUOTED_PORTS_BYTES = 4;

    private final TcpHeader tcp = new TcpHeader();
    private final IcmpHeader icmp = new IcmpHeader();
    private final Ipv4Header v4 = new Ipv4Header();
    private final Ipv6Header v6 = new Ipv6Header();
    private final Ipv6Extension extension = new Ipv6Extension();

    int tcp(Cursor cursor) {
        if (!tcp.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.TCP, tcp);
        }
        Packet packet = cursor.packet;
        packet.clearTcp();
        packet.transportOffset = cursor.at;
        packet.tcpOffset = cursor.at;
        packet.sourcePort = tcp.sourcePort();
        packet.destinationPort = tcp.destinationPort();
        packet.sequence = tcp.sequence();
        packet.acknowledgement = tcp.acknowledgement();
        packet.tcpFlags = tcp.flags();
        packet.window = tcp.window();
        int headerLength = tcp.headerLength();
        if (headerLength < TcpHeader.FIXED || headerLength > cursor.wireLimit - cursor.at) {
            return cursor.malformed(Layer.TCP);
        }
        int optionsEnd = Math.min(cursor.at + headerLength, cursor.limit);
        if (headerLength > TcpHeader.FIXED) {
            packet.optionsCut = optionsEnd < cursor.at + headerLength;
            TcpOptions.read(cursor.bytes, cursor.at + TcpHeader.FIXED, optionsEnd, packet);
        }
        packet.payloadOffset = optionsEnd;
        packet.payloadLength = cursor.wireLimit - cursor.at - headerLength;
        packet.payloadCaptured = cursor.limit - optionsEnd;
        if (packet.content != Content.FRAGMENT) {
            packet.content = Content.TCP;
        }
        return Cursor.DONE;
    }

    int icmp(boolean isV6, Cursor cursor) {
        Layer layer = Layer.ICMP;
        if (!icmp.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(layer, icmp);
        }
        if (!icmp.isError(isV6)) {
            return cursor.unknown(layer);
        }
        Packet packet = cursor.packet;
        packet.transportOffset = cursor.at;
        packet.icmpType = icmp.type();
        packet.icmpCode = icmp.code();
        packet.icmpMtu = icmp.mtu(isV6);
        cursor.at += IcmpHeader.LENGTH;
        return isV6 ? quotedV6(cursor) : quotedV4(cursor);
    }

    private int quotedV4(Cursor cursor) {
        if (!v4.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.IPV4, v4);
        }
        if (v4.version() != 4 || v4.length() < Ipv4Header.FIXED) {
            return cursor.malformed(Layer.IPV4);
        }
        if (v4.protocol() != IpProtocol.TCP || v4.fragmentOffset() != 0) {
            return cursor.unknown(Layer.IPV4);
        }
        Packet packet = cursor.packet;
        packet.quotedIpVersion = 4;
        packet.quotedSourceHigh = 0;
        packet.quotedSourceLow = v4.source() & 0xFFFF_FFFFL;
        packet.quotedDestinationHigh = 0;
        packet.quotedDestinationLow = v4.destination() & 0xFFFF_FFFFL;
        cursor.at += v4.length();
        return quotedTcp(cursor);
    }

    private int quotedV6(Cursor cursor) {
        if (!v6.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.IPV6, v6);
        }
        Packet packet = cursor.packet;
        packet.quotedIpVersion = 6;
        packet.quotedSourceHigh = v6.s64(Ipv6Header.SOURCE);
        packet.quotedSourceLow = v6.s64(Ipv6Header.SOURCE + 8);
        packet.quotedDestinationHigh = v6.s64(Ipv6Header.DESTINATION);
        packet.quotedDestinationLow = v6.s64(Ipv6Header.DESTINATION + 8);
        int next = v6.nextHeader();
        cursor.at += Ipv6Header.LENGTH;
        for (int i = 0; i < PacketDecoder.MAX_LAYERS && Ipv6Extension.isExtension(next); i++) {
            if (!extension.ofType(next).wrap(cursor.bytes, cursor.at, cursor.limit)) {
                return cursor.cut(Layer.IPV6_EXTENSION, extension);
            }
            if (next == IpProtocol.FRAGMENT && extension.fragmentOffset() != 0) {
                return cursor.unknown(Layer.IPV6_EXTENSION);
            }
            next = extension.nextHeader();
            cursor.at += extension.length();
        }
        return next == IpProtocol.TCP ? quotedTcp(cursor) : cursor.unknown(Layer.IPV6);
    }

    /**
     * RFC 792 asks for eight bytes of the quoted payload: ports and sequence number. A snap length of TCP's headers may
     * leave the ports alone, which tell whose segment it was; the sequence number then counts as 0.
     */
    private static int quotedTcp(Cursor cursor) {
        if (cursor.limit - cursor.at < QUOTED_PORTS_BYTES) {
            return cursor.stop(Layer.TCP, DecodeStop.Cause.CUT, QUOTED_PORTS_BYTES);
        }
        Packet packet = cursor.packet;
        packet.quotedTransportOffset = cursor.at;
        packet.quotedSourcePort = Bytes.u16(cursor.bytes, cursor.at + TcpHeader.SOURCE_PORT);
        packet.quotedDestinationPort = Bytes.u16(cursor.bytes, cursor.at + TcpHeader.DESTINATION_PORT);
        boolean numbered = cursor.limit - cursor.at >= TcpHeader.SEQUENCE + Integer.BYTES;
        packet.quotedSequence = numbered ? Bytes.s32(cursor.bytes, cursor.at + TcpHeader.SEQUENCE) : 0;
        packet.content = Content.ICMP_ERROR;
        return Cursor.DONE;
    }
}
