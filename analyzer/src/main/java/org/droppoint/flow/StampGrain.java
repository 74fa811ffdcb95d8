package org.droppoint.flow;

import java.util.List;

/**
 * How coarse a tap's time stamps are: all of them are multiples of it. A stamp may be off by as much, whether it was cut
 * off or rounded.
 */
public final class StampGrain {
    private static final long COARSEST_NANOS = 10_000_000L;
    private static final int STAMPS_LOOKED_AT = 1_000;

    private StampGrain() {}

    /** The grain of one tap's legs in nanoseconds, a power of ten; told by their first stamps. */
    public static long nanos(List<Leg> legs) {
        long grain = COARSEST_NANOS;
        int looked = 0;
        for (Leg leg : legs) {
            SegmentStore store = leg.store();
            for (int row = leg.firstRow();
                    row != SegmentStore.NONE && looked < STAMPS_LOOKED_AT;
                    row = store.next(row)) {
                looked++;
                while (store.epochNanos(row) % grain != 0) {
                    grain /= 10;
                }
            }
        }
        return grain;
    }
}
