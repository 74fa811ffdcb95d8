package org.droppoint.flow;

import org.droppoint.base.Direction;
import org.droppoint.wire.Packet;

/**
 * Unwraps a segment's sequence, acknowledgement and SACK numbers (RFC 9293 section 3.4, RFC 2018) into offsets of its two
 * streams, here and nowhere else. Each side's number of offset 0 comes from its SYN, or where that was not seen from the
 * first packet that tells it.
 */
final class SequenceNumbers {
    private SequenceNumbers() {}

    /** Sets a row's offsets and lets both sides of its connection learn from them; allocates nothing but for a SYN. */
    static void place(SegmentRow row, Connection connection, Packet packet, boolean fromA) {
        boolean syn = (packet.tcpFlags & TcpFlags.SYN) != 0;
        boolean reset = (packet.tcpFlags & TcpFlags.RST) != 0;
        Side sender = connection.sender(fromA);
        row.outside = false;
        if (syn && !reset) {
            handshake(row, connection.leg, sender, packet);
            row.start = -1;
        } else if (sender.isKnown()) {
            row.start = sender.offset(packet.sequence);
            row.outside = sender.isOutside(row.start);
        } else {
            row.start = 0;
            if (!reset) {
                sender.synchronise(packet.sequence);
                connection.leg.synchronise(row.direction, packet.sequence, null);
            }
        }
        if (!reset) {
            sender.learn(row.payloadStart() + row.length);
            if (row.carriesStream()) {
                sender.countPayload();
            }
        }
        acknowledged(row, connection, packet, fromA, syn, reset);
    }

    private static void handshake(SegmentRow row, Leg leg, Side sender, Packet packet) {
        int zero = packet.sequence + 1;
        if (sender.isKnown() && !sender.startsAt(zero)) {
            if (sender.isFromSyn()) {
                sender.offerAlternate(zero);
                return;
            }
            if (sender.hasPayload()) {
                return;
            }
        }
        if (!sender.isFromSyn()) {
            if (!sender.startsAt(zero)) {
                sender.synchronise(zero);
            }
            sender.sawSyn();
            leg.synchronise(row.direction, zero, HandshakeOptions.of(packet));
        }
    }

    private static void acknowledged(
            SegmentRow row, Connection connection, Packet packet, boolean fromA, boolean syn, boolean reset) {
        Side receiver = connection.receiver(fromA);
        Direction opposite = row.direction.opposite();
        row.ack = SegmentStore.NO_ACK;
        row.sackEdgeCount = 0;
        if ((packet.tcpFlags & TcpFlags.ACK) == 0) {
            return;
        }
        if (!receiver.isKnown()) {
            if (reset) {
                return;
            }
            receiver.synchronise(packet.acknowledgement);
            connection.leg.synchronise(opposite, packet.acknowledgement, null);
        } else if (!syn && receiver.chooseAlternate(packet.acknowledgement)) {
            connection.leg.synchronise(opposite, packet.acknowledgement, null);
        }
        row.ack = receiver.offset(packet.acknowledgement);
        if (!reset && !row.outside) {
            receiver.learn(row.ack);
        }
        for (int i = 0; i < packet.sackEdgeCount; i++) {
            row.sackEdges[i] = receiver.offset(packet.sackEdges[i]);
        }
        row.sackEdgeCount = packet.sackEdgeCount;
    }
}
