package org.droppoint.wire;

import org.droppoint.wire.Packet.Content;

/** IPv4 and IPv6 with their options, extension headers and fragments. */
final class IpLayers {
    private final Ipv4Header v4 = new Ipv4Header();
    private final Ipv6Header v6 = new Ipv6Header();
    private final Ipv6Extension extension = new Ipv6Extension();

    int v4(Cursor cursor) {
        if (!v4.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.IPV4, v4);
        }
        int total = v4.totalLength();
        if (v4.version() != 4 || v4.length() < Ipv4Header.FIXED || total != 0 && total < v4.length()) {
            return cursor.malformed(Layer.IPV4);
        }
        Packet packet = cursor.packet;
        packet.ipVersion = 4;
        packet.ipOffset = cursor.at;
        packet.sourceHigh = 0;
        packet.sourceLow = v4.source() & 0xFFFF_FFFFL;
        packet.destinationHigh = 0;
        packet.destinationLow = v4.destination() & 0xFFFF_FFFFL;
        packet.ttl = v4.ttl();
        packet.ipId = v4.identification();
        packet.dontFragment = v4.dontFragment();
        packet.ecn = v4.ecn();
        if (total != 0) {
            cursor.endsAfter(total);
        }
        int header = cursor.at;
        cursor.at += v4.length();
        if (v4.moreFragments() || v4.fragmentOffset() != 0) {
            packet.fragmentHeader = header;
            packet.fragmentHeaderLength = v4.length();
            packet.fragmentId = v4.identification();
            packet.fragmentOffset = v4.fragmentOffset();
            packet.moreFragments = v4.moreFragments();
            return fragment(v4.protocol(), Layer.IPV4, cursor);
        }
        return Cursor.PROTOCOL | v4.protocol();
    }

    int v6(Cursor cursor) {
        if (!v6.wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.IPV6, v6);
        }
        if (v6.version() != 6) {
            return cursor.malformed(Layer.IPV6);
        }
        Packet packet = cursor.packet;
        packet.ipVersion = 6;
        packet.ipOffset = cursor.at;
        packet.sourceHigh = v6.s64(Ipv6Header.SOURCE);
        packet.sourceLow = v6.s64(Ipv6Header.SOURCE + 8);
        packet.destinationHigh = v6.s64(Ipv6Header.DESTINATION);
        packet.destinationLow = v6.s64(Ipv6Header.DESTINATION + 8);
        packet.ttl = v6.hopLimit();
        packet.ipId = 0;
        packet.dontFragment = true;
        packet.ecn = v6.ecn();
        int header = cursor.at;
        cursor.at += Ipv6Header.LENGTH;
        if (v6.payloadLength() != 0) {
            cursor.endsAfter(v6.payloadLength());
        }
        return extensions(header, cursor);
    }

    private int extensions(int header, Cursor cursor) {
        int next = v6.nextHeader();
        int nextHeaderField = header + Ipv6Header.NEXT_HEADER;
        for (int i = 0; Ipv6Extension.isExtension(next); i++) {
            if (i == PacketDecoder.MAX_LAYERS) {
                return cursor.stop(Layer.IPV6_EXTENSION, DecodeStop.Cause.TOO_DEEP, 0);
            }
            if (!extension.ofType(next).wrap(cursor.bytes, cursor.at, cursor.limit)) {
                return cursor.cut(Layer.IPV6_EXTENSION, extension);
            }
            boolean fragmented =
                    next == IpProtocol.FRAGMENT && (extension.moreFragments() || extension.fragmentOffset() != 0);
            next = extension.nextHeader();
            if (fragmented) {
                return v6Fragment(header, nextHeaderField, next, cursor);
            }
            nextHeaderField = cursor.at;
            cursor.at += extension.length();
        }
        return Cursor.PROTOCOL | next;
    }

    private int v6Fragment(int header, int nextHeaderField, int protocol, Cursor cursor) {
        Packet packet = cursor.packet;
        packet.fragmentHeader = header;
        packet.fragmentHeaderLength = cursor.at - header;
        packet.fragmentNextHeader = nextHeaderField;
        packet.fragmentId = extension.identification();
        packet.fragmentOffset = extension.fragmentOffset();
        packet.moreFragments = extension.moreFragments();
        packet.dontFragment = false;
        cursor.at += Ipv6Extension.FRAGMENT_LENGTH;
        return fragment(protocol, Layer.IPV6_EXTENSION, cursor);
    }

    private static int fragment(int protocol, Layer layer, Cursor cursor) {
        Packet packet = cursor.packet;
        int length = cursor.wireLimit - cursor.at;
        boolean extensionsFollow = packet.ipVersion == 6 && Ipv6Extension.isExtension(protocol);
        if (!IpProtocol.mayCarryTcp(protocol) && !extensionsFollow) {
            return cursor.unknown(layer);
        }
        if (length <= 0 || packet.fragmentOffset + length > FragmentReassembler.MAX_DATAGRAM_BYTES) {
            return cursor.malformed(layer);
        }
        packet.content = Content.FRAGMENT;
        packet.fragmentProtocol = protocol;
        packet.fragmentData = cursor.at;
        packet.fragmentDataLength = length;
        packet.fragmentDataCaptured = Math.max(0, cursor.limit - cursor.at);
        boolean ports = packet.fragmentOffset == 0 && protocol == IpProtocol.TCP;
        return ports ? Cursor.PROTOCOL | protocol : Cursor.DONE;
    }

    int authentication(Cursor cursor) {
        if (!extension.ofType(IpProtocol.AUTHENTICATION).wrap(cursor.bytes, cursor.at, cursor.limit)) {
            return cursor.cut(Layer.AUTHENTICATION, extension);
        }
        cursor.at += extension.length();
        return Cursor.PROTOCOL | extension.nextHeader();
    }
}
