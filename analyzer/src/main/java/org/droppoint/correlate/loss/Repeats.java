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

    private final SessionLeg leg;
    private final SegmentStore store;
    private final Coverage gotTwice = new Coverage();
    /** By the place of a frame that was shown again, the last row that is it. */
    private final Map<ByteRange, Integer> shownAgain = new HashMap<>();

    private int duplicateFrames;
    private int largest;
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
        long acknowledged = SegmentStore.NO_ACK;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.isDuplicateFrame(row)) {
                duplicateFrames++;
                shownAgain.put(place(row), row);
            }
            if (store.direction(row) == direction) {
                largest = store.carriesStream(row) ? Math.max(largest, store.length(row)) : largest;
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

    /** Whether the receiver had asked, by three acknowledgements of nothing new (RFC 5681 section 3.2), for what a row fills. */
    boolean askedBefore(int row) {
        int at = Arrays.binarySearch(answers, row);
        int before = (at >= 0 ? at : -at - 1) - 1;
        return before >= 0 && asked[before] >= DUPLICATES_THAT_ASK;
    }

    /** The largest segment on record; 0 where there is none. */
    int largestBytes() {
        return largest;
    }
}
