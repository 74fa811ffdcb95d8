package org.droppoint.exchange;

import java.util.Optional;
import org.droppoint.base.IpAddress;

/** Addresses as logs write them. */
final class Addresses {
    private static final int MAX_CHARS = 64;

    private Addresses() {}

    /** An IPv4 or IPv6 literal, in brackets or not; the zone of a link-local address is dropped. */
    static Optional<IpAddress> parse(String written) {
        if (written.length() > MAX_CHARS) {
            return Optional.empty();
        }
        String text = written.strip();
        if (text.startsWith("[") && text.endsWith("]") && text.length() > 1) {
            text = text.substring(1, text.length() - 1);
        }
        int zone = text.indexOf(':') < 0 ? -1 : text.indexOf('%');
        return IpAddress.literal(zone < 0 ? text : text.substring(0, zone));
    }
}
