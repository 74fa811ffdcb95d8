package org.droppoint.base;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** An address and a TCP port; printed as {@code 192.0.2.1:25} or {@code [2001:db8::1]:25}. */
public record Endpoint(IpAddress address, int port) implements Comparable<Endpoint> {
    private static final Comparator<Endpoint> ORDER =
            Comparator.comparing(Endpoint::address).thenComparingInt(Endpoint::port);

    @Override
    public int compareTo(Endpoint other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return address.version() == 6 ? "[" + address + "]:" + port : address + ":" + port;
    }

    /** Written out, as {@link #hashCode} is: generated ones are spun by method handles at the first call, which costs start-up. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Endpoint that && port == that.port && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + port;
    }
}
