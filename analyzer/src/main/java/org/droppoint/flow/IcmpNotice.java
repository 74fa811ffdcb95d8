package org.droppoint.flow;

import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Endpoint;
import org.droppoint.base.FlowKey;
import org.droppoint.base.FrameRef;
import org.droppoint.base.IpAddress;
import org.droppoint.capture.Frame;
import org.droppoint.wire.Packet;

/**
 * An ICMP or ICMPv6 error (RFC 792, RFC 4443) about a TCP segment; {@code from} tells which of the two by its version.
 *
 * @param mtu the next hop's MTU of a "too big" message in bytes, 0 where it names none, -1 for other messages
 * @param from who sent the message
 * @param quotedSource sender of the segment complained of
 * @param quotedDestination its receiver
 * @param quotedSequence its raw sequence number
 */
public record IcmpNotice(
        long epochNanos,
        FrameRef frame,
        int type,
        int code,
        int mtu,
        IpAddress from,
        Endpoint quotedSource,
        Endpoint quotedDestination,
        long quotedSequence) {
    /** @param packet an ICMP error about a segment */
    static IcmpNotice of(Frame frame, Packet packet, int file) {
        int version = packet.quotedIpVersion;
        return new IcmpNotice(
                frame.epochNanos,
                new FrameRef(file, frame.number, frame.filePosition),
                packet.icmpType,
                packet.icmpCode,
                packet.icmpMtu,
                packet.source(),
                new Endpoint(
                        new IpAddress(version, packet.quotedSourceHigh, packet.quotedSourceLow),
                        packet.quotedSourcePort),
                new Endpoint(
                        new IpAddress(version, packet.quotedDestinationHigh, packet.quotedDestinationLow),
                        packet.quotedDestinationPort),
                packet.quotedSequence & 0xFFFF_FFFFL);
    }

    /** Which way the segment complained of was heading in this connection; empty where it is none of it. */
    public Optional<Direction> directionIn(FlowKey key) {
        if (quotedSource.equals(key.client()) && quotedDestination.equals(key.server())) {
            return Optional.of(Direction.CLIENT_TO_SERVER);
        }
        boolean fromServer = quotedSource.equals(key.server()) && quotedDestination.equals(key.client());
        return fromServer ? Optional.of(Direction.SERVER_TO_CLIENT) : Optional.empty();
    }

    /** Whether a router or host found the segment too big for the next link (path MTU discovery, RFC 1191, 8201). */
    public boolean isTooBig() {
        return mtu >= 0;
    }
}
