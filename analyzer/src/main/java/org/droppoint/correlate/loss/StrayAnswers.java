package org.droppoint.correlate.loss;

import java.util.Arrays;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
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
    private final @Nullable BareResets[] resets;

    /** What came before a reset in the sender's name, as its receiver's tap saw it; null until asked for. */
    private @Nullable Coverage taken;

    private boolean wasReset;

    StrayAnswers(TracedDirection traced) {
        this.traced = traced;
        this.ledger = traced.ledger();
        this.resets = new BareResets[ledger.positions()];
    }

    /** Whether some packet of these bytes was answered so; any tap that has both may tell. */
    boolean answered(ByteRange range) {
        for (int i = 0; i < ledger.positions(); i++) {
            BareResets here = resets(i);
            if (here != null && Arrays.stream(traced.carrying(i, range)).anyMatch(here::answer)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether as many such resets came as there are packets that can have asked for one, from an end that had left by FIN, by a
     * reset of its own, or had been reset in the sender's name: all of them arrived, be it that a capture farther on misses some.
     *
     * @param bare packets without data may have asked, too, and none of them need be among those that vanished
     */
    boolean answeredAll(ByteRange range, boolean bare) {
        for (int i = 0; i < ledger.positions(); i++) {
            BareResets here = resets(i);
            int[] copies = here == null || !hadLeft(i, here) ? new int[0] : traced.carrying(i, range);
            if (here != null && copies.length > 0 && here.answerAll(copies[0], bare)) {
                return true;
            }
        }
        return false;
    }

    /** Those that a position holds; null where its tap heard no reset of the receiver. */
    private @Nullable BareResets resets(int position) {
        SessionLeg leg = ledger.at(position);
        if (leg == null || !hasSaid(leg, TcpFlags.RST)) {
            return null;
        }
        BareResets here = resets[position];
        if (here == null) {
            here = new BareResets(
                    leg,
                    ledger.direction(),
                    taken(),
                    traced.ackTimes(position, leg).shortestNanos());
            resets[position] = here;
        }
        return here;
    }

    private boolean hadLeft(int position, BareResets here) {
        SessionLeg leg = ledger.at(position);
        return leg != null && (wasReset || here.resetItself() || hasSaid(leg, TcpFlags.FIN));
    }

    /** Whether the receiver sent such a packet. */
    private boolean hasSaid(SessionLeg leg, int flag) {
        return TcpFlags.has(leg.leg().flagsSeen(ledger.direction().opposite()), flag);
    }

    private Coverage taken() {
        Coverage before = taken;
        if (before == null) {
            before = new Coverage();
            wasReset = takenBeforeReset(before);
            taken = before;
        }
        return before;
    }

    /**
     * What the tap nearest the receiver that holds a reset in the sender's name saw before it; false where none holds one, or none
     * of the receiver's own behind it.
     */
    private boolean takenBeforeReset(Coverage taken) {
        for (int i = ledger.positions() - 1; i >= 0; i--) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && TcpFlags.has(leg.leg().flagsSeen(ledger.direction()), TcpFlags.RST)) {
                return takenBeforeReset(leg, taken);
            }
        }
        return false;
    }

    private boolean takenBeforeReset(SessionLeg leg, Coverage taken) {
        SegmentStore store = leg.leg().store();
        ForeignMarks marks = new ForeignMarks(leg, ledger.direction().opposite());
        boolean reset = false;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean own = store.direction(row) == ledger.direction();
            boolean resets = TcpFlags.has(store.flags(row), TcpFlags.RST);
            if (reset && !own && resets && !marks.onReset(row)) {
                return true;
            }
            reset |= own && resets;
            if (own && !reset && store.carriesStream(row)) {
                taken.add(leg.range(row));
            }
        }
        return false;
    }
}
