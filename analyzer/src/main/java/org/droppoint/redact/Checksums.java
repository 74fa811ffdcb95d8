package org.droppoint.redact;

/** The Internet checksum (RFC 1071). Over data that holds a right one, the result is 0. */
final class Checksums {
    private static final int IPV4_ADDRESSES = 12;
    private static final int IPV6_ADDRESSES = 8;

    private Checksums() {}

    static int of(byte[] bytes, int at, int length) {
        return finish(sum(bytes, at, length));
    }

    /** With the pseudo header of TCP and ICMPv6 (RFC 9293 section 3.1, RFC 8200 section 8.1). */
    static int ofTransport(byte[] bytes, int ip, int at, int length, int version, int protocol) {
        long sum = sum(bytes, at, length) + length + protocol;
        sum += version == 6 ? sum(bytes, ip + IPV6_ADDRESSES, 32) : sum(bytes, ip + IPV4_ADDRESSES, 8);
        return finish(sum);
    }

    private static long sum(byte[] bytes, int at, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[at + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int finish(long sum) {
        long folded = sum;
        while (folded >> 16 != 0) {
            folded = (folded & 0xFFFF) + (folded >> 16);
        }
        return (int) ~folded & 0xFFFF;
    }
}
