package org.droppoint.correlate.session;

/** How long packets may be under way before their absence, or their order at two places, means anything. */
public final class TravelTimes {
    /** What a packet may need from one tap to the next, queues included. */
    public static final long CROSSING_NANOS = 100_000_000L;

    /** A packet crosses from one tap to the next within this, unless it is held for long. */
    public static final long LIKELY_CROSSING_NANOS = 1_000_000_000L;

    /** A SYN crosses from one tap to the next well within this, address resolution included, whatever a proxy does before. */
    public static final long SYN_CROSSING_NANOS = 3_000_000_000L;

    /** What may have been sent before word of something from the other end had come. */
    public static final long IN_FLIGHT_NANOS = 2 * CROSSING_NANOS;

    /** So many times longer than any before it a packet may take, where a queue grows. */
    public static final int SLOWER = 2;

    private TravelTimes() {}
}
