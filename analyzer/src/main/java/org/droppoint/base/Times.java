package org.droppoint.base;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as nanoseconds since 1970-01-01T00:00:00Z; a {@code long} holds the years 1677 to 2262. */
public final class Times {
    public static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Times() {}

    /** ISO-8601 in UTC with nine digits of fraction. */
    public static String iso(long epochNanos) {
        return ISO.format(instant(epochNanos));
    }

    /** @throws ArithmeticException if the instant is outside the years that a {@code long} holds */
    public static long epochNanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
    }

    public static Instant instant(long epochNanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(epochNanos, NANOS_PER_SECOND), Math.floorMod(epochNanos, NANOS_PER_SECOND));
    }

    /** Nanoseconds of an instant; clamped to what a {@code long} holds. */
    public static long epochNanos(long epochSeconds, long nanos) {
        try {
            return Math.addExact(Math.multiplyExact(epochSeconds, NANOS_PER_SECOND), nanos);
        } catch (ArithmeticException e) {
            return epochSeconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** A duration for people: {@code 350 µs}, {@code 12.4 ms}, {@code 19.0 s}, {@code 3 min 2 s}, {@code 3 h 0 min}, {@code 9 d 4 h}. */
    public static String duration(long nanos) {
        if (nanos < 0) {
            return "-" + duration(-Math.max(nanos, -Long.MAX_VALUE));
        }
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        if (nanos < 1_000_000) {
            return String.format(Locale.ROOT, "%.0f µs", nanos / 1e3);
        }
        if (nanos < NANOS_PER_SECOND) {
            return String.format(Locale.ROOT, nanos < 100_000_000 ? "%.1f ms" : "%.0f ms", nanos / 1e6);
        }
        if (nanos < 120 * NANOS_PER_SECOND) {
            return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
        }
        long seconds = Math.round(nanos / 1e9);
        if (seconds < 7200) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        long hours = seconds / 3600;
        return hours < 48 ? hours + " h " + seconds % 3600 / 60 + " min" : hours / 24 + " d " + hours % 24 + " h";
    }
}
