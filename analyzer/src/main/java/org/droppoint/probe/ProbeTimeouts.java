package org.droppoint.probe;

/** How long each kind of step may take, in milliseconds; a step that takes longer ends with the name of its limit. */
public record ProbeTimeouts(int connectMillis, int bannerMillis, int replyMillis, int handshakeMillis) {
    public static final ProbeTimeouts DEFAULT = new ProbeTimeouts(10_000, 30_000, 15_000, 15_000);

    public ProbeTimeouts {
        if (connectMillis <= 0 || bannerMillis <= 0 || replyMillis <= 0 || handshakeMillis <= 0) {
            throw new IllegalArgumentException("a time-out is above 0");
        }
    }

    /** The same limit for every step. */
    public static ProbeTimeouts of(int millis) {
        return new ProbeTimeouts(millis, millis, millis, millis);
    }
}
