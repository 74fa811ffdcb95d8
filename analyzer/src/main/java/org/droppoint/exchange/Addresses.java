package org.droppoint.exchange;

import java.util.Optional;
import org.droppoint.base.IpAddress;

/** Literal addresses in text. Nothing here ever reaches a name resolver, whatever the text looks like. */
final class Addresses {
    private static final int MAX_CHARS = 64;

    private Addresses() {}

    /** An IPv4 or IPv6 literal, in brackets or not; the zone of a link-local address is dropped. */
    static Optional<IpAddress> parse(String written) {
        if (written.length() > MAX_CHARS) {
            return Optional.empty();
        }
        String text = written.strip();
        if (text.startsWith("[") && text.endsWith("]")) {
            text = text.substring(1, text.length() - 1);
        }
        if (text.indexOf(':') < 0) {
            return dotted(text);
        }
        int zone = text.indexOf('%');
        return coloned(zone < 0 ? text : text.substring(0, zone));
    }

    private static Optional<IpAddress> dotted(String text) {
        String[] octets = text.split("\\.", -1);
        if (octets.length != 4) {
            return Optional.empty();
        }
        int bits = 0;
        for (String octet : octets) {
            long value = octet.length() <= 3 ? Numbers.digits(octet) : -1;
            if (value < 0 || value > 255) {
                return Optional.empty();
            }
            bits = bits << 8 | (int) value;
        }
        return Optional.of(IpAddress.v4(bits));
    }

    /** A text with a colon that begins with a colon or hex digit is never looked up by name, only parsed. */
    private static Optional<IpAddress> coloned(String text) {
        if (text.isEmpty() || text.charAt(0) == '.' || !text.chars().allMatch(Addresses::isLiteral)) {
            return Optional.empty();
        }
        try {
            return Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static boolean isLiteral(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' || c == ':' || c == '.';
    }
}
