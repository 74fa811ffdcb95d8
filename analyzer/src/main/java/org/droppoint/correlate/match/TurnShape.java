package org.droppoint.correlate.match;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/**
 * How far both streams had come whenever the word passed from one side to the other. Where headers are all that a capture
 * holds, this still tells a dialogue that a proxy handed on byte for byte from one that was made anew: another ClientHello,
 * another certificate has another length.
 */
record TurnShape(List<Turn> turns, @Nullable Turn open) {
    /**
     * The turns in clear text before TLS are the same for all sessions of two programs, and so is many a ClientHello in length;
     * so many reach to the server's certificate.
     */
    private static final int TELLING = 7;

    /** Greeting, EHLO and its answer. */
    private static final int OPENING = 3;

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
        return new TurnShape(turns, speaks == null ? null : new Turn(speaks, end[speaks.index()]));
    }

    /** As far as both legs go, and far enough to be no chance, all turns are the same. */
    boolean agreesWith(TurnShape other) {
        int both = Math.min(turns.size(), other.turns.size());
        boolean farther = open != null && open.equals(other.open)
                || open != null && other.turns.size() > both && open.equals(other.turns.get(both))
                || other.open != null && turns.size() > both && other.open.equals(turns.get(both));
        return both + (farther ? 1 : 0) >= TELLING && same(other, both);
    }

    /** Nothing speaks against their being one dialogue: from its beginning to its end, one of them says what the other says. */
    boolean contains(TurnShape other) {
        int both = Math.min(turns.size(), other.turns.size());
        return both >= OPENING && same(other, both) && (endsWithin(other) || other.endsWithin(this));
    }

    private boolean same(TurnShape other, int count) {
        return turns.subList(0, count).equals(other.turns.subList(0, count));
    }

    /** What was said last here is said there, too. */
    private boolean endsWithin(TurnShape other) {
        Turn there = turns.size() < other.turns.size() ? other.turns.get(turns.size()) : other.open;
        return open == null || turns.size() <= other.turns.size() && open.equals(there);
    }
}
