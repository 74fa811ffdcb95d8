package org.droppoint.wire;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Puts fragments of IPv4 and IPv6 datagrams together, within bounds: so many datagrams, so many bytes, so long. A
 * completed datagram comes back as raw IP with its fragmentation undone, to be decoded like any frame. Where copies of
 * a byte differ, the first copy counts (RFC 5722 forbids overlaps for IPv6, and hosts drop such datagrams).
 */
public final class FragmentReassembler {
    /** The greatest IP payload (RFC 791, RFC 8200 section 4.5). */
    static final int MAX_DATAGRAM_BYTES = 65_535;
    /** Datagrams under way at once; the eldest goes. */
    static final int MAX_DATAGRAMS = 256;
    /** RFC 8200 section 4.5: 60 s after the first fragment a host gives up. */
    static final long LIFETIME_NANOS = 60_000_000_000L;
    /** IPv4 header with options, or IPv6 header with extension headers before the fragment header. */
    static final int MAX_HEADER_BYTES = 1024;

    private record Key(IpAddress source, IpAddress destination, int protocol, int id) {}

    private static final class Datagram {
        final long sinceNanos;
        byte[] header = new byte[0];
        int nextHeaderField;
        int protocol;
        byte[] payload = new byte[2048];
        final Coverage claimed = new Coverage();
        final Coverage captured = new Coverage();
        int totalLength = -1;

        Datagram(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    /**
     * A datagram put together.
     *
     * @param bytes raw IP; the header, then as much of the payload as was captured without a gap
     * @param wireLength bytes that the datagram had
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Reassembled(byte[] bytes, int wireLength) {}

    private final Map<Key, Datagram> underWay = new LinkedHashMap<>();
    private long incomplete;

    /** Datagrams given up so far because fragments did not come. */
    public long incomplete() {
        return incomplete + underWay.size();
    }

    /** Takes a packet whose content is a fragment; returns the datagram where this fragment completed it. */
    public @Nullable Reassembled add(Packet packet, long epochNanos) {
        Key key = new Key(packet.source(), packet.destination(), packet.fragmentProtocol, packet.fragmentId);
        Datagram datagram = underWay.get(key);
        if (datagram != null && Math.abs(epochNanos - datagram.sinceNanos) > LIFETIME_NANOS) {
            underWay.remove(key);
            incomplete++;
            datagram = null;
        }
        if (datagram == null) {
            datagram = new Datagram(epochNanos);
            makeRoom();
            underWay.put(key, datagram);
        }
        take(packet, datagram);
        if (datagram.totalLength < 0
                || datagram.header.length == 0
                || !datagram.claimed.contains(new ByteRange(0, datagram.totalLength))) {
            return null;
        }
        underWay.remove(key);
        return assemble(packet.ipVersion, datagram);
    }

    private void makeRoom() {
        if (underWay.size() >= MAX_DATAGRAMS) {
            Iterator<Key> eldest = underWay.keySet().iterator();
            eldest.next();
            eldest.remove();
            incomplete++;
        }
    }

    private static void take(Packet packet, Datagram datagram) {
        int from = packet.fragmentOffset;
        int to = from + packet.fragmentDataLength;
        int capturedTo = from + Math.min(packet.fragmentDataLength, packet.fragmentDataCaptured);
        if (capturedTo > datagram.payload.length) {
            datagram.payload = Arrays.copyOf(datagram.payload, Math.max(capturedTo, datagram.payload.length * 2));
        }
        for (ByteRange fresh : datagram.captured.gapsWithin(new ByteRange(from, capturedTo))) {
            System.arraycopy(
                    packet.bytes,
                    packet.fragmentData + (int) fresh.start() - from,
                    datagram.payload,
                    (int) fresh.start(),
                    (int) fresh.length());
        }
        datagram.captured.add(from, capturedTo);
        datagram.claimed.add(from, to);
        if (!packet.moreFragments && datagram.totalLength < 0) {
            datagram.totalLength = to;
        }
        if (from == 0 && packet.fragmentHeaderLength <= MAX_HEADER_BYTES && datagram.header.length == 0) {
            datagram.header = Arrays.copyOfRange(
                    packet.bytes, packet.fragmentHeader, packet.fragmentHeader + packet.fragmentHeaderLength);
            datagram.nextHeaderField = packet.fragmentNextHeader - packet.fragmentHeader;
            datagram.protocol = packet.fragmentProtocol;
        }
    }

    private static Reassembled assemble(int version, Datagram datagram) {
        int header = datagram.header.length;
        int captured = (int) Math.min(datagram.captured.contiguousEnd(0), datagram.totalLength);
        byte[] whole = Arrays.copyOf(datagram.header, header + captured);
        System.arraycopy(datagram.payload, 0, whole, header, captured);
        int wireLength = header + datagram.totalLength;
        if (version == 4) {
            put16(whole, Ipv4Header.TOTAL_LENGTH, wireLength > MAX_DATAGRAM_BYTES ? 0 : wireLength);
            put16(whole, Ipv4Header.FRAGMENT, 0);
        } else {
            int payload = wireLength - Ipv6Header.LENGTH;
            put16(whole, Ipv6Header.PAYLOAD_LENGTH, payload > MAX_DATAGRAM_BYTES ? 0 : payload);
            whole[datagram.nextHeaderField] = (byte) datagram.protocol;
        }
        return new Reassembled(whole, wireLength);
    }

    private static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }
}
