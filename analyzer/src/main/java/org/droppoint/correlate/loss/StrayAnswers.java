package org.droppoint.correlate.loss;

import java.util.Arrays;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.recording.ForeignMarks;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * A RST without ACK at the very number that packets acknowledge answers them (RFC 9293 section 3.10.7.1): they arrived,
 * where no connection was any more. One that bears another machine's marks was made on the way, and answers nothing.
 */
final class StrayAnswers {
    private final TracedDirection traced;
    private final DirectionLedger ledger;

    StrayAnswers(TracedDirection traced) {
        this.traced = traced;
        this.ledger = traced.ledger();
    }

    /** Whether some packet of these bytes was answered so; any tap that has both may tell. */
    boolean answered(ByteRange range) {
        for (int i = 0; i < ledger.positions(); i++) {
            if (answered(ledger.at(i), traced.carrying(i, range))) {
                return true;
            }
        }
        return false;
    }

    private boolean answered(@Nullable SessionLeg leg, int[] copies) {
        Direction back = ledger.direction().opposite();
        if (leg == null || !TcpFlags.has(leg.leg().flagsSeen(back), TcpFlags.RST)) {
            return false;
        }
        SegmentStore store = leg.leg().store();
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean stray = store.direction(row) == back
                    && TcpFlags.has(store.flags(row), TcpFlags.RST)
                    && !TcpFlags.has(store.flags(row), TcpFlags.ACK);
            int answer = row;
            if (stray
                    && Arrays.stream(copies)
                            .anyMatch(copy -> store.epochNanos(copy) <= store.epochNanos(answer)
                                    && store.ack(copy) == store.payloadStart(answer))
                    && !ForeignMarks.onReset(leg, row)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether as many such resets came as there are packets that can have asked for one, from an end that had left by FIN:
     * all of them arrived, be it that a capture farther on misses some.
     */
    boolean answeredAll(ByteRange range) {
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            int[] copies = traced.carrying(i, range);
            Direction back = ledger.direction().opposite();
            if (leg == null
                    || copies.length == 0
                    || !TcpFlags.has(leg.leg().flagsSeen(back), TcpFlags.RST)
                    || !TcpFlags.has(leg.leg().flagsSeen(back), TcpFlags.FIN)) {
                continue;
            }
            SegmentStore store = leg.leg().store();
            long number = store.ack(copies[0]);
            int asking = 0;
            int answers = 0;
            for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                boolean reset = TcpFlags.has(store.flags(row), TcpFlags.RST);
                if (store.isDuplicateFrame(row)) {
                    continue;
                }
                if (store.direction(row) == back) {
                    boolean bare = reset && !TcpFlags.has(store.flags(row), TcpFlags.ACK);
                    answers += bare && row > copies[0] && store.payloadStart(row) == number ? 1 : 0;
                } else if (store.ack(row) == number && !reset) {
                    asking += store.length(row) > 0 || TcpFlags.has(store.flags(row), TcpFlags.FIN) ? 1 : 0;
                }
            }
            if (answers > 0 && answers >= asking) {
                return true;
            }
        }
        return false;
    }
}
