package org.droppoint.correlate.loss;

import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.TravelTimes;
import org.droppoint.flow.PacketMarks;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Packets of one connection that two taps both hold tell, without any clock, that one was running while something passed
 * the other: it recorded what had passed there before, and what passed there later than the way between them takes.
 */
final class SharedFrame {
    /** Packets of a connection's end that are looked for at the other tap. */
    private static final int MAX_TRIED = 64;

    private static final int UNASKED = SegmentStore.NONE - 1;

    private final DirectionLedger ledger;
    private final int from;
    private final int at;

    /** The last packet on record here that both hold, {@link #UNASKED} until asked for. */
    private int last = UNASKED;

    /** When the first such packet passed; null until asked for. */
    private @Nullable Long firstNanos;

    /** @param from the position of what passed, {@code at} that of the tap whose running is in question */
    SharedFrame(DirectionLedger ledger, int from, int at) {
        this.ledger = ledger;
        this.from = from;
        this.at = at;
    }

    /** Whether the tap was running when some of these rows passed the other one. */
    boolean around(int... rows) {
        SessionLeg there = ledger.at(from);
        SessionLeg here = ledger.at(at);
        if (there == null || here == null || rows.length == 0 || !ledger.packetsPass(from, at)) {
            return false;
        }
        last = last == UNASKED ? lastShared(there, here) : last;
        if (last == SegmentStore.NONE) {
            return false;
        }
        if (firstNanos == null) {
            firstNanos = hasSyn(here) ? Long.MIN_VALUE : firstShared(there, here);
        }
        SegmentStore store = there.leg().store();
        for (int row : rows) {
            long nanos = store.epochNanos(row);
            if (firstNanos < nanos && store.epochNanos(last) - nanos >= 2 * TravelTimes.CROSSING_NANOS) {
                return true;
            }
        }
        return false;
    }

    /** Whether the tap was running from the connection's beginning until this row had passed the other one. */
    boolean upTo(int row) {
        SessionLeg here = ledger.at(at);
        return here != null && hasSyn(here) && around(row);
    }

    private static boolean hasSyn(SessionLeg leg) {
        SegmentStore store = leg.leg().store();
        return leg.leg().rowCount() > 0 && TcpFlags.has(store.flags(leg.leg().firstRow()), TcpFlags.SYN);
    }

    private static int lastShared(SessionLeg there, SessionLeg here) {
        int[] rows = there.leg().rows();
        for (int i = rows.length - 1; i >= Math.max(0, rows.length - MAX_TRIED); i--) {
            if (holds(here, there, rows[i])) {
                return rows[i];
            }
        }
        return SegmentStore.NONE;
    }

    /** When the first packet passed that both hold; the end of time where none did. */
    private static long firstShared(SessionLeg there, SessionLeg here) {
        int[] rows = there.leg().rows();
        for (int i = 0; i < Math.min(rows.length, MAX_TRIED); i++) {
            if (holds(here, there, rows[i])) {
                return there.leg().store().epochNanos(rows[i]);
            }
        }
        return Long.MAX_VALUE;
    }

    /** The very packet, by its sender's marks and its place in the stream; where it bears none, the only one of that place in either. */
    private static boolean holds(SessionLeg here, SessionLeg there, int wanted) {
        int unmarked = 0;
        for (int row = here.leg().firstRow();
                row != SegmentStore.NONE;
                row = here.leg().store().next(row)) {
            if (!alike(here, row, there, wanted)) {
                continue;
            }
            PacketMarks marks =
                    PacketMarks.compare(here.leg().store(), row, there.leg().store(), wanted);
            if (marks == PacketMarks.SAME) {
                return true;
            }
            unmarked += marks == PacketMarks.NONE ? 1 : 0;
        }
        return unmarked == 1 && isAlone(there, wanted);
    }

    private static boolean isAlone(SessionLeg leg, int wanted) {
        for (int row = leg.leg().firstRow();
                row != SegmentStore.NONE;
                row = leg.leg().store().next(row)) {
            if (row != wanted && alike(leg, row, leg, wanted)) {
                return false;
            }
        }
        return true;
    }

    private static boolean alike(SessionLeg here, int row, SessionLeg there, int other) {
        SegmentStore store = here.leg().store();
        SegmentStore others = there.leg().store();
        return store.direction(row) == others.direction(other)
                && store.flags(row) == others.flags(other)
                && store.length(row) == others.length(other)
                && here.start(row) == there.start(other)
                && here.ack(row) == there.ack(other);
    }
}
