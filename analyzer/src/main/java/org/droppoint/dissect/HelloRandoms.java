package org.droppoint.dissect;

/**
 * Whether two randoms are of one hello. They are 32 bytes, drawn anew for each (RFC 8446 section 4.1.2); two hellos may have
 * the time in common, which old stacks put first (RFC 5246 section 7.4.1.2), and the eight bytes by which a server tells that
 * it could do better (RFC 8446 section 4.1.3). Where more than half of the bytes agree, it is one hello, of which the others
 * were changed on the way.
 */
public final class HelloRandoms {
    private HelloRandoms() {}

    /** @param one as lower-case hex, like {@code other} */
    public static boolean same(String one, String other) {
        int bytes = Math.min(one.length(), other.length()) / 2;
        int agreeing = 0;
        for (int i = 0; i < bytes; i++) {
            agreeing += one.regionMatches(2 * i, other, 2 * i, 2) ? 1 : 0;
        }
        return one.equals(other) || 2 * agreeing > bytes;
    }

    /** The same of randoms of which a capture holds the beginning only: what both have decides. */
    public static boolean sameBeginning(byte[] one, byte[] other) {
        int bytes = Math.min(one.length, other.length);
        int agreeing = 0;
        for (int i = 0; i < bytes; i++) {
            agreeing += one[i] == other[i] ? 1 : 0;
        }
        return 2 * agreeing > bytes;
    }
}
