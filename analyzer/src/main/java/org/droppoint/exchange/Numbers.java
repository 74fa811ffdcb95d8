package org.droppoint.exchange;

/** Decimal numbers in text that may be anything; -1 stands for "not a number". */
final class Numbers {
    private static final int MAX_DIGITS = 18;

    private Numbers() {}

    /** ASCII digits only, at most 18 of them, or -1. */
    static long digits(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    /** A TCP port, or -1. */
    static int port(String text) {
        long value = text.length() <= 5 ? digits(text) : -1;
        return value <= 65_535 ? (int) value : -1;
    }
}
