package org.droppoint.finding.place;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.droppoint.base.Direction;
import org.droppoint.base.Endpoint;
import org.droppoint.base.Place;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.droppoint.flow.TimeToLive;

/**
 * Who speaks in an end's name to a tap. Routers count the TTL down (RFC 791 section 3.2), and the internet has many: what
 * comes from an address there with the TTL that stacks begin with was made nearer, by a proxy. Of private addresses, those
 * of documentation, and firewalls that bridge and do not route, nothing of the kind is known: a slow server may be next door.
 */
public final class Speaker {
    private final Session session;
    private final Locator locator;

    public Speaker(Session session, Locator locator) {
        this.session = session;
        this.locator = locator;
    }

    /** Every place where the machine may stand: the end alone, unless a proxy demonstrably speaks for it. */
    public List<Place> places(Side side, SessionLeg leg) {
        Direction direction = side.sends();
        List<Place> before = locator.before(direction, leg.tap());
        Endpoint speaker = direction == Direction.CLIENT_TO_SERVER
                ? leg.key().client()
                : leg.key().server();
        boolean far = before.contains(Place.FIREWALL) || before.contains(Place.UPSTREAM);
        return far && speaker.address().isOnInternet() && isFresh(leg, direction) && !isBridged()
                ? before
                : List.of(locator.end(side));
    }

    private static boolean isFresh(SessionLeg leg, Direction direction) {
        Set<Integer> ttls = ttls(leg, direction);
        return !ttls.isEmpty() && ttls.stream().allMatch(TimeToLive::isInitial);
    }

    /** Between two taps with a hop in between packets keep their TTL. */
    private boolean isBridged() {
        List<SessionLeg> legs = session.followedLegs();
        for (int i = 0; i + 1 < legs.size(); i++) {
            SessionLeg near = legs.get(i);
            SessionLeg far = legs.get(i + 1);
            List<Place> between = locator.between(near.tap(), far.tap()).places();
            boolean hop = between.contains(Place.FIREWALL) || between.contains(Place.UPSTREAM);
            for (Direction direction : Direction.values()) {
                if (hop
                        && session.packetsPass(near, far)
                        && ttls(near, direction).equals(ttls(far, direction))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Set<Integer> ttls(SessionLeg leg, Direction direction) {
        Set<Integer> ttls = new TreeSet<>();
        SegmentStore store = leg.leg().store();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == direction && !TcpFlags.has(store.flags(row), TcpFlags.RST)) {
                ttls.add(store.ttl(row));
            }
        }
        return ttls;
    }
}
