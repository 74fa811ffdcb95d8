package org.droppoint.correlate.loss;

import java.util.Arrays;
import org.droppoint.base.Direction;
import org.droppoint.correlate.recording.TapRecord;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Fragment;
import org.droppoint.correlate.session.Frontier;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.Transmissions;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** Whether the receiver acknowledged a stretch of bytes, be it at a tap that does not hear it, or by what its sender does. */
final class Receipts {
    /** Who has waited so often in vain goes on with what he waits for. */
    private static final int TIMEOUTS_TO_BELIEVE = 2;

    private final TracedDirection traced;
    private final DirectionLedger ledger;
    private final TakenTurns turns;
    private long repeatedFrom = -1;

    Receipts(TracedDirection traced, TakenTurns turns) {
        this.traced = traced;
        this.ledger = traced.ledger();
        this.turns = turns;
    }

    /**
     * The acknowledgement came back through the tap nearest the receiver, or through the last one that can hear it, or that
     * was still there to hear it; or the sender itself shows that it had one.
     */
    boolean acknowledged(Fragment fragment) {
        int last = traced.lastPosition();
        return fragment.acknowledged(last)
                || fragment.seen(last) && fragment.acknowledgedAnywhere() && !answeredInBetween(fragment, last)
                || !ledger.hearsReceiver(last) && fragment.acknowledged(ledger.lastHearing())
                || fragment.range().end() <= repeatedFrom()
                || traced.cameBeforeHello(fragment.range())
                || fragment.acknowledgedAnywhere() && acknowledgedWhenOthersHadEnded(fragment)
                || ledger.lastHearing() < 0 && turns.show(fragment.range());
    }

    /**
     * From where the sender sent again and again: after a timeout that is the first that was not acknowledged (RFC 6298
     * section 5.4), whoever heard the acknowledgements. A lost tail may be probed once for what is not (RFC 8985 section 7).
     */
    long repeatedFrom() {
        if (repeatedFrom < 0) {
            repeatedFrom = 0;
            int last = traced.lastPosition();
            for (int i = 0; i < ledger.positions(); i++) {
                boolean sameConnection = i == last || ledger.packetsPass(i, last);
                repeatedFrom = sameConnection ? Math.max(repeatedFrom, repeatedFrom(i)) : repeatedFrom;
            }
        }
        return repeatedFrom;
    }

    private long repeatedFrom(int position) {
        Transmissions sent = traced.transmissions(position);
        SessionLeg leg = ledger.at(position);
        long from = 0;
        Lacking lacking = leg == null || sent == null ? null : new Lacking(leg, ledger.direction());
        for (int i = 0; lacking != null && sent != null && leg != null && i < sent.count(); ) {
            SegmentStore store = leg.leg().store();
            int timeouts = 0;
            int next = i + 1;
            while (next < sent.count() && sent.start(next) == sent.start(i)) {
                long waited = store.epochNanos(sent.row(next)) - store.epochNanos(sent.row(next - 1));
                timeouts += waited >= Delivery.SHORTEST_TIMEOUT_NANOS ? 1 : 0;
                next++;
            }
            boolean believed = timeouts >= TIMEOUTS_TO_BELIEVE && !lacking.after(sent.row(next - 1), sent.start(i));
            from = believed ? Math.max(from, sent.start(i)) : from;
            i = next;
        }
        return from;
    }

    /** What a leg shows of its receiver's acknowledgements: the least from each of them on. */
    private static final class Lacking {
        private final int[] rows;
        private final long[] least;

        Lacking(SessionLeg leg, Direction direction) {
            SegmentStore store = leg.leg().store();
            rows = Arrays.stream(leg.leg().rows())
                    .filter(row -> store.direction(row) != direction
                            && !store.isOutside(row)
                            && !TcpFlags.has(store.flags(row), TcpFlags.RST)
                            && store.ack(row) != SegmentStore.NO_ACK)
                    .toArray();
            least = Arrays.stream(rows).mapToLong(leg::ack).toArray();
            for (int i = least.length - 2; i >= 0; i--) {
                least[i] = Math.min(least[i], least[i + 1]);
            }
        }

        /** After the last copy the receiver still acknowledges less: the sender repeats this beside something before it. */
        boolean after(int lastCopy, long start) {
            int at = Arrays.binarySearch(rows, lastCopy);
            int next = at >= 0 ? at + 1 : -at - 1;
            return next < rows.length && least[next] < start;
        }
    }

    private boolean acknowledgedWhenOthersHadEnded(Fragment fragment) {
        for (int i = ledger.positions() - 1; i >= 0; i--) {
            SessionLeg leg = ledger.at(i);
            if (leg == null) {
                continue;
            }
            if (fragment.acknowledged(i)) {
                long at = traced.ackTimes(i, leg).firstCovering(fragment.range().end());
                return at != Frontier.NEVER
                        && endedBehind(i, traced.record(i).clock().toReference(at));
            }
        }
        return false;
    }

    /** Whether every capture behind a position that holds the session had ended by a time, for all that clocks tell. */
    private boolean endedBehind(int position, long nanos) {
        if (!traced.record(position).clock().known()) {
            return true;
        }
        for (int i = position + 1; i < ledger.positions(); i++) {
            TapRecord record = traced.record(i);
            boolean running = record.clock().known()
                    && record.clock().fromReference(nanos) <= record.trace().lastNanos();
            if (ledger.at(i) != null && running) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a device in between acknowledged for the receiver and then repeated the bytes itself, as a proxy of TCP
     * does: who has been acknowledged does not repeat (RFC 9293 section 3.10.8), and the tap beyond, which hears the
     * receiver, saw no acknowledgement of it.
     */
    boolean answeredInBetween(Fragment fragment, int last) {
        int[] copies = traced.carrying(last, fragment.range());
        boolean hears = ledger.hearsReceiver(last)
                && traced.record(last)
                                .missProbability(
                                        ledger.session(), ledger.direction().opposite(), false)
                        <= TapView.MAX_DOUBT;
        if (copies.length < 2 || !hears) {
            return false;
        }
        long repeated = traced.referenceNanos(last, copies[copies.length - 1]);
        for (int i = 0; i < last; i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && fragment.acknowledged(i)) {
                long acknowledged =
                        traced.ackTimes(i, leg).firstCovering(fragment.range().end());
                return acknowledged != Frontier.NEVER
                        && repeated - traced.record(i).clock().toReference(acknowledged)
                                >= Delivery.SHORTEST_TIMEOUT_NANOS;
            }
        }
        return false;
    }
}
