package org.droppoint.correlate.order;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.droppoint.base.FlowKey;
import org.droppoint.base.IpAddress;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.SessionLeg;

/**
 * Which addresses are the host's side's at each tap, as sessions tell whose direction is known. One whose own packets do
 * not tell, a blocked SYN for instance, is then known by its addresses.
 */
public final class HostSide {
    private record Place(Tap tap, IpAddress address) {}

    /** Above zero for the host's side, below for the far one. */
    private final Map<Place, Integer> votes = new HashMap<>();

    /** @param serverAtHost whether the listening side sits at the host's end */
    public void add(List<SessionLeg> legs, boolean serverAtHost) {
        for (SessionLeg leg : legs) {
            FlowKey key = leg.leg().key();
            votes.merge(new Place(leg.tap(), key.client().address()), serverAtHost ? -1 : 1, Integer::sum);
            votes.merge(new Place(leg.tap(), key.server().address()), serverAtHost ? 1 : -1, Integer::sum);
        }
    }

    /** Whether the listening side sits at the host's end; empty where the addresses are unknown, or tell both. */
    public Optional<Boolean> serverAtHost(List<SessionLeg> legs) {
        int server = 0;
        for (SessionLeg leg : legs) {
            FlowKey key = leg.leg().key();
            server += Integer.signum(vote(leg.tap(), key.server().address())
                    - vote(leg.tap(), key.client().address()));
        }
        return server == 0 ? Optional.empty() : Optional.of(server > 0);
    }

    private int vote(Tap tap, IpAddress address) {
        return Integer.signum(votes.getOrDefault(new Place(tap, address), 0));
    }
}
