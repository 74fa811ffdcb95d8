package org.droppoint.correlate.loss;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.OffsetMap;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;

/**
 * What one tap tells of a direction's packets that came again, or were asked for again, read once: frames that a mirror
 * showed twice, what the receiver says that it got twice, and how often it had acknowledged nothing new.
 */
final class Repeats {
    /** Of a mirrored session half of the frames are others once more, and of holes in it hardly less than a quarter. */
    private static final int MIRRORED_PART = 4;

    private static final int DUPLICATES_THAT_ASK = 3;

    /** Farther from one that fills a hole hostile captures alone have so many packets sent again. */
    private static final int MOST_ASIDE = 64;

    private final SessionLeg leg;
    private final SegmentStore store;
    private final Coverage gotTwice = new Coverage();
    /** By the place of a frame that was shown again, the last row that is it. */
    private final Map<ByteRange, Integer> shownAgain = new HashMap<>();

    private int duplicateFrames;
    private int largest;
    private int firstLargest = SegmentStore.NONE;
    /** The direction's packets that brought nothing but what had come before. */
    private final int[] again;

    private final int[] answers;
    /** How many acknowledgements in a row, up to each answer, said nothing new. */
    private final int[] asked;

    Repeats(SessionLeg leg, Direction direction) {
        this.leg = leg;
        this.store = leg.leg().store();
        OffsetMap map = leg.map(direction);
        int[] rows = new int[leg.leg().rowCount(direction.opposite())];
        int[] inRow = new int[rows.length];
        int count = 0;
        int[] copies = new int[leg.leg().rowCount(direction)];
        int copied = 0;
        Coverage arrived = new Coverage();
        long acknowledged = SegmentStore.NO_ACK;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.isDuplicateFrame(row)) {
                duplicateFrames++;
                shownAgain.put(place(row), row);
            }
            if (store.direction(row) == direction) {
                if (store.carriesStream(row) && !store.isDuplicateFrame(row)) {
                    firstLargest = store.length(row) > largest ? row : firstLargest;
                    largest = Math.max(largest, store.length(row));
                    copies[copied] = row;
                    copied += arrived.contains(leg.range(row)) ? 1 : 0;
                    arrived.add(leg.range(row));
                }
                continue;
            }
            if (store.sackEdgeCount(row) >= 2 && map.toSession(store.sackEdge(row, 1)) <= leg.ack(row)) {
                gotTwice.add(map.toSession(store.sackEdge(row, 0)), map.toSession(store.sackEdge(row, 1)));
            }
            if (store.ack(row) != SegmentStore.NO_ACK) {
                boolean again = store.ack(row) == acknowledged && store.length(row) == 0;
                rows[count] = row;
                inRow[count] = again ? inRow[Math.max(0, count - 1)] + 1 : 0;
                count++;
                acknowledged = store.ack(row);
            }
        }
        this.again = Arrays.copyOf(copies, copied);
        this.answers = Arrays.copyOf(rows, count);
        this.asked = Arrays.copyOf(inRow, count);
    }

    private ByteRange place(int row) {
        return new ByteRange(store.start(row), store.start(row) + store.length(row));
    }

    /** Whether the receiver tells, by a SACK below its own acknowledgement, that it got some of a range twice (RFC 2883). */
    boolean gotTwice(ByteRange range) {
        return gotTwice.overlaps(range);
    }

    /** A mirror port shows every frame twice; what alone came twice without marks may well have been sent twice. */
    boolean shownAgain(int copy) {
        return shownAgain.getOrDefault(place(copy), SegmentStore.NONE) > copy
                && duplicateFrames * MIRRORED_PART < leg.leg().rowCount();
    }

    /**
     * Whether the receiver had asked, by three acknowledgements of nothing new (RFC 5681 section 3.2), for what a row fills.
     *
     * @param since the sender had not heard of what came before this row
     */
    boolean askedBefore(int row, int since) {
        int before = indexFrom(answers, row) - 1;
        int heard = before - indexFrom(answers, since) + 1;
        return before >= 0 && Math.min(asked[before], heard) >= DUPLICATES_THAT_ASK;
    }

    /**
     * A packet within a timer's time of one that fills a hole that brought again what lies beyond it, the last before it where
     * there is any; {@link SegmentStore#NONE} where there is none.
     *
     * @param beyond the first that came beyond the hole
     */
    int probeBeside(int filling, int beyond) {
        int from = indexFrom(again, filling);
        int found = SegmentStore.NONE;
        for (int i = from; i < Math.min(again.length, from + MOST_ASIDE) && isBeside(again[i], filling); i++) {
            found = found == SegmentStore.NONE && liesBeyond(again[i], filling) ? again[i] : found;
        }
        for (int i = from - 1; i >= Math.max(0, from - MOST_ASIDE) && again[i] > beyond; i--) {
            if (isBeside(again[i], filling) && liesBeyond(again[i], filling)) {
                return again[i];
            }
        }
        return found;
    }

    private boolean isBeside(int row, int filling) {
        return Math.abs(store.epochNanos(row) - store.epochNanos(filling)) < Delivery.SHORTEST_TIMEOUT_NANOS;
    }

    private boolean liesBeyond(int row, int filling) {
        return leg.start(row) >= leg.end(filling);
    }

    /** Where the first of some rows in order stands that is not before one. */
    private static int indexFrom(int[] rows, int row) {
        int at = Arrays.binarySearch(rows, row);
        return at >= 0 ? at : -at - 1;
    }

    /** The largest segment on record; 0 where there is none. */
    int largestBytes() {
        return largest;
    }

    /** The first segment as large as that. */
    int firstLargest() {
        return firstLargest;
    }
}
