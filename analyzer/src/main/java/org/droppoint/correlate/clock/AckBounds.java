package org.droppoint.correlate.clock;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.match.Passage;
import org.droppoint.correlate.match.SessionLegs;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Transmissions;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * What acknowledgements say about the clock of a tap that recorded one direction only. Bytes pass every tap before
 * their receiver has them, and what acknowledges them passes every tap afterwards (RFC 9293 section 3.4): so the
 * acknowledgement at one tap is later than the bytes at any other, which bounds the clock from the side that packets of
 * one direction leave open. Wider than packets seen at both taps allow, by what the ends take to answer.
 */
final class AckBounds {
    private final SessionLeg own;
    private final SessionLeg other;
    private final ClockModel clock;
    private final long roundingNanos;
    private final ClockBounds into;

    private AckBounds(SessionLeg own, SessionLeg other, ClockModel clock, long roundingNanos, ClockBounds into) {
        this.own = own;
        this.other = other;
        this.clock = clock;
        this.roundingNanos = roundingNanos;
        this.into = into;
    }

    /**
     * @param clock that of {@code other}, known
     * @param roundingNanos how far two stamps of these taps may be off by being rounded
     */
    static void add(
            List<SessionLegs> sessions, Tap own, Tap other, ClockModel clock, long roundingNanos, ClockBounds into) {
        for (SessionLegs session : sessions) {
            Passage passage = session.passage();
            int here = at(passage.legs(), own);
            int there = at(passage.legs(), other);
            if (here >= 0 && there >= 0 && passage.between(here, there)) {
                AckBounds bounds =
                        new AckBounds(passage.legs().get(here), passage.legs().get(there), clock, roundingNanos, into);
                for (Direction data : Direction.values()) {
                    bounds.take(data);
                }
            }
        }
    }

    private static int at(List<SessionLeg> legs, Tap tap) {
        for (int i = 0; i < legs.size(); i++) {
            if (legs.get(i).tap().equals(tap)) {
                return i;
            }
        }
        return -1;
    }

    private void take(Direction data) {
        Transmissions ownData = new Transmissions(own, data);
        Transmissions otherData = new Transmissions(other, data);
        acknowledged(own, data, otherData, (ack, sent) -> bound(ack, sent, true));
        acknowledged(other, data, ownData, (ack, sent) -> bound(sent, ack, false));
    }

    private interface Pair {
        void of(int ackRow, int dataRow);
    }

    /**
     * Every acknowledgement of new data at one tap, with the one transmission of its last byte at the other; none that
     * may be a later copy of what was acknowledged before. A reset may be forged, and acknowledges nothing.
     */
    private static void acknowledged(SessionLeg leg, Direction data, Transmissions sent, Pair pair) {
        SegmentStore store = leg.leg().store();
        long known = 0;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean answer = store.direction(row) != data && !TcpFlags.has(store.flags(row), TcpFlags.RST);
            long ack = answer ? leg.ack(row) : SegmentStore.NO_ACK;
            if (ack == SegmentStore.NO_ACK || ack <= known || store.isOutside(row)) {
                continue;
            }
            known = ack;
            int[] copies = sent.carrying(new ByteRange(ack - 1, ack));
            if (copies.length == 1 && sent.follows(copies[0])) {
                pair.of(row, copies[0]);
            }
        }
    }

    private void bound(int ownAt, int otherAt, boolean upper) {
        SegmentStore store = own.leg().store();
        long at = store.epochNanos(ownAt);
        SegmentStore others = other.leg().store();
        long error = clock.uncertainty(others, otherAt) + roundingNanos;
        long difference = at - clock.toReference(others, otherAt);
        into.add(ClockModel.order(store, ownAt), at, upper ? difference + error : difference - error, upper);
    }
}
