package org.droppoint.correlate;

import org.droppoint.base.Direction;
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
 */
public record Handshake(
        @Nullable Trail syn, @Nullable Trail synAck, @Nullable Trail clientWentOn, boolean serverWentOn) {

    static Handshake trace(LossTracer client, LossTracer server) {
        return new Handshake(
                client.trail(flags -> TcpFlags.has(flags, TcpFlags.SYN)),
                server.trail(flags -> TcpFlags.has(flags, TcpFlags.SYN)),
                client.trail(flags -> (flags & (TcpFlags.SYN | TcpFlags.RST)) == 0),
                anyData(server.ledger()));
    }

    private static boolean anyData(DirectionLedger ledger) {
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg == null) {
                continue;
            }
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                boolean plain = (store.flags(row) & (TcpFlags.SYN | TcpFlags.RST)) == 0;
                if (store.direction(row) == Direction.SERVER_TO_CLIENT && plain) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Some tap saw the handshake end, or the connection was open before capturing began. */
    public boolean completed() {
        boolean fromTheMiddle = syn == null && synAck == null;
        return fromTheMiddle || serverWentOn;
    }
}
