package org.droppoint.correlate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.droppoint.base.Direction;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.jspecify.annotations.Nullable;

/**
 * What of a connection survives address translation and sequence randomisation: the content of its first data segments
 * in each direction. A fingerprint says something only where one holder has it: an EHLO line is common to all, a
 * ClientHello with its random is not.
 *
 * @param <H> whose fingerprints these are
 */
final class Fingerprints<H> {
    /** Enough to reach past the greeting into both hellos; more would only cost. */
    private static final int SEGMENTS_PER_DIRECTION = 12;

    private static final int MIN_LENGTH = 8;

    private final Map<H, Set<Long>> byHolder = new HashMap<>();
    private final Map<Long, Set<H>> holders = new HashMap<>();

    void add(H holder, Leg leg) {
        Set<Long> prints = of(leg);
        byHolder.computeIfAbsent(holder, h -> new HashSet<>()).addAll(prints);
        prints.forEach(
                print -> holders.computeIfAbsent(print, p -> new HashSet<>()).add(holder));
    }

    private static Set<Long> of(Leg leg) {
        Set<Long> prints = new HashSet<>();
        SegmentStore store = leg.store();
        int[] taken = new int[2];
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            Direction direction = store.direction(row);
            boolean telling = store.length(row) >= MIN_LENGTH && store.captured(row) == store.length(row);
            if (!telling || taken[direction.index()] == SEGMENTS_PER_DIRECTION) {
                continue;
            }
            long print =
                    (long) store.digest(row) << 32 | (long) (store.length(row) & 0x7FFF_FFFF) << 1 | direction.index();
            if (prints.add(print)) {
                taken[direction.index()]++;
            }
            if (taken[0] + taken[1] == 2 * SEGMENTS_PER_DIRECTION) {
                break;
            }
        }
        return prints;
    }

    Set<Long> prints(H holder) {
        return byHolder.getOrDefault(holder, Set.of());
    }

    /** The only holder of a fingerprint, or null where none or several have it. */
    @Nullable
    H soleHolder(long print) {
        Set<H> of = holders.getOrDefault(print, Set.of());
        return of.size() == 1 ? of.iterator().next() : null;
    }
}
