package org.droppoint.correlate.loss;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.droppoint.correlate.recording.Orphans;
import org.droppoint.correlate.recording.TracedDirection;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.RowList;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.Trail;
import org.jspecify.annotations.Nullable;

/**
 * Follows packets without payload, such as a SYN and its copies, along the way of one direction.
 */
public final class TrailTracer {
    private final TracedDirection traced;
    private final DirectionLedger ledger;
    private final TapSightings sightings;

    public TrailTracer(TracedDirection traced, Orphans orphans) {
        this.traced = traced;
        this.ledger = traced.ledger();
        this.sightings = new TapSightings(traced, orphans);
    }

    TracedDirection traced() {
        return traced;
    }

    /** How far they came; null where no tap saw one. */
    @Nullable
    Trail trail(IntPredicate isOne) {
        return trail(ledger.positions(), isOne);
    }

    /** @param positions on how many of the first positions to look for one */
    @Nullable
    Trail trail(int positions, IntPredicate isOne) {
        int reached = -1;
        int[][] rows = new int[ledger.positions()][];
        for (int i = 0; i < ledger.positions(); i++) {
            rows[i] = i < positions ? traced.rows(i, isOne) : new int[0];
            reached = rows[i].length > 0 ? i : reached;
        }
        if (reached < 0) {
            return spoiltTrail(isOne);
        }
        int last = reached;
        long[] times = Arrays.stream(rows[last])
                .mapToLong(row -> traced.referenceNanos(last, row))
                .toArray();
        long[] elsewhere = traced.timesElsewhere(last, times);
        Along along = Along.of(
                ledger.positions(),
                last,
                i -> i > last && spoiltRows(i, isOne).length > 0
                        ? sightings.spoilt(i)
                        : sightings.ofPackets(i, rows[i], i < last, elsewhere));
        return new Trail(
                ledger.direction(),
                last,
                along.absent(),
                along.sightings(),
                new RowList(rows[last]),
                times[0],
                times[times.length - 1],
                along.doubt());
    }

    /** What every tap that has it has with a wrong checksum never came as far as the first of them. */
    private @Nullable Trail spoiltTrail(IntPredicate isOne) {
        for (int i = 0; i < ledger.positions(); i++) {
            int[] rows = spoiltRows(i, isOne);
            if (rows.length > 0) {
                long first = traced.referenceNanos(i, rows[0]);
                long last = traced.referenceNanos(i, rows[rows.length - 1]);
                return new Trail(
                        ledger.direction(), -1, i, List.of(sightings.spoilt(i)), new RowList(rows), first, last, 0);
            }
        }
        return null;
    }

    private int[] spoiltRows(int position, IntPredicate isOne) {
        SessionLeg leg = ledger.at(position);
        return leg == null
                ? new int[0]
                : Arrays.stream(ledger.spoilt(position))
                        .filter(row -> isOne.test(leg.leg().store().flags(row)))
                        .toArray();
    }
}
