package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * How far the TCP handshake came (RFC 9293 section 3.5).
 *
 * @param syn the client's SYN, null where no tap saw one
 * @param synAck the server's SYN-ACK, null where no tap saw one
 * @param clientWentOn the client's later packets, its acknowledgement first; null where no tap saw one
 * @param serverWentOn whether the server sent anything but SYN-ACKs and resets
 * @param legs those that show the connection which the client opened: all of the session's, unless a device in between
 *     demonstrably opened another one
 */
public record Handshake(
        @Nullable Trail syn,
        @Nullable Trail synAck,
        @Nullable Trail clientWentOn,
        boolean serverWentOn,
        List<SessionLeg> legs) {
    private static final int HANDSHAKE = TcpFlags.SYN | TcpFlags.RST;

    public Handshake {
        legs = List.copyOf(legs);
    }

    static Handshake trace(TrailTracer client, TrailTracer server) {
        int own = ownPositions(client.traced());
        List<SessionLeg> legs = new ArrayList<>();
        for (int i = 0; i < client.traced().ledger().positions(); i++) {
            SessionLeg leg = client.traced().ledger().at(i);
            if (leg != null && i < own) {
                legs.add(leg);
            }
        }
        return new Handshake(
                client.trail(flags -> TcpFlags.has(flags, TcpFlags.SYN)),
                server.trail(flags -> TcpFlags.has(flags, TcpFlags.SYN)),
                client.trail(own, flags -> (flags & HANDSHAKE) == 0),
                legs.stream().anyMatch(leg -> wentOn(leg, Direction.SERVER_TO_CLIENT)),
                own < client.traced().ledger().positions()
                        ? legs
                        : client.traced().ledger().session().legs());
    }

    /**
     * How many positions on the client's way show the connection that it opened. Whose connection stands repeats its SYN no
     * more: where the client still does, and went on farther along before that, a proxy did so in its name, and repeats
     * nothing there.
     */
    private static int ownPositions(TracedDirection client) {
        DirectionLedger ledger = client.ledger();
        int first = 0;
        while (first < ledger.positions() && ledger.at(first) == null) {
            first++;
        }
        SessionLeg own = first == ledger.positions() ? null : ledger.at(first);
        if (own == null || wentOn(own, Direction.CLIENT_TO_SERVER)) {
            return ledger.positions();
        }
        int[] asked = client.synRows(first);
        for (int i = first + 1; i < ledger.positions(); i++) {
            int[] beyond = client.rows(i, flags -> (flags & HANDSHAKE) == 0);
            if (asked.length > 1
                    && beyond.length > 0
                    && Arrays.stream(client.synRows(i)).noneMatch(syn -> syn > beyond[0])
                    && client.isAfter(first, asked[asked.length - 1], i, beyond[0])) {
                return i;
            }
        }
        return ledger.positions();
    }

    private static boolean wentOn(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == direction && (store.flags(row) & HANDSHAKE) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a tap shows the connection that the client opened. */
    public boolean isOn(Tap tap) {
        return legs.stream().anyMatch(leg -> leg.tap().equals(tap));
    }

    /** Some tap saw the handshake end, or the connection was open before capturing began. */
    public boolean completed() {
        boolean fromTheMiddle = syn == null && synAck == null;
        return fromTheMiddle || serverWentOn;
    }
}
