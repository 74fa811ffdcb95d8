package org.droppoint.correlate.session;

import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;

/**
 * A copy of a segment that was lost and made good by a later copy.
 *
 * @param reached the last position along the way where the lost copy was seen; -1 before the first tap
 * @param absent the first position that it did not reach; the number of positions beyond the last tap
 * @param lostPosition where {@code lostRow} was recorded, -1 where no tap saw the lost copy
 * @param lostRow the lost copy
 * @param repairPosition where {@code repairRow} was recorded
 * @param repairRow the copy that made it good
 * @param delayNanos how much later the repair came
 */
public record RepairedLoss(
        Direction direction,
        ByteRange range,
        int reached,
        int absent,
        int lostPosition,
        int lostRow,
        int repairPosition,
        int repairRow,
        long delayNanos) {}
