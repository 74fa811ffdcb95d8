package org.droppoint.correlate.order;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.CommonLines;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;

/**
 * How long the client's words wait for the server's at a tap. The nearer to the client, the longer, and no clock is asked:
 * so it is of words that a proxy hands on, too, whose handshakes and TTLs are its own.
 */
final class AnswerWaits {
    /** So many turns tell enough. */
    private static final int MAX_TURNS = 256;

    /** What was said and what was answered, by their contents. */
    private record Turn(long asked, long answered) {}

    private AnswerWaits() {}

    /** Above zero where the same turns take longer at one leg than at another, in more of them than the other way round. */
    static int compare(Leg one, Leg other) {
        Map<Turn, Long> here = of(one);
        Map<Turn, Long> there = of(other);
        int votes = 0;
        for (Map.Entry<Turn, Long> turn : here.entrySet()) {
            Long wait = there.get(turn.getKey());
            votes += wait == null ? 0 : Long.compare(turn.getValue(), wait);
        }
        return Integer.signum(votes);
    }

    /** The turns that stand once only, whole in the capture. */
    private static Map<Turn, Long> of(Leg leg) {
        SegmentStore store = leg.store();
        Map<Turn, Long> waits = new HashMap<>();
        Set<Turn> repeated = new HashSet<>();
        long end = 0;
        int asked = SegmentStore.NONE;
        for (int row = leg.firstRow(); row != SegmentStore.NONE && waits.size() < MAX_TURNS; row = store.next(row)) {
            boolean whole = store.carriesStream(row) && store.captured(row) == store.length(row);
            if (!store.carriesStream(row) || store.isDuplicateFrame(row)) {
                continue;
            }
            if (store.direction(row) == Direction.CLIENT_TO_SERVER) {
                asked = whole && store.payloadStart(row) >= end ? row : SegmentStore.NONE;
                end = Math.max(end, store.end(row));
            } else if (asked != SegmentStore.NONE) {
                Turn turn = new Turn(CommonLines.content(store, asked), CommonLines.content(store, row));
                long wait = store.epochNanos(row) - store.epochNanos(asked);
                if (whole && waits.put(turn, wait) != null) {
                    repeated.add(turn);
                }
                asked = SegmentStore.NONE;
            }
        }
        waits.keySet().removeAll(repeated);
        return waits;
    }
}
