package org.droppoint.redact;

import java.util.Arrays;
import org.droppoint.base.IpAddress;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.Packet;

/**
 * Makes a frame anew of what was understood of an old one, so that nothing else gets through: Ethernet with pseudonyms
 * of its addresses, the innermost IP header without options, the TCP header with the options that everybody sends, and
 * the payload that is given; or an ICMP error and the headers that it quotes. Tunnels, tags, trailers and paddings fall
 * away. Sequence numbers, flags, windows, TTL and identification stay; checksums are right where they were right. One
 * thread.
 */
public final class FrameRedactor {
    private static final int ETHERNET = 14;
    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_IPV6 = 0x86DD;
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int TCP = 20;
    private static final int TCP_DATA_OFFSET = 12;
    private static final int TCP_CHECKSUM = 16;
    private static final int ICMP = 8;
    private static final int ICMP_CHECKSUM = 2;
    private static final int PROTOCOL_TCP = 6;
    private static final int PROTOCOL_ICMP = 1;
    private static final int PROTOCOL_ICMPV6 = 58;
    private static final int MAX_LENGTH_FIELD = 0xFFFF;
    private static final int NO_OPERATION = 1;
    /** End, nothing, MSS, window scale, SACK permitted, SACK, time stamps. */
    private static final int LAST_SACK_OPTION = 5;

    private static final int TIMESTAMPS = 8;

    private final Redaction redaction;
    private byte[] out = new byte[256];

    public FrameRedactor(Redaction redaction) {
        this.redaction = redaction;
    }

    /** A frame made anew; the array is the caller's. */
    public static final class Made {
        private final byte[] bytes;
        private final int wireLength;

        Made(byte[] bytes, int wireLength) {
            this.bytes = bytes;
            this.wireLength = wireLength;
        }

        public byte[] bytes() {
            return bytes;
        }

        public int wireLength() {
            return wireLength;
        }
    }

    /** Redacts the payload of a segment in place. */
    public interface Payload {
        void redact(byte[] bytes, int at, int length);
    }

    /**
     * Makes a TCP segment anew.
     *
     * @param frame the array that holds the old frame's link header, from {@code offset} on
     */
    public Made segment(byte[] frame, int offset, int captured, int linkType, Packet packet, Payload payload) {
        byte[] from = packet.bytes;
        int header = packet.payloadOffset - packet.transportOffset;
        int declared = Math.max(TCP, (from[packet.transportOffset + TCP_DATA_OFFSET] >> 4 & 0xF) * 4);
        int data = Math.min(packet.payloadCaptured, packet.payloadLength);
        int at = begin(frame, offset, captured, linkType, packet.ipVersion, header + data);
        int ip = ETHERNET;
        System.arraycopy(from, packet.transportOffset, out, at, header);
        options(at + TCP, at + header);
        System.arraycopy(from, packet.payloadOffset, out, at + header, data);
        payload.redact(out, at + header, data);
        boolean whole = header == declared && data == packet.payloadLength;
        ipHeader(packet, ip, PROTOCOL_TCP, declared + packet.payloadLength);
        checksum(packet, at, header + data, TCP_CHECKSUM, PROTOCOL_TCP, whole);
        int end = at + header + data;
        return new Made(Arrays.copyOf(out, end), at + declared + packet.payloadLength);
    }

    /** Makes an ICMP error anew; of the segment that it quotes, 20 bytes of header at most. */
    public Made icmpError(byte[] frame, int offset, int captured, int linkType, Packet packet, int available) {
        byte[] from = packet.bytes;
        boolean v6 = packet.ipVersion == 6;
        int quotedIp = packet.quotedIpVersion == 6 ? IPV6 : IPV4;
        int quotedTcp = Math.max(0, Math.min(TCP, available - packet.quotedTransportOffset));
        int length = ICMP + quotedIp + quotedTcp;
        int at = begin(frame, offset, captured, linkType, packet.ipVersion, length);
        Arrays.fill(out, at, at + length, (byte) 0);
        out[at] = from[packet.transportOffset];
        out[at + 1] = from[packet.transportOffset + 1];
        if (packet.icmpMtu > 0) {
            System.arraycopy(from, packet.transportOffset + ICMP - 4, out, at + ICMP - 4, 4);
        }
        int quoted = at + ICMP;
        int old = packet.transportOffset + ICMP;
        System.arraycopy(from, old, out, quoted, quotedIp);
        if (packet.quotedIpVersion == 4) {
            out[quoted] = 0x45;
        } else {
            out[quoted + 6] = PROTOCOL_TCP;
        }
        addresses(
                packet.quotedIpVersion,
                quoted,
                new IpAddress(packet.quotedIpVersion, packet.quotedSourceHigh, packet.quotedSourceLow),
                new IpAddress(packet.quotedIpVersion, packet.quotedDestinationHigh, packet.quotedDestinationLow));
        if (packet.quotedIpVersion == 4) {
            put16(quoted + 10, 0);
            put16(quoted + 10, Checksums.of(out, quoted, IPV4));
        }
        System.arraycopy(from, packet.quotedTransportOffset, out, quoted + quotedIp, quotedTcp);
        if (quotedTcp > TCP_CHECKSUM + 1) {
            put16(quoted + quotedIp + TCP_CHECKSUM, 0);
        }
        int protocol = v6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP;
        ipHeader(packet, ETHERNET, protocol, length);
        put16(at + ICMP_CHECKSUM, 0);
        put16(
                at + ICMP_CHECKSUM,
                v6 ? Checksums.ofTransport(out, ETHERNET, at, length, 6, protocol) : Checksums.of(out, at, length));
        return new Made(Arrays.copyOf(out, at + length), at + length);
    }

    /** Writes the Ethernet header; returns where the transport header goes. */
    private int begin(byte[] frame, int offset, int captured, int linkType, int version, int behind) {
        int at = ETHERNET + (version == 6 ? IPV6 : IPV4);
        if (out.length < at + behind) {
            out = new byte[2 * (at + behind)];
        }
        Arrays.fill(out, 0, at, (byte) 0);
        if (linkType == LinkType.ETHERNET && captured >= ETHERNET) {
            System.arraycopy(frame, offset, out, 0, 2 * MacAddresses.BYTES);
            redaction.macs.replace(out, 0);
            redaction.macs.replace(out, MacAddresses.BYTES);
        }
        put16(2 * MacAddresses.BYTES, version == 6 ? TYPE_IPV6 : TYPE_IPV4);
        return at;
    }

    private void ipHeader(Packet packet, int ip, int protocol, int length) {
        byte[] from = packet.bytes;
        int old = packet.ipOffset;
        if (packet.ipVersion == 6) {
            System.arraycopy(from, old, out, ip, 4);
            boolean none = from[old + 4] == 0 && from[old + 5] == 0;
            put16(ip + 4, none || length > MAX_LENGTH_FIELD ? 0 : length);
            out[ip + 6] = (byte) protocol;
            out[ip + 7] = from[old + 7];
            addresses(6, ip, packet.source(), packet.destination());
            return;
        }
        System.arraycopy(from, old, out, ip, IPV4);
        boolean none = from[old + 2] == 0 && from[old + 3] == 0;
        boolean sound = Checksums.of(from, old, (from[old] & 0xF) * 4) == 0;
        int checksum = u16(from, old + 10);
        out[ip] = 0x45;
        put16(ip + 2, none || IPV4 + length > MAX_LENGTH_FIELD ? 0 : IPV4 + length);
        addresses(4, ip, packet.source(), packet.destination());
        put16(ip + 10, 0);
        int right = Checksums.of(out, ip, IPV4);
        put16(ip + 10, sound ? right : checksum == 0 ? 0 : wrong(right, checksum));
    }

    private void addresses(int version, int ip, IpAddress source, IpAddress destination) {
        byte[] from = redaction.pseudonym(source).toBytes();
        byte[] to = redaction.pseudonym(destination).toBytes();
        int at = ip + (version == 6 ? 8 : 12);
        System.arraycopy(from, 0, out, at, from.length);
        System.arraycopy(to, 0, out, at + from.length, to.length);
    }

    /** Unknown options become as many that say nothing. */
    private void options(int from, int to) {
        int at = from;
        while (at < to) {
            int kind = out[at] & 0xFF;
            if (kind == 0) {
                Arrays.fill(out, at, to, (byte) 0);
                return;
            }
            int length = kind == NO_OPERATION ? 1 : at + 1 < to ? out[at + 1] & 0xFF : 0;
            boolean fits = kind == NO_OPERATION || length >= 2 && length <= to - at;
            boolean known = kind <= LAST_SACK_OPTION || kind == TIMESTAMPS;
            if (!fits || !known) {
                Arrays.fill(out, at, fits ? at + length : to, (byte) NO_OPERATION);
            }
            at = fits ? at + length : to;
        }
    }

    /** Right where it was right, wrong where it was wrong; none where the capture cut off what it covers. */
    private void checksum(Packet packet, int at, int length, int field, int protocol, boolean whole) {
        int written = u16(out, at + field);
        put16(at + field, 0);
        if (!whole) {
            return;
        }
        int right = Checksums.ofTransport(out, ETHERNET, at, length, packet.ipVersion, protocol);
        int sum = Checksums.ofTransport(
                packet.bytes, packet.ipOffset, packet.transportOffset, length, packet.ipVersion, protocol);
        put16(at + field, sum == 0 ? right : wrong(right, written));
    }

    private static int wrong(int right, int written) {
        return right == written ? written ^ 1 : written;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    private void put16(int at, int value) {
        out[at] = (byte) (value >> 8);
        out[at + 1] = (byte) value;
    }
}
