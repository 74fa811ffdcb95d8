package org.droppoint.correlate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.droppoint.base.Direction;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;

/**
 * What of a connection survives address translation and sequence randomisation: the content of its first data segments
 * in each direction. A fingerprint says something only where few connections share it (an EHLO line is common to all,
 * a ClientHello with its random is not), so they are counted per tap.
 */
final class Fingerprints {
    /** Enough to reach past the greeting into both hellos; more would only cost. */
    private static final int SEGMENTS_PER_DIRECTION = 12;

    private static final int MIN_LENGTH = 8;

    private final Map<Leg, Set<Long>> byLeg = new HashMap<>();
    private final Map<Long, Integer> holders = new HashMap<>();

    Fingerprints(Iterable<Leg> legs) {
        for (Leg leg : legs) {
            Set<Long> prints = of(leg);
            byLeg.put(leg, prints);
            prints.forEach(print -> holders.merge(print, 1, Integer::sum));
        }
    }

    private static Set<Long> of(Leg leg) {
        Set<Long> prints = new HashSet<>();
        SegmentStore store = leg.store();
        int[] taken = new int[2];
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            Direction direction = store.direction(row);
            if (store.length(row) < MIN_LENGTH
                    || store.captured(row) < store.length(row)
                    || taken[direction.index()] == SEGMENTS_PER_DIRECTION) {
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

    Set<Long> prints(Leg leg) {
        return byLeg.getOrDefault(leg, Set.of());
    }

    /** Whether exactly one leg of this tap has it. */
    boolean unique(long print) {
        return holders.getOrDefault(print, 0) == 1;
    }
}
