package org.droppoint.correlate.session;

import java.util.List;
import org.droppoint.base.Direction;

/**
 * How far a packet without payload, all its copies taken together, came along the way; positions as in
 * {@link Vanishing}.
 *
 * @param reached -1 where every copy on record has a wrong checksum
 * @param rows the copies at position {@link #shownAt}, in capture order
 */
public record Trail(
        Direction direction,
        int reached,
        int absent,
        List<Sighting> sightings,
        List<Integer> rows,
        long firstNanos,
        long lastNanos,
        double doubt) {
    /** Where the copies were recorded: as far as they came, or where they first came spoilt. */
    public int shownAt() {
        return reached >= 0 ? reached : absent;
    }
}
