package org.droppoint.flow;

import org.droppoint.base.Direction;

/** One row on its way in; reused by the ingest loop. */
public final class SegmentRow {
    public long epochNanos;
    public Direction direction = Direction.CLIENT_TO_SERVER;
    /** Stream offset of the first payload byte; -1 for a SYN. */
    public long start;
    /** Offset in the other direction's stream up to which this segment acknowledges, or {@link SegmentStore#NO_ACK}. */
    public long ack;
    /** Payload bytes on the wire. */
    public int length;
    /** Payload bytes that the capture holds. */
    public int captured;

    public long payloadPosition;
    public int file;
    public int frame;
    /** The nine TCP flags as in the header, FIN lowest, NS at bit 8. */
    public int flags;

    public int window;
    public int ttl;
    /** IPv4 identification; 0 for IPv6. */
    public int ipId;

    public boolean ipv6;
    public boolean dontFragment;
    /** The IP ECN field, 0 to 3. */
    public int ecn;
    /** CRC-32C of the payload, 0 where the capture cut it off. */
    public int digest;

    public int kinds;
    /** TSval of the time stamp option, or 0. */
    public int timestamp;
    /** SACK edges as offsets in the other direction's stream: left, right, left, right, … */
    public final long[] sackEdges = new long[8];

    public int sackEdgeCount;

    /** The very frame of an earlier row once more, as a mirror port (SPAN) repeats it; no stack sent it again. */
    public boolean duplicateFrame;
    /** Absurdly far from every sequence number known; kept as a row, but no part of the stream. */
    public boolean outside;
    /** Its checksum is wrong, and no offload explains that. */
    public boolean spoilt;

    /** Stream offset of the first payload byte, also of a SYN with data (RFC 7413). */
    long payloadStart() {
        return TcpFlags.has(flags, TcpFlags.SYN) ? start + 1 : start;
    }

    /** Whether the payload belongs to the stream: that of a RST is a message to people (RFC 9293 section 3.5.3). */
    boolean carriesStream() {
        return length > 0 && !outside && !TcpFlags.has(flags, TcpFlags.RST);
    }
}
