package org.droppoint.correlate.loss;

import java.util.Arrays;
import java.util.OptionalLong;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.correlate.recording.ForeignMarks;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.RoundTrip;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * A RST without ACK at the very number that packets acknowledge answers them (RFC 9293 section 3.10.7.1): they arrived,
 * where no connection was any more. One that bears another machine's marks was made on the way, and answers nothing.
 */
final class StrayAnswers {
    /** A way so short is no measure of who is how far. */
    private static final long LEAST_ROUND_TRIP_NANOS = 5_000_000L;

    private final TracedDirection traced;
    private final DirectionLedger ledger;

    /** What came before a reset in the sender's name, as its receiver's tap saw it; null until asked for. */
    private @Nullable Coverage taken;

    private boolean wasReset;

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
     * Whether as many such resets came as there are packets that can have asked for one, from an end that had left by FIN
     * or had been reset in the sender's name: all of them arrived, be it that a capture farther on misses some.
     *
     * @param bare packets without data may have asked, too, and none of them need be among those that vanished
     */
    boolean answeredAll(ByteRange range, boolean bare) {
        if (taken == null) {
            taken = new Coverage();
            wasReset = takenBeforeReset(taken);
        }
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            int[] copies = traced.carrying(i, range);
            int said = leg == null ? 0 : leg.leg().flagsSeen(ledger.direction().opposite());
            boolean left = TcpFlags.has(said, TcpFlags.RST) && (wasReset || TcpFlags.has(said, TcpFlags.FIN));
            if (leg != null && copies.length > 0 && left && answeredAll(leg, copies[0], bare, taken)) {
                return true;
            }
        }
        return false;
    }

    private boolean answeredAll(SessionLeg leg, int first, boolean bare, Coverage taken) {
        SegmentStore store = leg.leg().store();
        long number = store.ack(first);
        int asking = 0;
        int answers = 0;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean reset = TcpFlags.has(store.flags(row), TcpFlags.RST);
            if (store.isDuplicateFrame(row)) {
                continue;
            }
            if (store.direction(row) == ledger.direction()) {
                boolean asks = store.ack(row) == number && !reset;
                boolean before = store.length(row) > 0 && taken.contains(leg.range(row));
                boolean takesRoom = store.length(row) > 0 || TcpFlags.has(store.flags(row), TcpFlags.FIN);
                asking += asks && !before && (bare || takesRoom) ? 1 : 0;
            } else if (reset && !TcpFlags.has(store.flags(row), TcpFlags.ACK)) {
                boolean own = !ForeignMarks.onReset(leg, row) && hasTravelled(leg, row, number);
                answers += store.payloadStart(row) == number && own ? 1 : 0;
            }
        }
        return answers > 0 && answers >= asking;
    }

    /** The way there and back takes its time, on a link that crawls much of it: what comes sooner was made nearer. */
    private boolean hasTravelled(SessionLeg leg, int reset, long number) {
        SegmentStore store = leg.leg().store();
        OptionalLong beyond = ledger.direction() == Direction.CLIENT_TO_SERVER
                ? RoundTrip.synWait(leg.leg())
                : RoundTrip.ackWait(leg.leg());
        long roundTrip = RoundTrip.isSingle(leg.leg()) ? beyond.orElse(0) : 0;
        if (roundTrip < LEAST_ROUND_TRIP_NANOS) {
            return true;
        }
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE && row != reset; row = store.next(row)) {
            long waited = store.epochNanos(reset) - store.epochNanos(row);
            boolean asks = store.direction(row) == ledger.direction()
                    && store.ack(row) == number
                    && !TcpFlags.has(store.flags(row), TcpFlags.RST);
            if (asks && waited >= roundTrip / 2) {
                return true;
            }
        }
        return false;
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
        boolean reset = false;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean own = store.direction(row) == ledger.direction();
            boolean resets = TcpFlags.has(store.flags(row), TcpFlags.RST);
            if (reset && !own && resets && !ForeignMarks.onReset(leg, row)) {
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
