package org.droppoint.correlate.recording;

import java.util.Arrays;
import java.util.BitSet;
import org.droppoint.base.Direction;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentKind;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * How far what a tap saw of a direction demonstrably came, and how long that took at least. A path keeps the order of
 * packets, by and large, and each answer has one packet for its reason: an acknowledgement of something new one that
 * brings it; one of nothing new one that comes twice or ahead of a hole (RFC 9293 section 3.10.7.4, RFC 5681 section
 * 4.2), which lies in the first block of a SACK (RFC 2018 section 4, RFC 2883). Told off from the first answer on, each
 * has the oldest reason that it can have; told off from the last one back, the newest. The truth lies in between.
 */
public final class Arrivals {
    /** A window holds no more packets than that, and hostile ones need not be searched. */
    private static final int MAX_OUTSTANDING = 4_096;

    /** So long a stack may hold an acknowledgement back (RFC 9293 section 3.8.6.3 allows half a second). */
    private static final long DELAYED_ACK_NANOS = 200_000_000L;

    private static final int NONE = -1;

    private final Leg leg;
    private final SegmentStore store;
    private final Direction direction;
    private final int[] asked;
    private final BitSet copies;
    private final int[] answers;
    private final long[] since;
    private int newest = NONE;
    private long slowestNanos;
    private long longestNanos;

    Arrivals(Leg leg, Direction direction) {
        this.leg = leg;
        this.store = leg.store();
        this.direction = direction;
        this.asked = asked();
        this.copies = copies();
        int most = leg.rowCount(direction.opposite());
        int[] rows = new int[most];
        long[] before = new long[most];
        int count = answers(rows, before);
        this.answers = Arrays.copyOf(rows, count);
        this.since = Arrays.copyOf(before, count);
        oldestReasons();
        newestReasons();
    }

    /**
     * What a receiver answers: whatever takes room in the stream, what asks whether it is there, and a reset not at the number
     * that comes next (RFC 5961 section 3.2).
     */
    private int[] asked() {
        int[] rows = new int[leg.rowCount(direction)];
        int count = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean asks = store.length(row) > 0
                    || (store.flags(row) & (TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST)) != 0
                    || SegmentKind.KEEP_ALIVE.in(store.kinds(row));
            if (asks && store.direction(row) == direction && !store.isDuplicateFrame(row) && !store.isOutside(row)) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    /** Which of the packets asked with have nothing that had not been sent before them. */
    private BitSet copies() {
        BitSet copies = new BitSet(asked.length);
        long sent = Long.MIN_VALUE;
        for (int i = 0; i < asked.length; i++) {
            copies.set(i, end(asked[i]) <= sent);
            sent = Math.max(sent, end(asked[i]));
        }
        return copies;
    }

    /** Where a packet ends in the stream, its FIN counted. */
    private long end(int row) {
        return store.payloadStart(row) + store.length(row) + (TcpFlags.has(store.flags(row), TcpFlags.FIN) ? 1 : 0);
    }

    /** What tells of an arrival: something new acknowledged, or nothing new and nothing else said; a keep-alive is due by time. */
    private int answers(int[] rows, long[] before) {
        int count = 0;
        long acknowledged = -1;
        int window = -1;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean heard = store.direction(row) != direction
                    && !store.isDuplicateFrame(row)
                    && store.ack(row) != SegmentStore.NO_ACK
                    && (store.flags(row) & TcpFlags.RST) == 0;
            if (!heard) {
                continue;
            }
            long ack = store.ack(row);
            boolean timed = SegmentKind.KEEP_ALIVE.in(store.kinds(row));
            boolean same =
                    ack == acknowledged && !timed && isBare(row) && (isSelective(row) || store.window(row) == window);
            if (ack > acknowledged || same) {
                before[count] = acknowledged;
                rows[count++] = row;
            }
            acknowledged = Math.max(acknowledged, ack);
            window = store.window(row);
        }
        return count;
    }

    private boolean isBare(int row) {
        return store.length(row) == 0 && (store.flags(row) & (TcpFlags.SYN | TcpFlags.FIN)) == 0;
    }

    private boolean isSelective(int row) {
        return store.sackEdgeCount(row) >= 2;
    }

    private void oldestReasons() {
        long[] took = new long[answers.length];
        long[] late = new long[answers.length];
        long shortest = Long.MAX_VALUE;
        for (int k = 0; k < answers.length; k++) {
            int i = reason(newest + 1, k);
            if (i == NONE) {
                continue;
            }
            newest = Math.max(i, selected(k));
            took[k] = nanosFrom(i, k);
            late[k] = sinceLastReason(i, k);
            shortest = isRepeated(k) ? shortest : Math.min(shortest, took[k]);
        }
        for (int k = 0; k < answers.length; k++) {
            boolean prompt = late[k] - DELAYED_ACK_NANOS <= 2 * shortest;
            longestNanos = prompt ? longestNanos : Math.max(longestNanos, took[k]);
        }
    }

    /** The first packet from one on that an answer can have for its reason. */
    private int reason(int from, int answer) {
        int end = Math.min(asked.length, from + MAX_OUTSTANDING);
        for (int i = from; i < end && asked[i] < answers[answer]; i++) {
            if (completes(i, answer)) {
                return i;
            }
        }
        return NONE;
    }

    /** The first packet after the newest known to have come that brings the last of what an answer selects. */
    private int selected(int answer) {
        int end = isSelective(answers[answer]) ? Math.min(asked.length, newest + 1 + MAX_OUTSTANDING) : 0;
        for (int i = newest + 1; i < end && asked[i] < answers[answer]; i++) {
            long right = store.sackEdge(answers[answer], 1);
            if (store.payloadStart(asked[i]) < right && end(asked[i]) >= right) {
                return i;
            }
        }
        return NONE;
    }

    private long nanosFrom(int packet, int answer) {
        return store.epochNanos(answers[answer]) - store.epochNanos(asked[packet]);
    }

    /** From the last packet that an answer can have for its reason; as long as there can be where the first is the only one. */
    private long sinceLastReason(int first, int answer) {
        int last = first;
        int end = Math.min(asked.length, first + MAX_OUTSTANDING);
        for (int i = first + 1; i < end && asked[i] < answers[answer]; i++) {
            last = completes(i, answer) ? i : last;
        }
        return last == first ? Long.MAX_VALUE : nanosFrom(last, answer);
    }

    private void newestReasons() {
        int limit = asked.length;
        for (int k = answers.length - 1; k >= 0; k--) {
            int i = Math.min(limit, sentBefore(answers[k])) - 1;
            int end = Math.max(NONE, i - MAX_OUTSTANDING);
            while (i > end && !explains(i, k)) {
                i--;
            }
            if (i > end) {
                limit = i;
                slowestNanos = Math.max(slowestNanos, nanosFrom(i, k));
            }
        }
    }

    /** How many packets passed before an answer did. */
    private int sentBefore(int answer) {
        int at = Arrays.binarySearch(asked, answer);
        return at >= 0 ? at : -at - 1;
    }

    /** Nothing new was acknowledged. */
    private boolean isRepeated(int answer) {
        return store.ack(answers[answer]) == since[answer];
    }

    /** Whether a packet can be the reason of an answer, be it that what came before it filled a hole with it. */
    private boolean explains(int packet, int answer) {
        int row = asked[packet];
        long ack = store.ack(answers[answer]);
        long start = store.payloadStart(row);
        boolean selective = isSelective(answers[answer]);
        if (selective && start < store.sackEdge(answers[answer], 1) && end(row) > store.sackEdge(answers[answer], 0)) {
            return true;
        }
        if (isRepeated(answer)) {
            return !selective && (start > ack || copies.get(packet) && end(row) <= ack);
        }
        return TcpFlags.has(store.flags(row), TcpFlags.SYN)
                ? ack == 0
                : start < ack && end(row) > Math.max(start, Math.max(0, since[answer]));
    }

    /** Whether it brings the last of what an answer acknowledges, or is what comes in vain. */
    private boolean completes(int packet, int answer) {
        boolean last = end(asked[packet]) >= store.ack(answers[answer]);
        return explains(packet, answer) && (last || isRepeated(answer) || isSelective(answers[answer]));
    }

    /** The newest packet that came, for all that is known; {@link SegmentStore#NONE} where none is known to have. */
    public int newestRow() {
        return newest == NONE ? SegmentStore.NONE : asked[newest];
    }

    /**
     * The longest that some answer may well have taken, from the oldest reason that it can have: no later one was as near
     * to it as reasons are to their answers elsewhere. 0 where there was none.
     */
    public long longestNanos() {
        return Math.max(longestNanos, slowestNanos);
    }

    /** The longest that some answer took at least; 0 where there was none. */
    public long slowestNanos() {
        return slowestNanos;
    }
}
