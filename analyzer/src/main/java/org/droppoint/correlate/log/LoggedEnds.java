package org.droppoint.correlate.log;

import java.util.function.IntPredicate;
import org.droppoint.base.Endpoint;
import org.droppoint.base.FlowKey;
import org.droppoint.exchange.LogEndpoint;
import org.droppoint.exchange.LogSession;
import org.droppoint.exchange.ProtocolLog;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of a log's session by TCP role.
 *
 * @param hostIsServer the writer of the log was the one connected to
 */
record LoggedEnds(LogEndpoint client, LogEndpoint server, boolean hostIsServer) {

    static LoggedEnds of(ProtocolLog.Kind kind, LogSession session, IntPredicate mailPort) {
        boolean receives = kind == ProtocolLog.Kind.RECEIVE
                || kind == ProtocolLog.Kind.UNKNOWN
                        && mailPort.test(session.localEndpoint().port())
                        && !mailPort.test(session.remoteEndpoint().port());
        return receives
                ? new LoggedEnds(session.remoteEndpoint(), session.localEndpoint(), true)
                : new LoggedEnds(session.localEndpoint(), session.remoteEndpoint(), false);
    }

    LogEndpoint host() {
        return hostIsServer ? server : client;
    }

    /** Both ends, null where one of them cannot be read. */
    @Nullable
    FlowKey key() {
        Endpoint from = client.endpoint().orElse(null);
        Endpoint to = server.endpoint().orElse(null);
        return from == null || to == null ? null : new FlowKey(from, to);
    }

    /** Whether nothing that can be read differs. */
    boolean mayBe(FlowKey key) {
        return agrees(client, key.client()) && agrees(server, key.server());
    }

    private static boolean agrees(LogEndpoint logged, Endpoint seen) {
        return logged.endpoint().map(seen::equals).orElse(logged.port() < 0 || logged.port() == seen.port());
    }
}
