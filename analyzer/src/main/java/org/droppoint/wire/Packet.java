package org.droppoint.wire;

import org.droppoint.base.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What {@link PacketDecoder} read out of one frame; reused for every frame, so valid until the next decode. Fields of
 * layers that were not reached hold what {@code clear} puts there. With tunnels, addresses are the innermost ones.
 */
public final class Packet {
    /** What the frame is to this program. */
    public enum Content {
        /** Nothing to follow; {@link Packet#stop()} may tell why. */
        OTHER,
        /** A TCP segment, its header complete. */
        TCP,
        /** An ICMP or ICMPv6 error that quotes a TCP segment. */
        ICMP_ERROR,
        /** A fragment of a datagram that may hold TCP; of a first fragment the TCP fields are read where possible. */
        FRAGMENT
    }

    /** Not told by the frame. */
    public static final int UNKNOWN = -1;

    private static final byte[] NOTHING = new byte[0];

    public Content content = Content.OTHER;
    /** The array that offsets below refer to. */
    public byte[] bytes = NOTHING;

    /** Interface index of an SLL2 frame, else 0. */
    public int linkInterfaceIndex;
    /** Packet type of an SLL or SLL2 frame (0 to us, 4 from us), else {@link #UNKNOWN}. */
    public int linkPacketType;
    /** Innermost VLAN id, or {@link #UNKNOWN}. */
    public int vlanId;
    /** How many tunnel headers (GRE, VXLAN, IP in IP, …) lie around the innermost IP header. */
    public int tunnels;

    /** 4 or 6, or 0 without IP. */
    public int ipVersion;

    /** Index in {@link #bytes} of the innermost IP header. */
    public int ipOffset;

    public long sourceHigh;
    public long sourceLow;
    public long destinationHigh;
    public long destinationLow;
    public int ttl;
    /** IPv4 identification; 0 for IPv6. */
    public int ipId;

    public boolean dontFragment;
    /** The ECN field of the IP header, 0 to 3. */
    public int ecn;

    /** Index in {@link #bytes} of the TCP or ICMP header. */
    public int transportOffset;

    public int sourcePort;
    public int destinationPort;
    /** Index in {@link #bytes} where the TCP header begins. */
    public int tcpOffset;

    /** Raw sequence number. */
    public int sequence;
    /** Raw acknowledgement number, whatever the flags. */
    public int acknowledgement;
    /** The nine TCP flags, FIN lowest. */
    public int tcpFlags;
    /** Window as in the header, not scaled. */
    public int window;
    /** Index in {@link #bytes} of the first payload byte. */
    public int payloadOffset;
    /** Payload bytes on the wire, by the IP header's length. */
    public int payloadLength;
    /** Payload bytes that the capture holds. */
    public int payloadCaptured;

    /** Offered maximum segment size, or {@link #UNKNOWN}. */
    public int maximumSegmentSize;
    /** Offered window shift, at most 14, or {@link #UNKNOWN}. */
    public int windowShift;

    public boolean sackPermitted;
    public boolean hasTimestamps;
    public int timestampValue;
    public int timestampEcho;
    /** Raw SACK edges: left, right, left, right, … */
    public final int[] sackEdges = new int[8];

    public int sackEdgeCount;
    /** Whether the capture cut the TCP options off. */
    public boolean optionsCut;

    public int icmpType;
    public int icmpCode;
    /** Next hop's MTU of a "too big" message, 0 where it names none, {@link #UNKNOWN} for other messages. */
    public int icmpMtu;

    public int quotedIpVersion;
    /** Index in {@link #bytes} of the quoted TCP header. */
    public int quotedTransportOffset;

    public long quotedSourceHigh;
    public long quotedSourceLow;
    public long quotedDestinationHigh;
    public long quotedDestinationLow;
    public int quotedSourcePort;
    public int quotedDestinationPort;
    /** Raw sequence number of the quoted segment. */
    public int quotedSequence;

    /** Where the fragment's IP header begins. */
    int fragmentHeader;
    /** Bytes of the fragment's IP header, IPv6 extension headers before the fragment header included. */
    int fragmentHeaderLength;
    /** IPv6: index of the next-header field that names the fragment header. */
    int fragmentNextHeader;
    /** What the datagram's payload is. */
    int fragmentProtocol;

    int fragmentId;
    /** Bytes of the datagram's payload before this fragment. */
    int fragmentOffset;

    boolean moreFragments;
    int fragmentData;
    int fragmentDataLength;
    int fragmentDataCaptured;

    private @Nullable Layer stopLayer;
    private DecodeStop.Cause stopCause = DecodeStop.Cause.CUT;
    private int stopOffset;
    private int stopRequired;
    private int stopAvailable;

    void clear(byte[] bytes) {
        this.bytes = bytes;
        content = Content.OTHER;
        linkInterfaceIndex = 0;
        linkPacketType = UNKNOWN;
        vlanId = UNKNOWN;
        tunnels = 0;
        ipVersion = 0;
        payloadLength = 0;
        payloadCaptured = 0;
        stopLayer = null;
    }

    void clearTcp() {
        maximumSegmentSize = UNKNOWN;
        windowShift = UNKNOWN;
        sackPermitted = false;
        hasTimestamps = false;
        timestampValue = 0;
        timestampEcho = 0;
        sackEdgeCount = 0;
        optionsCut = false;
    }

    void stopped(Layer layer, DecodeStop.Cause cause, int offset, int required, int available) {
        stopLayer = layer;
        stopCause = cause;
        stopOffset = offset;
        stopRequired = required;
        stopAvailable = available;
    }

    /** Why decoding ended early, or null where it reached its end. */
    public @Nullable DecodeStop stop() {
        return stopLayer == null
                ? null
                : new DecodeStop(stopLayer, stopCause, stopOffset, stopRequired, Math.max(0, stopAvailable));
    }

    /** Whether decoding ended for lack of captured bytes. */
    public boolean isCut() {
        return stopLayer != null && stopCause == DecodeStop.Cause.CUT;
    }

    public IpAddress source() {
        return new IpAddress(ipVersion, sourceHigh, sourceLow);
    }

    public IpAddress destination() {
        return new IpAddress(ipVersion, destinationHigh, destinationLow);
    }
}
