package org.droppoint.correlate;

import java.util.List;
import org.droppoint.base.Direction;

/**
 * How far a packet without payload, all its copies taken together, came along the way; positions as in
 * {@link Vanishing}.
 *
 * @param rows the copies at position {@code reached}, in capture order
 */
public record Trail(
        Direction direction,
        int reached,
        int absent,
        List<Sighting> sightings,
        List<Integer> rows,
        long firstNanos,
        long lastNanos,
        double doubt) {}
