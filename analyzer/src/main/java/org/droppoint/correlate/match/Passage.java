package org.droppoint.correlate.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.droppoint.correlate.session.SessionLeg;
import org.jspecify.annotations.Nullable;

/**
 * Between which legs of one session packets pass, so that their times can be compared. Asked by all that follows, and
 * found once: for an answer each packet of both legs is looked up.
 */
public final class Passage {
    private final List<SessionLeg> legs;
    private final @Nullable RowIndex[] indexes;
    private final Remaking.@Nullable Marks[][] told;

    public Passage(List<SessionLeg> legs) {
        this.legs = legs;
        this.indexes = new RowIndex[legs.size()];
        this.told = new Remaking.Marks[legs.size()][legs.size()];
    }

    public List<SessionLeg> legs() {
        return legs;
    }

    /** A leg's packets by their identity; kept until {@link #release}. */
    public RowIndex index(int leg) {
        RowIndex index = indexes[leg];
        if (index == null) {
            index = new RowIndex(legs.get(leg));
            indexes[leg] = index;
        }
        return index;
    }

    /** Whether packets pass from one leg to the other. */
    public boolean between(int one, int other) {
        return marks(one, other) == Remaking.Marks.KEPT;
    }

    /** Whether another stack made the packets of the one leg than those of the other. */
    public boolean otherStacks(int one, int other) {
        return marks(one, other) == Remaking.Marks.OTHERS;
    }

    private Remaking.Marks marks(int one, int other) {
        Remaking.Marks known = told[one][other];
        if (known == null) {
            known = Remaking.sequencesKept(legs.get(one), legs.get(other))
                    ? Remaking.Marks.KEPT
                    : Remaking.marks(index(one), index(other));
            told[one][other] = known;
        }
        return known;
    }

    /**
     * For each leg the first one of those between which packets are shown to pass: what lies in different groups may be
     * one connection that bears no marks.
     */
    public List<Integer> passing() {
        return groups((near, here) -> between(near, here), (near, here) -> true);
    }

    /**
     * For each leg the first one of its TCP connection: another one begins where no leg's packets pass to it from before,
     * and those that it holds were made by another stack.
     */
    public List<Integer> connections() {
        return groups((near, here) -> between(near, here), this::otherStacks);
    }

    private interface Pair {
        boolean test(int near, int far);
    }

    private List<Integer> groups(Pair joined, Pair parted) {
        List<Integer> groups = new ArrayList<>();
        int first = 0;
        for (int leg = 0; leg < legs.size(); leg++) {
            int here = leg;
            boolean joins = IntStream.range(first, leg).anyMatch(near -> joined.test(near, here));
            boolean parts = IntStream.range(first, leg).anyMatch(near -> parted.test(near, here));
            first = parts && !joins ? leg : first;
            groups.add(first);
        }
        return groups;
    }

    /** Gives up what only further answers need: an index takes as much as its leg. */
    public void release() {
        Arrays.fill(indexes, null);
    }
}
