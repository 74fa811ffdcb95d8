package org.droppoint.correlate.loss;

import java.util.Arrays;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * Where no capture hears a receiver, its sender tells of it: the receiver said something new after these bytes had been sent,
 * and the sender new things upon that. A dialogue goes on in turns (RFC 5321 section 4.3.1), and in none that lacks some.
 */
final class TakenTurns {
    private final DirectionLedger ledger;
    private final @Nullable Turns[] turns;

    TakenTurns(DirectionLedger ledger) {
        this.ledger = ledger;
        this.turns = new Turns[ledger.positions()];
    }

    /** Whether some tap shows that these bytes had come. */
    boolean show(ByteRange range) {
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            int beyond = leg == null ? SegmentStore.NONE : ledger.firstBeyond(i, range.end());
            if (leg != null
                    && beyond != SegmentStore.NONE
                    && (wentOn(i, leg, beyond) || turns(i, leg).answered >= range.end())) {
                return true;
            }
        }
        return false;
    }

    /** Behind a row of this leg the sender acknowledges more, and then says something new. */
    boolean wentOn(int position, SessionLeg leg, int row) {
        return turns(position, leg).acknowledgedAfter(row) > leg.ack(row);
    }

    private Turns turns(int position, SessionLeg leg) {
        Turns read = turns[position];
        if (read == null) {
            read = new Turns(leg, ledger.direction());
            turns[position] = read;
        }
        return read;
    }

    /** What a leg shows of its sender's turns, so that each of many lost stretches need not read it all. */
    private static final class Turns {
        private int[] rows = new int[16];
        private int count;
        /** The highest acknowledgement from each of the rows on to the last that says something new. */
        private final long[] acknowledged;
        /**
         * Behind its FIN the sender answers by a RST without ACK: its number is what the packet that it answers
         * acknowledged (RFC 9293 section 3.10.7.1). The highest of these, 0 where there is none.
         */
        private long answered;

        Turns(SessionLeg leg, Direction direction) {
            SegmentStore store = leg.leg().store();
            boolean closed = false;
            long end = Long.MIN_VALUE;
            int newest = -1;
            for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                int flags = store.flags(row);
                if (store.direction(row) != direction) {
                    continue;
                }
                closed |= TcpFlags.has(flags, TcpFlags.FIN);
                if (TcpFlags.has(flags, TcpFlags.RST)) {
                    boolean stray = closed && !TcpFlags.has(flags, TcpFlags.ACK);
                    answered = stray ? Math.max(answered, leg.start(row)) : answered;
                    continue;
                }
                newest = store.carriesStream(row) && leg.start(row) >= end ? count : newest;
                end = Math.max(end, leg.end(row));
                rows = count == rows.length ? Arrays.copyOf(rows, count * 2) : rows;
                rows[count++] = row;
            }
            acknowledged = new long[newest + 1];
            long highest = SegmentStore.NO_ACK;
            for (int i = newest; i >= 0; i--) {
                highest = Math.max(highest, leg.ack(rows[i]));
                acknowledged[i] = highest;
            }
        }

        /** Up to where anything behind a row acknowledges, if something new is said after that; else {@link SegmentStore#NO_ACK}. */
        long acknowledgedAfter(int row) {
            int at = Arrays.binarySearch(rows, 0, count, row);
            int next = at >= 0 ? at + 1 : -at - 1;
            return next < acknowledged.length ? acknowledged[next] : SegmentStore.NO_ACK;
        }
    }
}
