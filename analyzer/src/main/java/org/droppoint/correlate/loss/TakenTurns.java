package org.droppoint.correlate.loss;

import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Where no capture hears a receiver, its sender tells of it: the receiver said something new after these bytes had been sent,
 * and the sender new things upon that. A dialogue goes on in turns (RFC 5321 section 4.3.1), and in none that lacks some.
 */
final class TakenTurns {
    private TakenTurns() {}

    /** Whether some tap shows that these bytes had come. */
    static boolean show(DirectionLedger ledger, ByteRange range) {
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            int beyond = leg == null ? SegmentStore.NONE : ledger.firstBeyond(i, range.end());
            if (leg != null
                    && beyond != SegmentStore.NONE
                    && (wentOn(leg, ledger.direction(), beyond) || answersAll(leg, ledger.direction(), range.end()))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Behind its FIN the sender answers by a RST without ACK: its number is what the packet that it answers acknowledged (RFC
     * 9293 section 3.10.7.1).
     */
    private static boolean answersAll(SessionLeg leg, Direction direction, long end) {
        SegmentStore store = leg.leg().store();
        boolean closed = false;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            int flags = store.flags(row);
            boolean own = store.direction(row) == direction;
            closed |= own && TcpFlags.has(flags, TcpFlags.FIN);
            boolean stray = own && TcpFlags.has(flags, TcpFlags.RST) && !TcpFlags.has(flags, TcpFlags.ACK);
            if (closed && stray && leg.start(row) >= end) {
                return true;
            }
        }
        return false;
    }

    /** Behind this row the sender acknowledges more, and then says something new. */
    static boolean wentOn(SessionLeg leg, Direction direction, int row) {
        SegmentStore store = leg.leg().store();
        long acknowledged = leg.ack(row);
        long end = leg.end(row);
        boolean heard = false;
        for (int later = store.next(row); later != SegmentStore.NONE; later = store.next(later)) {
            if (store.direction(later) != direction || (store.flags(later) & TcpFlags.RST) != 0) {
                continue;
            }
            heard |= leg.ack(later) > acknowledged;
            boolean fresh = store.carriesStream(later) && leg.start(later) >= end;
            if (heard && fresh) {
                return true;
            }
            end = Math.max(end, leg.end(later));
        }
        return false;
    }
}
