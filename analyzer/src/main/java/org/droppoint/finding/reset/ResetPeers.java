package org.droppoint.finding.reset;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.base.IpAddress;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * A reset beside the other packets that one tap saw of its claimed sender, and of the end that it was sent to.
 *
 * @param before the sender's packets before the reset in this connection, resets left out, in order
 * @param after those that came later
 * @param victim the other end's packets, in order
 * @param elsewhere the sender's packets in its other connections at this tap, where this one holds too few
 */
record ResetPeers(
        SessionLeg leg,
        int row,
        List<Integer> before,
        List<Integer> after,
        List<Integer> victim,
        List<Peer> elsewhere) {
    /** Fewer packets of a sender are no habit. */
    static final int ENOUGH = 3;

    private static final int MOST = 512;

    /** A packet of the same sender in another connection. */
    record Peer(SessionLeg leg, int row) {}

    static ResetPeers of(SessionLeg leg, int reset, List<SessionTrace> sessions) {
        SegmentStore store = leg.leg().store();
        Direction direction = store.direction(reset);
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        List<Integer> victim = new ArrayList<>();
        boolean passed = false;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            passed |= row == reset;
            if (TcpFlags.has(store.flags(row), TcpFlags.RST) || store.isDuplicateFrame(row)) {
                continue;
            }
            List<Integer> into = store.direction(row) != direction ? victim : passed ? after : before;
            into.add(row);
        }
        List<Peer> elsewhere = before.size() + after.size() < ENOUGH ? elsewhere(leg, direction, sessions) : List.of();
        return new ResetPeers(leg, reset, before, after, victim, elsewhere);
    }

    private static List<Peer> elsewhere(SessionLeg leg, Direction direction, List<SessionTrace> sessions) {
        IpAddress sender = leg.leg().key().sender(direction).address();
        List<Peer> found = new ArrayList<>();
        for (SessionTrace other : sessions) {
            SessionLeg peer = other.session().leg(leg.tap());
            boolean same = peer != null
                    && peer != leg
                    && peer.leg().key().sender(direction).address().equals(sender);
            if (peer != null && same) {
                collect(peer, direction, found);
            }
        }
        return found;
    }

    private static void collect(SessionLeg leg, Direction direction, List<Peer> into) {
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE && into.size() < MOST; row = store.next(row)) {
            if (store.direction(row) == direction && !TcpFlags.has(store.flags(row), TcpFlags.RST)) {
                into.add(new Peer(leg, row));
            }
        }
    }

    SegmentStore store() {
        return leg.leg().store();
    }

    Direction direction() {
        return store().direction(row);
    }

    Side claimed() {
        return Side.sending(direction());
    }

    /**
     * RFC 9293 section 3.10.7.1: a segment with ACK for a connection that does not exist is answered by a RST at the number it
     * acknowledges, without ACK. Its sender had not said by FIN that it left.
     */
    boolean answersLostSocket() {
        return !has(TcpFlags.ACK)
                && victim.stream().anyMatch(packet -> store().ack(packet) == store().payloadStart(row))
                && before.stream().noneMatch(packet -> TcpFlags.has(store().flags(packet), TcpFlags.FIN));
    }

    boolean has(int flag) {
        return TcpFlags.has(store().flags(row), flag);
    }
}
