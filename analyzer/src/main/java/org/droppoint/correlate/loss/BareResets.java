package org.droppoint.correlate.loss;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.correlate.recording.ForeignMarks;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.RoundTrip;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * The resets without ACK that one tap saw a receiver send, by the number at which each stands, and the packets of the sender
 * that acknowledged that number and so can have asked for one.
 */
final class BareResets {
    /** A way so short is no measure of who is how far. */
    private static final long LEAST_ROUND_TRIP_NANOS = 5_000_000L;

    /** What was asked and answered at one number. */
    private static final class Tally {
        private int asking;
        private int askingWithRoom;
        private long firstAskedNanos = Long.MAX_VALUE;
        private int answers;
        private long lastAnswerNanos = Long.MIN_VALUE;
    }

    private final SegmentStore store;
    private final Map<Long, Tally> tallies = new HashMap<>();
    private final long leastNanos;
    private boolean resetItself;

    /**
     * @param direction of the packets that are answered
     * @param taken what of them came before the connection was gone, and asks for nothing
     * @param acknowledgedNanos how soon something is acknowledged at the soonest: a proxy may accept long after it was asked
     */
    BareResets(SessionLeg leg, Direction direction, Coverage taken, long acknowledgedNanos) {
        this.store = leg.leg().store();
        this.leastNanos = leastNanos(leg, direction, acknowledgedNanos);
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (isBare(row, direction)) {
                tallies.computeIfAbsent(store.payloadStart(row), number -> new Tally());
            }
        }
        ForeignMarks marks = new ForeignMarks(leg, direction.opposite());
        for (int row = leg.firstRow(); row != SegmentStore.NONE && !tallies.isEmpty(); row = store.next(row)) {
            if (isBare(row, direction)) {
                answer(row, marks);
            } else if (store.direction(row) != direction) {
                resetItself |= isOwnReset(row, marks);
            } else if (!TcpFlags.has(store.flags(row), TcpFlags.RST)) {
                ask(row, store.length(row) > 0 && taken.contains(leg.range(row)));
            }
        }
    }

    /** The way there and back takes its time, on a link that crawls much of it: what comes sooner was made nearer. */
    private static long leastNanos(SessionLeg leg, Direction direction, long acknowledgedNanos) {
        OptionalLong beyond =
                direction == Direction.CLIENT_TO_SERVER ? RoundTrip.synWait(leg.leg()) : RoundTrip.ackWait(leg.leg());
        long roundTrip = RoundTrip.isSingle(leg.leg()) ? Math.min(acknowledgedNanos, beyond.orElse(0)) : 0;
        return roundTrip < LEAST_ROUND_TRIP_NANOS ? Long.MIN_VALUE : roundTrip / 2;
    }

    private boolean isBare(int row, Direction direction) {
        return store.direction(row) != direction
                && TcpFlags.has(store.flags(row), TcpFlags.RST)
                && !TcpFlags.has(store.flags(row), TcpFlags.ACK)
                && !store.isDuplicateFrame(row);
    }

    /** Who resets a connection that it has acknowledges what it got (RFC 9293 section 3.10.7.4); who has none does not. */
    private boolean isOwnReset(int row, ForeignMarks marks) {
        return TcpFlags.has(store.flags(row), TcpFlags.RST)
                && TcpFlags.has(store.flags(row), TcpFlags.ACK)
                && !store.isDuplicateFrame(row)
                && !marks.onReset(row);
    }

    boolean resetItself() {
        return resetItself;
    }

    /** One that bears another machine's marks was made on the way, and answers nothing. */
    private void answer(int row, ForeignMarks marks) {
        Tally tally = tallies.get(store.payloadStart(row));
        if (tally == null || marks.onReset(row)) {
            return;
        }
        long nanos = store.epochNanos(row);
        tally.lastAnswerNanos = Math.max(tally.lastAnswerNanos, nanos);
        boolean travelled = leastNanos == Long.MIN_VALUE
                || tally.firstAskedNanos != Long.MAX_VALUE && nanos - tally.firstAskedNanos >= leastNanos;
        tally.answers += travelled ? 1 : 0;
    }

    private void ask(int row, boolean before) {
        Tally tally = tallies.get(store.ack(row));
        if (tally == null) {
            return;
        }
        tally.firstAskedNanos = Math.min(tally.firstAskedNanos, store.epochNanos(row));
        if (!before && !store.isDuplicateFrame(row)) {
            boolean takesRoom = store.length(row) > 0 || TcpFlags.has(store.flags(row), TcpFlags.FIN);
            tally.asking++;
            tally.askingWithRoom += takesRoom ? 1 : 0;
        }
    }

    /** Whether a packet was answered so, be it that another one was meant. */
    boolean answer(int packet) {
        Tally tally = tallies.get(store.ack(packet));
        return tally != null && tally.lastAnswerNanos >= store.epochNanos(packet);
    }

    /**
     * Whether as many came at the number that a packet acknowledges as there are packets that can have asked for one.
     *
     * @param bare packets without data may have asked, too
     */
    boolean answerAll(int packet, boolean bare) {
        Tally tally = tallies.get(store.ack(packet));
        return tally != null && tally.answers > 0 && tally.answers >= (bare ? tally.asking : tally.askingWithRoom);
    }
}
