package org.droppoint.flow;

import java.util.Arrays;

/**
 * The last few segments of one direction, to know a frame that a mirror port delivers twice from one that a stack sent
 * again. A doubled frame equals the first in everything a sender or router leaves alone, its TTL at most one less; a
 * stack's retransmission has another IP identification, or comes no sooner than a round trip. Without identification
 * (IPv6, and RFC 6864 lets atomic datagrams leave it 0) bare ACKs and RSTs are never called doubled: stacks do send the
 * same one twice at once.
 */
final class RecentFrames {
    private static final int FRAMES = 8;
    /** A router's mirror delivers both copies within its queueing delay. */
    private static final long WITH_IP_ID_NANOS = 10_000_000L;

    private static final long WITHOUT_IP_ID_NANOS = 1_000_000L;
    private static final long LEAST_WITH_IP_ID_NANOS = 1_000_000L;
    private static final long WITHOUT_RTT_NANOS = 200_000L;

    /** Rings that grow up to {@link #FRAMES}: most of a scanner's connections have a single frame. */
    private long[] identities = new long[1];

    private int[] rows = new int[1];
    private int count;
    private long identity;

    /**
     * Whether the row repeats a recent frame.
     *
     * @param roundTripNanos time from SYN to the handshake's last ACK, or 0 where unknown
     */
    boolean repeats(SegmentRow row, int acknowledgement, SegmentStore store, long roundTripNanos) {
        identity = identity(row, acknowledgement);
        if (row.ipId == 0 && row.length == 0 && !TcpFlags.has(row.flags, TcpFlags.SYN)) {
            return false;
        }
        long window = window(row, roundTripNanos);
        for (int slot = Math.min(count, identities.length) - 1; slot >= 0; slot--) {
            if (identities[slot] == identity) {
                int earlier = rows[slot];
                int hops = store.ttl(earlier) - row.ttl;
                if (Math.abs(row.epochNanos - store.epochNanos(earlier)) <= window && (hops == 0 || hops == 1)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Remembers the row that was asked about last, under its number in the store. */
    void add(int index) {
        if (count == identities.length && count < FRAMES) {
            identities = Arrays.copyOf(identities, count * 2);
            rows = Arrays.copyOf(rows, count * 2);
        }
        int slot = count++ & identities.length - 1;
        identities[slot] = identity;
        rows[slot] = index;
        if (count == 2 * FRAMES) {
            count = FRAMES;
        }
    }

    /** The store was compacted: the leg's rows, which had these numbers, now stand one behind the other. */
    void moved(int[] before, int first) {
        for (int slot = 0; slot < Math.min(count, identities.length); slot++) {
            rows[slot] = first + Arrays.binarySearch(before, rows[slot]);
        }
    }

    private static long window(SegmentRow row, long roundTripNanos) {
        if (row.ipId != 0) {
            return roundTripNanos > 0
                    ? Math.max(LEAST_WITH_IP_ID_NANOS, Math.min(WITH_IP_ID_NANOS, roundTripNanos / 2))
                    : WITH_IP_ID_NANOS;
        }
        return roundTripNanos > 0 ? Math.min(WITHOUT_IP_ID_NANOS, roundTripNanos / 4) : WITHOUT_RTT_NANOS;
    }

    private static long identity(SegmentRow row, int acknowledgement) {
        long value = row.start * 0x9E37_79B9_7F4A_7C15L;
        value = mix(value ^ (long) acknowledgement << 32 ^ row.length & 0xFFFF_FFFFL);
        value = mix(value ^ (long) row.digest << 32 ^ row.timestamp & 0xFFFF_FFFFL);
        return mix(value ^ (long) row.flags << 48 ^ (long) row.ipId << 16 ^ row.window);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0xD6E8_FEB8_6659_FD93L;
        return mixed ^ mixed >>> 32;
    }
}
