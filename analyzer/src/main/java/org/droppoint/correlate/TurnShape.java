package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.flow.SegmentStore;

/**
 * How far both streams had come whenever the word passed from one side to the other. Where headers are all that a capture
 * holds, this still tells a dialogue that a proxy handed on byte for byte from one that was made anew: another ClientHello,
 * another certificate has another length.
 */
record TurnShape(List<Turn> turns) {
    /** The turns in clear text before TLS are the same for all sessions of two programs; so many reach well into TLS. */
    private static final int TELLING = 8;

    /** One side had spoken up to here, when the other began. */
    record Turn(Direction direction, long end) {}

    TurnShape {
        turns = List.copyOf(turns);
    }

    static TurnShape of(SessionLeg leg) {
        List<Turn> turns = new ArrayList<>();
        SegmentStore store = leg.leg().store();
        Direction speaks = null;
        long[] end = new long[2];
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            Direction direction = store.direction(row);
            boolean more = store.carriesStream(row) && leg.end(row) > end[direction.index()];
            if (!more) {
                continue;
            }
            if (speaks != null && speaks != direction) {
                turns.add(new Turn(speaks, end[speaks.index()]));
            }
            speaks = direction;
            end[direction.index()] = leg.end(row);
        }
        return new TurnShape(turns);
    }

    /** As far as both legs go, and far enough to be no chance, all turns are the same. */
    boolean agreesWith(TurnShape other) {
        int both = Math.min(turns.size(), other.turns.size());
        return both >= TELLING && turns.subList(0, both).equals(other.turns.subList(0, both));
    }
}
