package org.droppoint.correlate.loss;

import org.droppoint.base.Direction;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * A stack takes a reset only at the very number that it waits for, and answers one beyond it by an acknowledgement (RFC 5961
 * section 3.2). Whose connection was gone behind a reset, without a word in between, had all that came before its number.
 */
final class TakenReset {
    private TakenReset() {}

    /** Up to where all had come, by what any tap shows; 0 where none does. */
    static long upTo(DirectionLedger ledger) {
        Direction direction = ledger.direction();
        long number = 0;
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg == null
                    || !leg.leg().synSeen(direction)
                    || !TcpFlags.has(leg.leg().flagsSeen(direction), TcpFlags.RST)) {
                continue;
            }
            int reset = firstReset(leg, direction);
            if (reset != SegmentStore.NONE && wasTaken(leg, reset)) {
                number = Math.max(number, leg.start(reset));
            }
        }
        return number;
    }

    private static int firstReset(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        int row = leg.firstRow();
        while (row != SegmentStore.NONE
                && !(store.direction(row) == direction && TcpFlags.has(store.flags(row), TcpFlags.RST))) {
            row = store.next(row);
        }
        return row;
    }

    /** All that the receiver said behind it are resets without ACK, and it had said none before. */
    private static boolean wasTaken(SessionLeg leg, int reset) {
        SegmentStore store = leg.leg().store();
        boolean answered = false;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == store.direction(reset)) {
                continue;
            }
            boolean bare =
                    TcpFlags.has(store.flags(row), TcpFlags.RST) && !TcpFlags.has(store.flags(row), TcpFlags.ACK);
            if (bare != row > reset) {
                return false;
            }
            answered |= bare;
        }
        return answered;
    }
}
