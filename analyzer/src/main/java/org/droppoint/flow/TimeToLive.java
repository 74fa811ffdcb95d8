package org.droppoint.flow;

/** TTL or hop limit (RFC 791 section 3.2, RFC 8200 section 3): what stacks begin with, and what routers have taken of it. */
public final class TimeToLive {
    private TimeToLive() {}

    /** What a common stack began with whose packet has this left: 64, 128 or 255. */
    public static int initial(int ttl) {
        return ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255;
    }

    /** Whether no router has counted it down. */
    public static boolean isInitial(int ttl) {
        return ttl == initial(ttl);
    }
}
