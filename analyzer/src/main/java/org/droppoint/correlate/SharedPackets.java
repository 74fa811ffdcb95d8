package org.droppoint.correlate;

import java.util.Arrays;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.flow.SegmentStore;

/**
 * The packets that two taps both recorded, of all sessions, and those with which a proxy answered them: all that clocks
 * are compared by. Collected once for every
 * pair of taps, as rows, nine bytes a packet.
 */
final class SharedPackets {
    private final Taps taps;
    private final Pair[][] pairs;

    /** The rows of one packet at the tap nearer the host and at the farther one, and whether it left the host. */
    static final class Pair {
        private SegmentStore near = new SegmentStore();
        private SegmentStore far = near;
        private int[] nearRows = new int[16];
        private int[] farRows = new int[16];
        private boolean[] outward = new boolean[16];
        private int count;

        private void add(int nearRow, int farRow, boolean leaves) {
            if (count == nearRows.length) {
                nearRows = Arrays.copyOf(nearRows, count * 2);
                farRows = Arrays.copyOf(farRows, count * 2);
                outward = Arrays.copyOf(outward, count * 2);
            }
            nearRows[count] = nearRow;
            farRows[count] = farRow;
            outward[count++] = leaves;
        }

        int count() {
            return count;
        }

        boolean outward(int index) {
            return outward[index];
        }

        long nanos(int index, boolean atFar) {
            return atFar ? far.epochNanos(farRows[index]) : near.epochNanos(nearRows[index]);
        }

        /** Grows along the capture, also where its clock steps back. */
        long captureOrder(int index, boolean atFar) {
            SegmentStore store = atFar ? far : near;
            int row = atFar ? farRows[index] : nearRows[index];
            return (long) store.file(row) << 32 | store.frame(row);
        }
    }

    SharedPackets(Taps taps, List<SessionLegs> sessions) {
        this.taps = taps;
        this.pairs = new Pair[taps.count()][taps.count()];
        for (Pair[] row : pairs) {
            Arrays.setAll(row, i -> new Pair());
        }
        for (SessionLegs session : sessions) {
            if (session.byTap().size() > 1) {
                take(session.passage());
                session.passage().release();
            }
        }
    }

    private void take(Passage passage) {
        boolean outwardIsClient = !Orientation.serverAtHost(passage);
        List<SessionLeg> legs = passage.legs();
        for (int i = 0; i < legs.size(); i++) {
            for (int j = i + 1; j < legs.size(); j++) {
                if (passage.between(i, j)) {
                    take(passage.index(i), passage.index(j), outwardIsClient);
                } else if (Remaking.relation(taps, passage, i, j) == Remaking.Relation.RELAYED) {
                    takeRelayed(legs.get(i), legs.get(j), outwardIsClient);
                }
            }
        }
    }

    private void take(RowIndex near, RowIndex far, boolean outwardIsClient) {
        Pair pair = pairs[near.leg().tap().order()][far.leg().tap().order()];
        pair.near = near.leg().leg().store();
        pair.far = far.leg().leg().store();
        PacketPairs.visit(near, far, (nearRow, farRow) -> {
            pair.add(nearRow, farRow, (pair.far.direction(farRow).index() == 0) == outwardIsClient);
            return true;
        });
    }

    /**
     * A proxy's packets are its own, but no byte leaves it before it came: a segment behind it pairs with the one before
     * it that brought its last byte, where each tap saw that byte once.
     */
    private void takeRelayed(SessionLeg near, SessionLeg far, boolean outwardIsClient) {
        Pair pair = pairs[near.tap().order()][far.tap().order()];
        pair.near = near.leg().store();
        pair.far = far.leg().store();
        for (Direction direction : Direction.values()) {
            boolean outward = (direction == Direction.CLIENT_TO_SERVER) == outwardIsClient;
            Transmissions before = new Transmissions(outward ? near : far, direction);
            Transmissions behind = new Transmissions(outward ? far : near, direction);
            for (int i = 0; i < behind.count(); i++) {
                ByteRange last = new ByteRange(behind.end(i) - 1, behind.end(i));
                int[] sources = before.carrying(last);
                if (sources.length == 1 && behind.carrying(last).length == 1) {
                    pair.add(outward ? sources[0] : behind.row(i), outward ? behind.row(i) : sources[0], outward);
                }
            }
        }
    }

    /** Those of two different taps, in whichever order. */
    Pair of(Tap one, Tap other) {
        return pairs[Math.min(one.order(), other.order())][Math.max(one.order(), other.order())];
    }

    /**
     * How coarse a tap's stamps are: all of them are multiples of it, in nanoseconds. A stamp may be off by as much,
     * whether it was cut off or rounded.
     */
    long resolutionNanos(Tap tap) {
        long resolution = COARSEST_NANOS;
        int looked = 0;
        for (var leg : taps.trace(tap).legs()) {
            SegmentStore store = leg.store();
            for (int row = leg.firstRow();
                    row != SegmentStore.NONE && looked < STAMPS_LOOKED_AT;
                    row = store.next(row)) {
                looked++;
                while (store.epochNanos(row) % resolution != 0) {
                    resolution /= 10;
                }
            }
        }
        return resolution;
    }

    private static final long COARSEST_NANOS = 10_000_000L;
    private static final int STAMPS_LOOKED_AT = 1_000;
}
