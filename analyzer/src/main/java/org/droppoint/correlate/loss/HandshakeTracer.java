package org.droppoint.correlate.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Handshake;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** Tells from the packets that open a connection how far its handshake came, and which legs show that connection. */
public final class HandshakeTracer {
    private static final int HANDSHAKE = TcpFlags.SYN | TcpFlags.RST;

    private HandshakeTracer() {}

    public static Handshake trace(TrailTracer client, TrailTracer server) {
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
}
