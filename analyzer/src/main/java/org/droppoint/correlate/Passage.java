package org.droppoint.correlate;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between which legs of one session packets pass, so that their times can be compared. Asked by all that follows, and
 * found once: for an answer each packet of both legs is looked up.
 */
final class Passage {
    private final List<SessionLeg> legs;
    private final @Nullable RowIndex[] indexes;
    private final @Nullable Boolean[][] told;

    Passage(List<SessionLeg> legs) {
        this.legs = legs;
        this.indexes = new RowIndex[legs.size()];
        this.told = new Boolean[legs.size()][legs.size()];
    }

    List<SessionLeg> legs() {
        return legs;
    }

    /** A leg's packets by their identity; kept until {@link #release}. */
    RowIndex index(int leg) {
        RowIndex index = indexes[leg];
        if (index == null) {
            index = new RowIndex(legs.get(leg));
            indexes[leg] = index;
        }
        return index;
    }

    /** Whether packets pass from one leg to the other. */
    boolean between(int one, int other) {
        Boolean known = told[one][other];
        if (known == null) {
            known = Remaking.sequencesKept(legs.get(one), legs.get(other))
                    || Remaking.marksKept(index(one), index(other));
            told[one][other] = known;
        }
        return known;
    }

    /** Gives up what only further answers need: an index takes as much as its leg. */
    void release() {
        Arrays.fill(indexes, null);
    }
}
