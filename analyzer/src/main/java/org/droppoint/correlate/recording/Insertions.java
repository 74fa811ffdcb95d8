package org.droppoint.correlate.recording;

import org.droppoint.base.Direction;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Fragment;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Tells bytes that a device put in, in an end's name, from bytes that a capture nearer that end missed. A stack counts all
 * that it has sent (RFC 9293 section 3.3.1): where it goes on, past such a tap, from the number at which those bytes begin,
 * it never sent them. Nor did it where they bear another stack's marks.
 */
public final class Insertions {
    /** A packet may be overtaken by so much on its way. */
    private static final long OVERTAKEN_NANOS = 20_000_000L;

    private Insertions() {}

    /** When a tap recorded a row, on the reference clock, and how far that may be off. */
    public interface Timing {
        long nanos(SessionLeg leg, int row);

        long errorNanos(SessionLeg leg, int row);
    }

    /** Whether these bytes, which a tap beyond this position holds, were made behind it. */
    public static boolean madeBehind(DirectionLedger ledger, int position, Fragment fragment, Timing timing) {
        SessionLeg leg = ledger.at(position);
        int witness = fragment.firstSeen();
        if (leg != null && witness < 0) {
            return neverSent(leg, ledger.direction(), fragment, timing);
        }
        SessionLeg beyond = witness > position ? ledger.at(witness) : null;
        if (leg == null || beyond == null || !ledger.packetsPass(position, witness)) {
            return false;
        }
        int row = carrying(beyond, ledger.direction(), fragment);
        if (row == SegmentStore.NONE) {
            return false;
        }
        if (ForeignMarks.on(beyond, row)) {
            return true;
        }
        long since = timing.nanos(beyond, row) + timing.errorNanos(beyond, row) + OVERTAKEN_NANOS;
        return goesOnFrom(leg, ledger.direction(), fragment.range().start(), since, timing);
    }

    /** No tap holds them, and their sender goes on from where they begin when they have long been acknowledged. */
    private static boolean neverSent(SessionLeg leg, Direction direction, Fragment fragment, Timing timing) {
        SegmentStore store = leg.leg().store();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean acknowledges = store.direction(row) != direction
                    && !store.isOutside(row)
                    && !TcpFlags.has(store.flags(row), TcpFlags.RST)
                    && leg.ack(row) >= fragment.range().end();
            if (acknowledges) {
                long since = timing.nanos(leg, row) + timing.errorNanos(leg, row) + OVERTAKEN_NANOS;
                return goesOnFrom(leg, direction, fragment.range().start(), since, timing);
            }
        }
        return false;
    }

    private static int carrying(SessionLeg leg, Direction direction, Fragment fragment) {
        SegmentStore store = leg.leg().store();
        int row = leg.firstRow();
        while (row != SegmentStore.NONE
                && !(store.direction(row) == direction
                        && store.carriesStream(row)
                        && leg.range(row).overlaps(fragment.range()))) {
            row = store.next(row);
        }
        return row;
    }

    /** What carries no data counts from the sender's next byte; a retransmission, and a probe of the other end, do not. */
    private static boolean goesOnFrom(SessionLeg leg, Direction direction, long offset, long since, Timing timing) {
        SegmentStore store = leg.leg().store();
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean counts = store.direction(row) == direction
                    && !store.isOutside(row)
                    && store.length(row) == 0
                    && (store.flags(row) & (TcpFlags.SYN | TcpFlags.RST)) == 0;
            if (counts && leg.start(row) == offset && timing.nanos(leg, row) - timing.errorNanos(leg, row) > since) {
                return true;
            }
        }
        return false;
    }
}
