package org.droppoint.base;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address as two longs; an IPv4 address lies in the low 32 bits of {@code low}. Ordered by version,
 * then by value.
 */
public record IpAddress(int version, long high, long low) implements Comparable<IpAddress> {

    public static IpAddress v4(int bits) {
        return new IpAddress(4, 0, bits & 0xFFFF_FFFFL);
    }

    public static IpAddress v6(long high, long low) {
        return new IpAddress(6, high, low);
    }

    /** The address as 4 or 16 bytes in network order. */
    public byte[] toBytes() {
        byte[] bytes = new byte[version == 4 ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) {
            int fromEnd = bytes.length - 1 - i;
            long word = fromEnd < 8 ? low : high;
            bytes[i] = (byte) (word >>> (8 * (fromEnd & 7)));
        }
        return bytes;
    }

    /**
     * Whether the address is never routed on the internet: RFC 1918, RFC 6598 (carriers' NAT), RFC 3927 and RFC 4291
     * section 2.5.6 (link-local), RFC 4193 (unique local).
     */
    public boolean isPrivate() {
        if (version == 4) {
            return low >>> 24 == 10
                    || low >>> 20 == 0xac1
                    || low >>> 16 == 0xc0a8
                    || low >>> 22 == 0x6440 >>> 6
                    || low >>> 16 == 0xa9fe;
        }
        return high >>> 57 == 0x7e || high >>> 54 == 0x3fa;
    }

    /**
     * Whether the address is one that hosts on the internet have: global unicast, and none of those kept for documentation
     * (RFC 5737, RFC 3849) or measurements (RFC 2544), which laboratories use.
     */
    public boolean isOnInternet() {
        if (version == 4) {
            boolean reserved = low >>> 24 == 0 || low >>> 24 == 127 || low >>> 28 >= 0xe;
            boolean documentation = low >>> 8 == 0xc00002 || low >>> 8 == 0xc63364 || low >>> 8 == 0xcb0071;
            return !isPrivate() && !reserved && !documentation && low >>> 17 != 0xc612 >>> 1;
        }
        return high >>> 61 == 1 && high >>> 32 != 0x20010db8L;
    }

    @Override
    public int compareTo(IpAddress other) {
        int order = Integer.compare(version, other.version);
        if (order == 0) {
            order = Long.compareUnsigned(high, other.high);
        }
        return order == 0 ? Long.compareUnsigned(low, other.low) : order;
    }

    /** Dotted quad for IPv4; for IPv6 the canonical text of RFC 5952. */
    @Override
    public String toString() {
        return version == 4 ? dotted() : canonicalV6();
    }

    private String dotted() {
        return ((low >>> 24) & 0xFF) + "." + ((low >>> 16) & 0xFF) + "." + ((low >>> 8) & 0xFF) + "." + (low & 0xFF);
    }

    private String canonicalV6() {
        if (high == 0 && (low >>> 32) == 0xFFFFL) {
            return "::ffff:" + v4((int) low).dotted();
        }
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < 8; i++) {
            int j = i;
            while (j < 8 && group(j) == 0) {
                j++;
            }
            if (j - i > runLength) {
                runStart = i;
                runLength = j - i;
            }
            i = Math.max(i, j - 1);
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private int group(int index) {
        long word = index < 4 ? high : low;
        return (int) (word >>> (16 * (3 - (index & 3)))) & 0xFFFF;
    }

    /**
     * Reads a literal address, see {@link #literal}.
     *
     * @throws IllegalArgumentException if the text is not a literal IPv4 or IPv6 address
     */
    public static IpAddress parse(String text) {
        return literal(text).orElseThrow(() -> new IllegalArgumentException("not an IP address: " + text));
    }

    /**
     * Reads a literal address: four decimal octets, or the text forms of RFC 4291 section 2.2; an IPv4-mapped one is
     * the IPv4 address that it stands for. Neither a host's name nor a shortened dotted form such as {@code 10.1} is an
     * address, and no resolver is ever asked: text from logs may be anything.
     */
    public static Optional<IpAddress> literal(String text) {
        return AddressText.parse(text);
    }

    /** An address of 4 or 16 bytes in network order. */
    public static IpAddress of(byte[] bytes) {
        if (bytes.length != 4 && bytes.length != 16) {
            throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + bytes.length);
        }
        long high = 0;
        long low = 0;
        for (byte b : bytes) {
            high = high << 8 | low >>> 56;
            low = low << 8 | (b & 0xFF);
        }
        return bytes.length == 4 ? v4((int) low) : v6(high, low);
    }

    /** Written out, as {@link #hashCode} is: generated ones are spun by method handles at the first call, which costs start-up. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress that && low == that.low && high == that.high && version == that.version;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * version + Long.hashCode(high)) + Long.hashCode(low);
    }
}
