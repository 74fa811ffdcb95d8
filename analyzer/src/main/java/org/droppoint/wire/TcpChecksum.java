package org.droppoint.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The checksum of a TCP segment (RFC 9293 section 3.1): the one's complement sum over pseudo-header, header and payload is
 * all ones. On the sending machine the card fills it in; until then it holds the sum of the pseudo-header, or nothing.
 */
public enum TcpChecksum {
    /** It sums up. */
    RIGHT,
    /** It does not, and no offload explains what it holds. */
    WRONG,
    /** Left to the network card. */
    UNFILLED,
    /** The capture does not hold all that it covers. */
    UNKNOWN;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_HALF = 0xFFFF_FFFFL;
    private static final int ALL_ONES = 0xFFFF;
    private static final int PROTOCOL_TCP = 6;
    private static final int FIELD = 16;

    /** The state of a decoded TCP segment's checksum. */
    public static TcpChecksum of(Packet packet) {
        int length = packet.payloadOffset + packet.payloadLength - packet.tcpOffset;
        int end = packet.tcpOffset + length;
        boolean whole = packet.payloadCaptured == packet.payloadLength
                && !packet.optionsCut
                && length <= ALL_ONES
                && length >= TcpHeader.FIXED
                && end <= packet.bytes.length;
        if (!whole) {
            return UNKNOWN;
        }
        long pseudo = words(packet.sourceHigh)
                + words(packet.sourceLow)
                + words(packet.destinationHigh)
                + words(packet.destinationLow)
                + PROTOCOL_TCP;
        if (fold(pseudo + length + sum(packet.bytes, packet.tcpOffset, end)) == ALL_ONES) {
            return RIGHT;
        }
        int field = (packet.bytes[packet.tcpOffset + FIELD] & 0xFF) << 8
                | packet.bytes[packet.tcpOffset + FIELD + 1] & 0xFF;
        return field == 0 || isSum(field, pseudo + length) || isSum(field, pseudo) ? UNFILLED : WRONG;
    }

    private static boolean isSum(int field, long pseudo) {
        int sum = fold(pseudo);
        return field == sum || field == (sum ^ ALL_ONES);
    }

    /**
     * Sums 32-bit words, which one's complement allows, for carries come back in when it is folded; and in the order in
     * which the usual processors have their bytes, for the sum of swapped words is the swapped sum (RFC 1071 section 2).
     */
    private static int sum(byte[] bytes, int from, int to) {
        long sum = 0;
        int at = from;
        for (; at + 4 * Long.BYTES <= to; at += 4 * Long.BYTES) {
            long first = (long) LONGS.get(bytes, at);
            long second = (long) LONGS.get(bytes, at + Long.BYTES);
            long third = (long) LONGS.get(bytes, at + 2 * Long.BYTES);
            long fourth = (long) LONGS.get(bytes, at + 3 * Long.BYTES);
            sum += (first >>> 32)
                    + (first & LOW_HALF)
                    + (second >>> 32)
                    + (second & LOW_HALF)
                    + (third >>> 32)
                    + (third & LOW_HALF)
                    + (fourth >>> 32)
                    + (fourth & LOW_HALF);
        }
        for (; at < to; at += 2) {
            sum += bytes[at] & 0xFF | (at + 1 < to ? (bytes[at + 1] & 0xFF) << 8 : 0);
        }
        int folded = fold(sum);
        return (folded & 0xFF) << 8 | folded >>> 8;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & ALL_ONES) + (folded >>> 16);
        }
        return (int) folded;
    }

    private static long words(long value) {
        return (value >>> 48) + (value >>> 32 & ALL_ONES) + (value >>> 16 & ALL_ONES) + (value & ALL_ONES);
    }
}
