package org.droppoint.correlate.match;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.droppoint.base.Endpoint;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.Taps;

/** Which servers each tap holds connections to: what both of two taps know by its address is translated nowhere between. */
final class ServersSeen {
    private final Taps taps;
    private final Map<Tap, Set<Endpoint>> servers = new HashMap<>();

    ServersSeen(Taps taps) {
        this.taps = taps;
    }

    /** Whether neither tap knows the other's server, so that one may be the other by another address. */
    boolean mayBeTranslated(Tap near, Endpoint here, Tap far, Endpoint there) {
        return !at(far).contains(here) && !at(near).contains(there);
    }

    private Set<Endpoint> at(Tap tap) {
        return servers.computeIfAbsent(tap, asked -> taps.trace(asked).legs().stream()
                .map(leg -> leg.key().server())
                .collect(Collectors.toSet()));
    }
}
