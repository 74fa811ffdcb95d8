package org.droppoint.base;

import java.util.Optional;

/** Reads literal addresses from text, by itself: Java's own reading asks a name server about what it cannot read. */
final class AddressText {
    private static final int MAX_CHARS = 45;
    private static final int GROUPS = 8;
    private static final int GROUP_DIGITS = 4;
    private static final long MAPPED = 0xFFFFL;

    private final String text;
    private final int[] groups = new int[GROUPS];
    private int count;
    private int gapAt = -1;

    private AddressText(String text) {
        this.text = text;
    }

    static Optional<IpAddress> parse(String text) {
        if (text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        if (text.indexOf(':') < 0) {
            long bits = dotted(text);
            return bits < 0 ? Optional.empty() : Optional.of(IpAddress.v4((int) bits));
        }
        return new AddressText(text).coloned();
    }

    /** Four decimal octets without signs, as 32 bits; -1 for anything else. */
    private static long dotted(String text) {
        String[] octets = text.split("\\.", -1);
        if (octets.length != 4) {
            return -1;
        }
        long bits = 0;
        for (String octet : octets) {
            int value = number(octet, 10, 3);
            if (value < 0 || value > 255) {
                return -1;
            }
            bits = bits << 8 | value;
        }
        return bits;
    }

    /** ASCII digits of the radix, at least one and at most so many; -1 for anything else. */
    private static int number(String digits, int radix, int most) {
        if (digits.isEmpty() || digits.length() > most) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    private Optional<IpAddress> coloned() {
        int at = 0;
        if (text.startsWith("::")) {
            gapAt = 0;
            at = 2;
        }
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int end = colon < 0 ? text.length() : colon;
            if (!group(text.substring(at, end), colon < 0)) {
                return Optional.empty();
            }
            at = end;
            if (colon >= 0) {
                at = behind(colon);
                if (at < 0) {
                    return Optional.empty();
                }
            }
        }
        return gapAt < 0 && count != GROUPS || gapAt >= 0 && count >= GROUPS ? Optional.empty() : Optional.of(value());
    }

    /** Where the next group begins, behind one colon or the two of the gap; -1 where neither can stand. */
    private int behind(int colon) {
        if (colon + 1 == text.length()) {
            return -1;
        }
        if (text.charAt(colon + 1) != ':') {
            return colon + 1;
        }
        if (gapAt >= 0) {
            return -1;
        }
        gapAt = count;
        return colon + 2;
    }

    private boolean group(String digits, boolean last) {
        if (last && digits.indexOf('.') >= 0) {
            long bits = dotted(digits);
            return bits >= 0 && add((int) (bits >>> 16)) && add((int) bits & 0xFFFF);
        }
        int value = number(digits, 16, GROUP_DIGITS);
        return value >= 0 && add(value);
    }

    private boolean add(int group) {
        if (count == GROUPS) {
            return false;
        }
        groups[count++] = group;
        return true;
    }

    private IpAddress value() {
        long high = 0;
        long low = 0;
        int zeros = GROUPS - count;
        for (int i = 0; i < GROUPS; i++) {
            boolean inGap = gapAt >= 0 && i >= gapAt && i < gapAt + zeros;
            int from = gapAt >= 0 && i >= gapAt + zeros ? i - zeros : i;
            long group = inGap ? 0 : groups[from];
            high = high << 16 | low >>> 48;
            low = low << 16 | group;
        }
        return high == 0 && low >>> 32 == MAPPED ? IpAddress.v4((int) low) : IpAddress.v6(high, low);
    }
}
