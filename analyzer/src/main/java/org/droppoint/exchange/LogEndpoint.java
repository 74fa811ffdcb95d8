package org.droppoint.exchange;

import java.util.Optional;
import org.droppoint.base.Endpoint;
import org.droppoint.base.IpAddress;

/**
 * An endpoint as a log writes it. Published copies replace addresses by names and impossible octets; such a session is
 * still good for its times and its words.
 */
public sealed interface LogEndpoint {

    /** The port, or -1. Port 25 is mail to the world; 717 and 2525 are Exchange's own front end. */
    int port();

    default Optional<Endpoint> endpoint() {
        return Optional.empty();
    }

    /** An address and a port. */
    record Readable(Endpoint value) implements LogEndpoint {
        @Override
        public int port() {
            return value.port();
        }

        @Override
        public Optional<Endpoint> endpoint() {
            return Optional.of(value);
        }

        @Override
        public String toString() {
            return value.toString();
        }
    }

    /** Text which is no address and port; the port alone may be readable. */
    record Unreadable(String text, int port) implements LogEndpoint {
        @Override
        public String toString() {
            return text + " (unreadable)";
        }
    }

    /** No text at all: before the connection stands, Exchange leaves the local endpoint empty. */
    record Absent() implements LogEndpoint {
        @Override
        public int port() {
            return -1;
        }

        @Override
        public String toString() {
            return "";
        }
    }

    LogEndpoint ABSENT = new Absent();

    /** Reads {@code 192.0.2.1:25} or {@code [2001:db8::1]:25}. */
    static LogEndpoint parse(String written) {
        String text = Limits.cut(written, Limits.MAX_NAME_CHARS);
        if (text.isEmpty()) {
            return ABSENT;
        }
        int colon = text.lastIndexOf(':');
        int port = Numbers.port(text.substring(colon + 1));
        if (colon <= 0 || port < 0) {
            return new Unreadable(text, -1);
        }
        Optional<IpAddress> address = Addresses.parse(text.substring(0, colon));
        return address.isPresent() ? new Readable(new Endpoint(address.get(), port)) : new Unreadable(text, port);
    }
}
