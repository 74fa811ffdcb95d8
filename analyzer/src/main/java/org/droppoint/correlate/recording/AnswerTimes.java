package org.droppoint.correlate.recording;

import java.util.HashMap;
import java.util.Map;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.Frontier;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.RoundTrip;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * How long each answer of one side took at a tap, from when what it is the first to acknowledge had passed there; a greeting
 * answers the packet that opened the connection. None is quicker than the way to that side and back; an answer much quicker than all others was made nearer.
 */
final class AnswerTimes {
    /** Of queues and of stacks that are busy once. */
    private static final int TIMES = 4;

    /** What is nearer than this is too near to be told by time. */
    private static final long LEAST_NANOS = 1_000_000L;

    private static final int ENOUGH = 2;

    private final Map<Integer, Long> took = new HashMap<>();
    private long quickest = Long.MAX_VALUE;
    private long secondQuickest = Long.MAX_VALUE;
    /** No stamp lies nearer to another, unless it is the same: a coarse clock's grain is no larger. */
    private long grainNanos = Long.MAX_VALUE;

    /** @param direction of the answers */
    AnswerTimes(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        int greeted = direction == Direction.SERVER_TO_CLIENT ? RoundTrip.openedRow(leg.leg()) : SegmentStore.NONE;
        Frontier asked = new Frontier();
        long acknowledged = -1;
        long before = Long.MIN_VALUE;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            long step = before == Long.MIN_VALUE ? 0 : Math.abs(store.epochNanos(row) - before);
            before = store.epochNanos(row);
            grainNanos = step > 0 ? Math.min(grainNanos, step) : grainNanos;
            if (store.isDuplicateFrame(row) || TcpFlags.has(store.flags(row), TcpFlags.RST)) {
                continue;
            }
            if (store.direction(row) != direction) {
                asked.reach(leg.end(row), store.epochNanos(row), row);
                continue;
            }
            boolean says = store.length(row) > 0 || TcpFlags.has(store.flags(row), TcpFlags.SYN);
            boolean greets = greeted != SegmentStore.NONE && row > greeted && store.length(row) > 0;
            int request = greets ? greeted : asked.firstRow(leg.ack(row));
            if (says && (greets || leg.ack(row) > acknowledged) && request != SegmentStore.NONE) {
                note(row, store.epochNanos(row) - store.epochNanos(request));
            }
            greeted = greets ? SegmentStore.NONE : greeted;
            acknowledged = Math.max(acknowledged, leg.ack(row));
        }
    }

    private void note(int row, long nanos) {
        took.put(row, nanos);
        if (nanos < quickest) {
            secondQuickest = quickest;
            quickest = nanos;
        } else {
            secondQuickest = Math.min(secondQuickest, nanos);
        }
    }

    /** Whether a row is an answer that came in much less time than each of several others. */
    boolean tooSoon(int row) {
        Long own = took.get(row);
        return own != null
                && took.size() > ENOUGH
                && own == quickest
                && secondQuickest >= LEAST_NANOS
                && secondQuickest / TIMES >= grainNanos
                && own < secondQuickest / TIMES;
    }
}
