package org.droppoint.correlate.recording;

import java.util.HashMap;
import java.util.Map;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.Fragment;
import org.droppoint.correlate.session.Frontier;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Transmissions;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Tells bytes that a device put in, in an end's name, from bytes that a capture nearer that end missed. A stack counts all
 * that it has sent (RFC 9293 section 3.3.1): where it goes on, past such a tap, from the number at which those bytes begin,
 * it never sent them. Nor did it where they bear another stack's marks. Each leg is read once, when it is first asked about.
 */
public final class Insertions {
    /** A packet may be overtaken by so much on its way. */
    private static final long OVERTAKEN_NANOS = 20_000_000L;

    private final DirectionLedger ledger;
    private final Timing timing;
    private final @Nullable Reading[] readings;

    public Insertions(DirectionLedger ledger, Timing timing) {
        this.ledger = ledger;
        this.timing = timing;
        this.readings = new Reading[ledger.positions()];
    }

    /** When a tap recorded a row, on the reference clock, and how far that may be off. */
    public interface Timing {
        long nanos(SessionLeg leg, int row);

        long errorNanos(SessionLeg leg, int row);
    }

    /** Whether these bytes, which a tap beyond this position holds, were made behind it. */
    public boolean madeBehind(int position, Fragment fragment) {
        SessionLeg leg = ledger.at(position);
        int witness = fragment.firstSeen();
        if (leg != null && witness < 0) {
            return reading(position, leg).neverSent(fragment.range());
        }
        SessionLeg beyond = witness > position ? ledger.at(witness) : null;
        if (leg == null || beyond == null || !ledger.packetsPass(position, witness)) {
            return false;
        }
        int row = reading(witness, beyond).firstCarrying(fragment.range());
        return row != SegmentStore.NONE
                && (reading(witness, beyond).marks.on(row)
                        || reading(position, leg).goesOnFrom(fragment.range().start(), latest(beyond, row)));
    }

    /** The first packet at a position that brought some of these bytes; {@link SegmentStore#NONE} for none. */
    public int firstCarrying(int position, ByteRange range) {
        SessionLeg leg = ledger.at(position);
        return leg == null ? SegmentStore.NONE : reading(position, leg).firstCarrying(range);
    }

    private Reading reading(int position, SessionLeg leg) {
        Reading reading = readings[position];
        if (reading == null) {
            reading = new Reading(leg);
            readings[position] = reading;
        }
        return reading;
    }

    /** By when at the latest what a row overtook, or was overtaken by, had passed. */
    private long latest(SessionLeg leg, int row) {
        return timing.nanos(leg, row) + timing.errorNanos(leg, row) + OVERTAKEN_NANOS;
    }

    /** What one leg tells of how its sender counts, and of what its receiver has acknowledged. */
    private final class Reading {
        private final SessionLeg leg;
        private final ForeignMarks marks;
        private final Transmissions sent;
        private final Frontier acknowledged = new Frontier();
        /** When a packet without data last came, at the soonest, that counts from an offset. */
        private final Map<Long, Long> countedFrom = new HashMap<>();

        Reading(SessionLeg leg) {
            Direction direction = ledger.direction();
            this.leg = leg;
            this.marks = new ForeignMarks(leg, direction);
            this.sent = new Transmissions(leg, direction);
            SegmentStore store = leg.leg().store();
            for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                int flags = store.flags(row);
                if (store.isOutside(row) || TcpFlags.has(flags, TcpFlags.RST)) {
                    continue;
                }
                if (store.direction(row) != direction) {
                    acknowledged.reach(leg.ack(row), store.epochNanos(row), row);
                } else if (store.length(row) == 0 && !TcpFlags.has(flags, TcpFlags.SYN)) {
                    long soonest = timing.nanos(leg, row) - timing.errorNanos(leg, row);
                    countedFrom.merge(leg.start(row), soonest, Math::max);
                }
            }
        }

        int firstCarrying(ByteRange range) {
            int[] rows = sent.carrying(range);
            return rows.length == 0 ? SegmentStore.NONE : rows[0];
        }

        /** No tap holds them, and their sender goes on from where they begin when they have long been acknowledged. */
        boolean neverSent(ByteRange range) {
            int row = acknowledged.firstRow(range.end());
            return row != SegmentStore.NONE && goesOnFrom(range.start(), latest(leg, row));
        }

        /** What carries no data counts from the sender's next byte; a retransmission, and a probe of the other end, do not. */
        boolean goesOnFrom(long offset, long since) {
            return countedFrom.getOrDefault(offset, Long.MIN_VALUE) > since;
        }
    }
}
