package org.droppoint.inspect;

import org.droppoint.wire.Packet;

/** Knows a TCP segment that was recorded a moment ago: mirrors show packets twice, and routers before and behind. */
final class RecentSegments {
    private static final int SLOTS = 1 << 12;
    private static final long NEAR_NANOS = 1_000_000_000L;

    /** What a segment is to one recorded before. */
    enum Copy {
        NONE,
        EXACT,
        ROUTED
    }

    private final long[] digests = new long[SLOTS];
    private final long[] times = new long[SLOTS];
    private final int[] ttls = new int[SLOTS];

    /** A retransmission has an IP-ID of its own; without one (IPv6, or 0) nothing is held to be a copy. */
    Copy take(Packet packet, long epochNanos) {
        if (packet.ipId == 0) {
            return Copy.NONE;
        }
        long digest = mix(packet.sourceLow ^ packet.ipId);
        digest = mix(digest ^ packet.destinationLow ^ (long) packet.sourcePort << 32 ^ packet.destinationPort);
        digest = mix(digest ^ (long) packet.sequence << 32 ^ packet.acknowledgement & 0xffff_ffffL);
        digest = mix(digest ^ (long) packet.payloadLength << 16 ^ packet.tcpFlags) | 1;
        int slot = (int) (digest >>> 52);
        boolean same = digests[slot] == digest && Math.abs(epochNanos - times[slot]) < NEAR_NANOS;
        Copy copy = !same ? Copy.NONE : ttls[slot] == packet.ttl ? Copy.EXACT : Copy.ROUTED;
        digests[slot] = digest;
        times[slot] = epochNanos;
        ttls[slot] = packet.ttl;
        return copy;
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0x9e37_79b9_7f4a_7c15L;
        return mixed ^ mixed >>> 29;
    }
}
