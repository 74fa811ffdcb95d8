package org.droppoint.base;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The two ends of a TCP connection by role: {@code server} is the side of the SMTP port. */
public record FlowKey(Endpoint client, Endpoint server) implements Comparable<FlowKey> {
    private static final Comparator<FlowKey> ORDER =
            Comparator.comparing(FlowKey::client).thenComparing(FlowKey::server);

    public Endpoint sender(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? client : server;
    }

    public Endpoint receiver(Direction direction) {
        return sender(direction.opposite());
    }

    /**
     * The same two machines, and another port of the client: ports are translated so that many may share one address, which is
     * none of theirs. Only a proxy that borrows its client's address does so.
     */
    public boolean otherPortAlone(FlowKey other) {
        return client.address().equals(other.client.address())
                && server.equals(other.server)
                && client.port() != other.client.port();
    }

    @Override
    public int compareTo(FlowKey other) {
        return ORDER.compare(this, other);
    }

    /** Written out, as {@link #hashCode} is: generated ones are spun by method handles at the first call, which costs start-up. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlowKey that && client.equals(that.client) && server.equals(that.server);
    }

    @Override
    public int hashCode() {
        return 31 * client.hashCode() + server.hashCode();
    }
}
