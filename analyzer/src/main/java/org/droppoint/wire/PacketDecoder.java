package org.droppoint.wire;

import org.droppoint.wire.DecodeStop.Cause;

/**
 * Decodes frames from the link layer to TCP or an ICMP error, through the tunnels that mirrors and overlays wrap around
 * them. Total: every input ends in a packet, with a {@link DecodeStop} where it could not be read to its end. One
 * thread per decoder.
 */
public final class PacketDecoder {
    /** More headers than any sane frame has, and a bound for hostile nesting. */
    static final int MAX_LAYERS = 32;
    /** Far more than the largest super-packet that offload makes; bounds lengths that a capture file claims. */
    static final int MAX_WIRE_BYTES = 1 << 26;

    private final Cursor cursor = new Cursor();
    private final LinkLayers links = new LinkLayers();
    private final TunnelLayers tunnels = new TunnelLayers();
    private final IpLayers ip = new IpLayers();
    private final TransportLayers transport = new TransportLayers();

    /**
     * Decodes one frame.
     *
     * @param offset first byte of the frame in {@code bytes}
     * @param capturedLength bytes that the capture holds
     * @param wireLength bytes that the frame had
     * @param linkType a value of {@link LinkType}
     * @param into receives the result, borrowing {@code bytes}
     */
    public void decode(byte[] bytes, int offset, int capturedLength, int wireLength, int linkType, Packet into) {
        into.clear(bytes);
        int start = Math.max(0, Math.min(offset, bytes.length));
        int captured = Math.max(0, Math.min(capturedLength, bytes.length - start));
        int wire = Math.max(captured, Math.min(wireLength, MAX_WIRE_BYTES));
        int wireLimit = (int) Math.min(Integer.MAX_VALUE, (long) start + wire);
        cursor.begin(into, bytes, start, start + captured, wireLimit);
        int next = Cursor.LINK | linkType & 0xFFFF;
        for (int layers = 0; next != Cursor.DONE; layers++) {
            if (layers == MAX_LAYERS) {
                cursor.stop(Layer.LINK, Cause.TOO_DEEP, 0);
                return;
            }
            next = step(next);
        }
    }

    private int step(int next) {
        if (next >= Cursor.PROTOCOL) {
            return protocol(next & 0xFF);
        }
        if (next >= Cursor.LINK) {
            return links.link(next & 0xFFFF, cursor);
        }
        return switch (next) {
            case EtherType.IPV4 -> ip.v4(cursor);
            case EtherType.IPV6 -> ip.v6(cursor);
            default -> links.etherType(next, cursor);
        };
    }

    private int protocol(int protocol) {
        return switch (protocol) {
            case IpProtocol.TCP -> transport.tcp(cursor);
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> transport.icmp(protocol == IpProtocol.ICMPV6, cursor);
            case IpProtocol.AUTHENTICATION -> ip.authentication(cursor);
            default -> tunnels.protocol(protocol, cursor);
        };
    }
}
