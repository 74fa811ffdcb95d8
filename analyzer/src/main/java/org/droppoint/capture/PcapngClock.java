package org.droppoint.capture;

import org.droppoint.base.Times;

/**
 * Turns an interface's 64-bit unsigned time stamps into nanoseconds ({@code if_tsresol}, {@code if_tsoffset}). The unit
 * is 10^-n seconds, or 2^-n where the resolution's top bit is set. What a {@code long} cannot hold is clamped.
 */
final class PcapngClock {
    static final int DEFAULT_RESOLUTION = 6;
    static final PcapngClock MICROSECONDS = of(DEFAULT_RESOLUTION, 0);

    private static final int POWER_OF_TWO = 0x80;
    private static final int NANO_DIGITS = 9;

    private final boolean binary;
    private final int exponent;
    private final long offsetNanos;
    /** 10^|9 - exponent|, 0 where that exceeds a long. */
    private final long factor;

    private PcapngClock(boolean binary, int exponent, long offsetNanos) {
        this.binary = binary;
        this.exponent = exponent;
        this.offsetNanos = offsetNanos;
        this.factor = power(Math.abs(NANO_DIGITS - exponent));
    }

    static PcapngClock of(int resolution, long offsetSeconds) {
        return new PcapngClock(
                (resolution & POWER_OF_TWO) != 0, resolution & ~POWER_OF_TWO, Times.epochNanos(offsetSeconds, 0));
    }

    /** The unit in words. */
    String label() {
        if (binary) {
            return "2^-" + exponent + " s";
        }
        return switch (exponent) {
            case 0 -> "seconds";
            case 3 -> "milliseconds";
            case DEFAULT_RESOLUTION -> "microseconds";
            case NANO_DIGITS -> "nanoseconds";
            default -> "10^-" + exponent + " s";
        };
    }

    private static long power(int digits) {
        if (digits > 18) {
            return 0;
        }
        long value = 1;
        for (int i = 0; i < digits; i++) {
            value *= 10;
        }
        return value;
    }

    long epochNanos(long ticks) {
        long nanos = binary ? binaryNanos(ticks) : decimalNanos(ticks);
        if (offsetNanos == 0) {
            return nanos;
        }
        long sum = nanos + offsetNanos;
        boolean overflow = ((nanos ^ sum) & (offsetNanos ^ sum)) < 0;
        return overflow ? nanos < 0 ? Long.MIN_VALUE : Long.MAX_VALUE : sum;
    }

    private long decimalNanos(long ticks) {
        if (exponent > NANO_DIGITS) {
            return factor == 0 ? 0 : Long.divideUnsigned(ticks, factor);
        }
        // unsigned ticks with the top bit set are beyond the year 2262 in every unit of a nanosecond or longer
        return ticks < 0 || Math.multiplyHigh(ticks, factor) != 0 || ticks * factor < 0
                ? Long.MAX_VALUE
                : ticks * factor;
    }

    /** seconds = ticks / 2^n; the rest, below 2^n, times 10^9 needs up to 94 bits. */
    private long binaryNanos(long ticks) {
        if (exponent >= Long.SIZE) {
            return shiftedProduct(ticks, exponent);
        }
        long seconds = exponent == 0 ? ticks : ticks >>> exponent;
        long rest = exponent == 0 ? 0 : ticks & (-1L >>> Long.SIZE - exponent);
        long limit = Long.MAX_VALUE / Times.NANOS_PER_SECOND;
        return seconds < 0 || seconds >= limit
                ? Long.MAX_VALUE
                : seconds * Times.NANOS_PER_SECOND + shiftedProduct(rest, exponent);
    }

    /** unsigned value * 10^9 / 2^shift, where that is less than 10^9 or the shift is at least 64. */
    private static long shiftedProduct(long value, int shift) {
        long low = value * Times.NANOS_PER_SECOND;
        long high = Math.multiplyHigh(value, Times.NANOS_PER_SECOND) + (value < 0 ? Times.NANOS_PER_SECOND : 0);
        if (shift == 0) {
            return low;
        }
        if (shift >= Long.SIZE) {
            return shift >= 2 * Long.SIZE ? 0 : high >>> shift - Long.SIZE;
        }
        return high << Long.SIZE - shift | low >>> shift;
    }
}
