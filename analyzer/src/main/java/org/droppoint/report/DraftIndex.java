package org.droppoint.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.session.RowView;
import org.jspecify.annotations.Nullable;

/**
 * Finds among the transmissions of a direction the one that another tap's segment shows again, without looking at all
 * of them: by where the bytes begin, or by flags and place for segments without any.
 */
final class DraftIndex {
    /** SYN, RST and FIN tell segments without data apart. */
    private static final int TELLING_BITS = 3;

    private static final int TELLING_FLAGS = (1 << TELLING_BITS) - 1;

    /** Of the copies of one thing that left before, so many are looked at; a storm of resets has thousands. */
    private static final int MAX_COPIES = 64;

    /** Copies of one thing by their time, of those of one moment the first found last. */
    private static final class Copies extends TreeSet<LadderBuilder.Draft> {
        private static final long serialVersionUID = 1;

        Copies() {
            super(Comparator.comparingLong((LadderBuilder.Draft draft) -> draft.first.nanos())
                    .thenComparing(draft -> -draft.number));
        }
    }

    private final List<LadderBuilder.Draft> drafts = new ArrayList<>();
    private final NavigableMap<Long, Copies> byStart = new TreeMap<>();
    private final Map<Long, Copies> controls = new HashMap<>();
    private long longestBytes;

    int size() {
        return drafts.size();
    }

    void add(LadderBuilder.Draft draft) {
        drafts.add(draft);
        RowView row = draft.first;
        if (row.control().isEmpty()) {
            byStart.computeIfAbsent(row.range().start(), start -> new Copies()).add(draft);
            longestBytes = Math.max(longestBytes, row.range().length());
        } else {
            controls.computeIfAbsent(control(row), key -> new Copies()).add(draft);
        }
    }

    /** Its telling flags and its place in one number. */
    private static long control(RowView row) {
        return row.range().start() << TELLING_BITS | row.flags() & TELLING_FLAGS;
    }

    /** The latest transmission of the same thing that left before this arrived; null where there is none. */
    LadderBuilder.@Nullable Draft mate(int position, RowView row) {
        if (!row.control().isEmpty()) {
            Copies copies = controls.get(control(row));
            return copies == null ? null : latest(copies, position, row);
        }
        ByteRange range = row.range();
        LadderBuilder.Draft best = null;
        for (Copies copies : byStart.subMap(range.start() - longestBytes, true, range.end(), false)
                .values()) {
            LadderBuilder.Draft found = latest(copies, position, row);
            boolean better = found != null
                    && (best == null
                            || found.first.nanos() > best.first.nanos()
                            || found.first.nanos() == best.first.nanos() && found.number < best.number);
            best = better ? found : best;
        }
        return best;
    }

    private static LadderBuilder.@Nullable Draft latest(Copies copies, int position, RowView row) {
        int looked = 0;
        for (LadderBuilder.Draft draft : copies.descendingSet()) {
            if (draft.first.nanos() > row.nanos() + draft.first.errorNanos() + row.errorNanos()) {
                continue;
            }
            if (looked++ == MAX_COPIES) {
                break;
            }
            if (!draft.byPosition.containsKey(position) && draft.first.sameThing(row)) {
                return draft;
            }
        }
        return null;
    }

    /** All transmissions, the earliest first. */
    List<LadderBuilder.Draft> inOrderOfTime() {
        List<LadderBuilder.Draft> sorted = new ArrayList<>(drafts);
        sorted.sort(Comparator.comparingLong(draft -> draft.first.nanos()));
        return sorted;
    }
}
