package org.droppoint.correlate.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.droppoint.base.Endpoint;
import org.droppoint.base.FlowKey;
import org.droppoint.base.IpAddress;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapTrace;

/** The sessions on the wire, findable by what a log says of them. */
final class WireIndex {
    private final List<WireSession> byBegin = new ArrayList<>();
    private final Map<FlowKey, List<WireSession>> byKey = new HashMap<>();
    private final Map<Endpoint, List<WireSession>> byClient = new HashMap<>();
    private final Map<Tap, Set<IpAddress>> addresses = new HashMap<>();

    WireIndex(Correlation correlation, HostClock clock) {
        for (SessionTrace trace : correlation.sessions()) {
            byBegin.add(new WireSession(trace.session(), clock));
        }
        byBegin.sort(Comparator.comparingLong(WireSession::beginNanos));
        for (WireSession wire : byBegin) {
            Set<FlowKey> keys = new LinkedHashSet<>();
            wire.session().legs().forEach(leg -> keys.add(leg.leg().key()));
            Set<Endpoint> clients = new LinkedHashSet<>();
            keys.forEach(key -> clients.add(key.client()));
            keys.forEach(
                    key -> byKey.computeIfAbsent(key, k -> new ArrayList<>(1)).add(wire));
            clients.forEach(client ->
                    byClient.computeIfAbsent(client, k -> new ArrayList<>(1)).add(wire));
        }
        for (TapTrace trace : correlation.taps().traces()) {
            Set<IpAddress> seen = addresses.computeIfAbsent(trace.tap(), tap -> new HashSet<>());
            trace.legs().forEach(leg -> {
                seen.add(leg.key().client().address());
                seen.add(leg.key().server().address());
            });
        }
    }

    int size() {
        return byBegin.size();
    }

    /** In order of their beginning. */
    List<WireSession> of(FlowKey key) {
        return byKey.getOrDefault(key, List.of());
    }

    /** In order of their beginning. */
    List<WireSession> ofClient(Endpoint client) {
        return byClient.getOrDefault(client, List.of());
    }

    /** Whether a tap recorded mail connections of this address. */
    boolean knows(Tap tap, IpAddress address) {
        return addresses.getOrDefault(tap, Set.of()).contains(address);
    }

    /** Whether any tap did. */
    boolean knows(IpAddress address) {
        return addresses.values().stream().anyMatch(known -> known.contains(address));
    }

    /** Those that began between these two instants. */
    List<WireSession> begunWithin(long fromNanos, long toNanos) {
        int low = 0;
        int high = byBegin.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byBegin.get(middle).beginNanos() < fromNanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int end = low;
        while (end < byBegin.size() && byBegin.get(end).beginNanos() <= toNanos) {
            end++;
        }
        return byBegin.subList(low, end);
    }
}
