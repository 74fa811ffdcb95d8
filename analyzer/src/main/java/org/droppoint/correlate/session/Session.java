package org.droppoint.correlate.session;

import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.FlowKey;
import org.droppoint.base.Tap;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.flow.StreamView;
import org.jspecify.annotations.Nullable;

/**
 * One mail connection across the taps that saw it. Stream offsets are the session's: the first byte after the SYN is 0,
 * as the tap nearest the host counts them.
 *
 * @param index counts sessions from 0 in order of their start
 * @param legs in tap order, never empty
 * @param followed how many of the legs, from the host on, carry one and the same stream; fewer than all where TLS is ended
 *     and made anew in between
 * @param passing for each of the legs the first of those between which packets are shown to pass
 * @param connections for each of the legs which TCP connection it shows, counted from the host: behind a device that
 *     demonstrably ends TCP another one begins
 * @param serverAtHost the listening side is the host's: inbound mail
 * @param matchReasons why these legs are one session
 * @param dialogue what the session's two merged streams say
 */
public record Session(
        int index,
        List<SessionLeg> legs,
        int followed,
        List<Integer> passing,
        List<Integer> connections,
        boolean serverAtHost,
        List<String> matchReasons,
        StreamView clientToServer,
        StreamView serverToClient,
        Dialogue dialogue) {

    public Session {
        legs = List.copyOf(legs);
        passing = List.copyOf(passing);
        connections = List.copyOf(connections);
        matchReasons = List.copyOf(matchReasons);
    }

    /** The same session, opened from the other end of the path than this says. */
    public Session turned() {
        return new Session(
                index,
                legs,
                followed,
                passing,
                connections,
                !serverAtHost,
                matchReasons,
                clientToServer,
                serverToClient,
                dialogue);
    }

    /** Its SYN or SYN-ACK is on record. */
    public boolean begun() {
        return legs.stream().anyMatch(SessionLeg::begun);
    }

    /** The client's SYN is on record. */
    public boolean opened() {
        return legs.stream().anyMatch(leg -> leg.leg().synSeen(Direction.CLIENT_TO_SERVER));
    }

    /** Addresses and ports as the tap nearest the host sees them. */
    public FlowKey key() {
        return legs.get(0).leg().key();
    }

    /** The legs whose bytes are the same stream, along which loss can be followed. */
    public List<SessionLeg> followedLegs() {
        return legs.subList(0, followed);
    }

    /** Whether packets are shown to pass between two of its legs, their numbers rewritten at most. */
    public boolean packetsPass(SessionLeg one, SessionLeg other) {
        return passing.get(legs.indexOf(one)).equals(passing.get(legs.indexOf(other)));
    }

    /** Whether nothing shows that two of its legs belong to different TCP connections. */
    public boolean sameConnection(SessionLeg one, SessionLeg other) {
        return connections.get(legs.indexOf(one)).equals(connections.get(legs.indexOf(other)));
    }

    public @Nullable SessionLeg leg(Tap tap) {
        for (SessionLeg leg : legs) {
            if (leg.tap().equals(tap)) {
                return leg;
            }
        }
        return null;
    }

    public StreamView stream(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? clientToServer : serverToClient;
    }

    /** Whether what travels in this direction leaves the host. */
    public boolean outward(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER != serverAtHost;
    }

    /** The random of its ClientHello, drawn for one handshake (RFC 5246 section 7.4.1.2); empty where no capture holds it. */
    public Optional<String> clientRandom() {
        return dialogue.tls().stream()
                .flatMap(record -> record.messages().stream())
                .filter(TlsMessage.Handshake.class::isInstance)
                .map(message -> ((TlsMessage.Handshake) message).detail())
                .filter(TlsMessage.ClientHello.class::isInstance)
                .map(hello -> ((TlsMessage.ClientHello) hello).random())
                .findFirst();
    }
}
