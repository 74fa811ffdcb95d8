package org.droppoint.correlate.order;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.droppoint.base.Direction;
import org.droppoint.base.FlowKey;
import org.droppoint.base.MailPath;
import org.droppoint.base.Tap;
import org.droppoint.correlate.match.Passage;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.flow.Leg;
import org.droppoint.flow.RoundTrip;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.StampGrain;
import org.droppoint.flow.TcpFlags;
import org.droppoint.flow.TimeToLive;

/**
 * Which end of the path opened a session. Along the way a packet's TTL falls, so that the side whose packets lose TTL
 * from the host's tap outwards is the host's; and the time from SYN to SYN-ACK falls towards the server. Mail from the host
 * outwards is what nothing contradicts.
 */
public final class Orientation {
    /** More routers hardly lie between two neighbouring taps; a larger difference is a device that sets TTLs anew. */
    private static final int MOST_ROUTERS = 4;

    /** Where both directions lose TTL alike, each its own way, as many may lie between two taps as on any path. */
    private static final int MOST_ROUTERS_ALIKE = 30;

    /** The side that so many more routers separate from a tap is the far one. */
    private static final int CLEARLY_FARTHER = 3;

    /** Within a machine and its own network packets take less. */
    private static final long A_WAY_NANOS = 2_000_000;

    /** Who answers so many times sooner is there. */
    private static final int AT_ONCE = 10;

    private Orientation() {}

    /** Whether the listening side (port 25) sits at the host's end, inbound mail, as far as this session alone tells. */
    public static boolean serverAtHost(Passage passage) {
        return shown(passage).orElseGet(() -> likely(passage.legs()));
    }

    /**
     * Whether the listening side sits at the host's end, as two taps show it; empty where none do. A proxy's packets are
     * its own, so that their TTL across it tells nothing.
     */
    public static Optional<Boolean> shown(Passage passage) {
        List<SessionLeg> session = passage.legs();
        for (int i = 0; i + 1 < session.size(); i++) {
            Leg near = session.get(i).leg();
            Leg far = session.get(i + 1).leg();
            int client = fall(near, far, Direction.CLIENT_TO_SERVER);
            int server = fall(near, far, Direction.SERVER_TO_CLIENT);
            if (client != server && passage.between(i, i + 1)) {
                return Optional.of(client < server);
            }
        }
        for (int i = 0; i + 1 < session.size(); i++) {
            for (int j = i + 1; j < session.size(); j++) {
                int fall = fallAlike(session.get(i).leg(), session.get(j).leg());
                if (fall != 0 && passage.between(i, j)) {
                    return Optional.of(fall < 0);
                }
            }
        }
        return byWaits(passage);
    }

    /**
     * The nearer a tap lies to the server, the sooner its SYN-ACK follows the SYN there, whatever the clocks say: the same
     * two packets pass both taps, one after the other and back. Against addresses that say the mail leaves it may be that
     * the captures were given in the other order.
     */
    private static Optional<Boolean> byWaits(Passage passage) {
        List<SessionLeg> session = passage.legs();
        for (int i = 0; i + 1 < session.size(); i++) {
            for (int j = i + 1; j < session.size(); j++) {
                long longer = waitsLonger(session.get(i).leg(), session.get(j).leg());
                if (longer != 0 && passage.between(i, j)) {
                    boolean inbound = longer < 0;
                    return inbound && leaves(session) ? Optional.empty() : Optional.of(inbound);
                }
            }
        }
        return Optional.empty();
    }

    /** By how much longer the SYN waited at one leg than at another, in nanoseconds; 0 where their clocks do not tell. */
    private static long waitsLonger(Leg near, Leg far) {
        OptionalLong here = RoundTrip.synWait(near);
        OptionalLong there = RoundTrip.synWait(far);
        if (here.isEmpty() || there.isEmpty() || !RoundTrip.isSingle(near) || !RoundTrip.isSingle(far)) {
            return 0;
        }
        long longer = here.getAsLong() - there.getAsLong();
        long drift = (long) (Math.max(here.getAsLong(), there.getAsLong()) * 2 * ClockModel.MAX_DRIFT);
        long grain = StampGrain.nanos(List.of(near)) + StampGrain.nanos(List.of(far));
        return Math.abs(longer) > GivenOrder.TELLING_NANOS + drift + grain ? longer : 0;
    }

    /** The same as each tap tells for itself: the distances of both sides, their addresses, and how soon they answer. */
    public static boolean likely(List<SessionLeg> session) {
        return session.stream()
                .flatMap(leg -> byDistance(leg).stream())
                .findFirst()
                .or(() -> byAddresses(session))
                .or(() ->
                        session.stream().flatMap(leg -> byAnswers(leg).stream()).findFirst())
                .orElse(false);
    }

    private static Optional<Boolean> byAddresses(List<SessionLeg> session) {
        return session.stream().flatMap(leg -> byAddresses(leg.key()).stream()).findFirst();
    }

    private static Optional<Boolean> byAddresses(FlowKey key) {
        boolean server = key.server().address().isPrivate();
        return server == key.client().address().isPrivate() ? Optional.empty() : Optional.of(server);
    }

    /** A private address belongs to the host's side where the other one is public: so for all sessions that tell. */
    static boolean comesInByAddresses(List<TapTrace> traces) {
        Set<Boolean> told = traces.stream()
                .flatMap(trace -> trace.legs().stream())
                .flatMap(leg -> byAddresses(leg.key()).stream())
                .collect(Collectors.toSet());
        return told.equals(Set.of(true));
    }

    /** By its addresses the session was opened from the host's side. */
    static boolean leaves(List<SessionLeg> session) {
        return byAddresses(session).map(inbound -> !inbound).orElse(false);
    }

    /** At the host's own taps the host answers at once, and the far end after the whole way. */
    private static Optional<Boolean> byAnswers(SessionLeg leg) {
        OptionalLong server = RoundTrip.synWait(leg.leg());
        OptionalLong client = RoundTrip.ackWait(leg.leg());
        if (!MailPath.isUsual(leg.tap()) || server.isEmpty() || client.isEmpty() || !RoundTrip.isSingle(leg.leg())) {
            return Optional.empty();
        }
        boolean inbound = client.getAsLong() >= A_WAY_NANOS && server.getAsLong() * AT_ONCE < client.getAsLong();
        return inbound ? Optional.of(true) : Optional.empty();
    }

    /**
     * From the way that each side's packets have behind them at one tap. What reaches the host's own tap with a TTL
     * spent on the way is not the host's, unless the way is as short as one out of a container, and it comes from a private
     * address for a public one; elsewhere the side that is clearly farther away is not, nor, between host and firewall, the
     * one that is farther away at all: behind the firewall the far end may stand next to the tap. What is next to a tap may
     * also be a device that answers in the far end's name: a private address that asks a public one is the host's side. A tap
     * of the user's own may stand beside the far end.
     */
    private static Optional<Boolean> byDistance(SessionLeg leg) {
        int client = routersPassed(usualTtl(leg.leg(), Direction.CLIENT_TO_SERVER));
        int server = routersPassed(usualTtl(leg.leg(), Direction.SERVER_TO_CLIENT));
        if (leg.tap().name().equals(Tap.HOST)) {
            boolean leaves = leaves(List.of(leg));
            boolean fromAfar = leaves ? server == 0 && client >= CLEARLY_FARTHER : server <= 0 && client > 0;
            return fromAfar ? Optional.of(true) : Optional.empty();
        }
        if (leg.tap().order() > 0 && !MailPath.isUsual(leg.tap())) {
            return Optional.empty();
        }
        boolean before = server == 0 && client > 0 && !leg.tap().name().equals(Tap.OUTSIDE);
        boolean farther = before || client - Math.max(0, server) >= CLEARLY_FARTHER;
        return farther && !leaves(List.of(leg)) ? Optional.of(true) : Optional.empty();
    }

    /** Whether a direction's packets have passed more routers than stand within most networks. */
    static boolean isFar(Leg leg, Direction direction) {
        return routersPassed(usualTtl(leg, direction)) >= CLEARLY_FARTHER;
    }

    /** Routers between a packet's sender, which starts at 64, 128 or 255, and the tap; -1 where there is no packet. */
    private static int routersPassed(int ttl) {
        return ttl < 0 ? -1 : TimeToLive.initial(ttl) - ttl;
    }

    /** How much TTL a direction's packets lose from one leg to the other; 0 where that is unknown or cannot be. */
    static int fall(Leg near, Leg far, Direction direction) {
        int here = usualTtl(near, direction);
        int there = usualTtl(far, direction);
        int fall = here - there;
        boolean plausible = here >= 0 && there >= 0 && Math.abs(fall) <= MOST_ROUTERS;
        return plausible ? fall : 0;
    }

    /** What the client's packets lose from one leg to the other where the server's lose as much the other way, or 0. */
    private static int fallAlike(Leg near, Leg far) {
        int client = loss(near, far, Direction.CLIENT_TO_SERVER);
        int server = loss(far, near, Direction.SERVER_TO_CLIENT);
        boolean alike = Math.abs(client - server) <= MOST_ROUTERS && Math.abs(client) <= MOST_ROUTERS_ALIKE;
        return alike && Integer.signum(client) == Integer.signum(server) ? client : 0;
    }

    private static int loss(Leg from, Leg to, Direction direction) {
        int here = usualTtl(from, direction);
        int there = usualTtl(to, direction);
        return here < 0 || there < 0 ? 0 : here - there;
    }

    /** The TTL (hop limit) that most packets of a direction carry, resets aside; -1 where there are none. */
    static int usualTtl(Leg leg, Direction direction) {
        Map<Integer, Integer> counts = new HashMap<>();
        SegmentStore store = leg.store();
        int taken = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE && taken < 64; row = store.next(row)) {
            if (store.direction(row) == direction && (store.flags(row) & TcpFlags.RST) == 0) {
                counts.merge(store.ttl(row), 1, Integer::sum);
                taken++;
            }
        }
        return counts.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(-1);
    }
}
