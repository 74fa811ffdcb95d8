package org.droppoint.wire;

/**
 * ICMP (RFC 792, 1191) and ICMPv6 (RFC 4443) errors: type, code, checksum, then for "too big" the next hop's MTU, then
 * as much of the offending datagram as fits.
 */
final class IcmpHeader extends HeaderView {
    static final int LENGTH = 8;
    private static final int TYPE = 0;
    private static final int CODE = 1;
    private static final int MTU_V4 = 6;
    private static final int MTU_V6 = 4;
    private static final int V4_UNREACHABLE = 3;
    private static final int V4_FRAGMENTATION_NEEDED = 4;
    private static final int V6_TOO_BIG = 2;

    @Override
    int fixedLength() {
        return LENGTH;
    }

    int type() {
        return u8(TYPE);
    }

    int code() {
        return u8(CODE);
    }

    /** Whether the message quotes the datagram it complains of. */
    boolean isError(boolean v6) {
        return v6 ? type() >= 1 && type() <= 4 : isV4Error(type());
    }

    /** Destination unreachable, source quench, redirect, time exceeded, parameter problem. */
    static boolean isV4Error(int type) {
        return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
    }

    /** The MTU that a "too big" message names, 0 where it names none, -1 for other messages. */
    int mtu(boolean v6) {
        if (v6) {
            return type() == V6_TOO_BIG ? (int) Math.min(Bytes.u32(bytes, at + MTU_V6), Integer.MAX_VALUE) : -1;
        }
        return type() == V4_UNREACHABLE && code() == V4_FRAGMENTATION_NEEDED ? u16(MTU_V4) : -1;
    }
}
