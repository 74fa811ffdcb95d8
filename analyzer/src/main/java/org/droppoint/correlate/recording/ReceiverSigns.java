package org.droppoint.correlate.recording;

import java.util.Arrays;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.Pace;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/** The packets by which a tap heard the receiver of a direction acknowledge; times on the reference clock. */
public final class ReceiverSigns {
    /** A packet of the receiver that shows it alive without some bytes; by SACK where it even has later ones. */
    public record Alive(int row, long nanos, boolean sack) {}

    private final SessionLeg leg;
    private final Direction direction;
    private final ClockModel clock;
    private final NewestRows acks;
    private long highestAck = Long.MIN_VALUE;
    private long lastNanos = Long.MIN_VALUE;
    private @Nullable Pace advances;
    /** When the receiver left, or the tap saw anything of the session last. */
    private long endNanos = Long.MIN_VALUE;

    /** @param streamEnd beyond which no SACK is believed */
    ReceiverSigns(SessionLeg leg, Direction direction, ClockModel clock, long streamEnd) {
        this.leg = leg;
        this.direction = direction;
        this.clock = clock;
        SegmentStore store = leg.leg().store();
        int most = leg.leg().rowCount(direction.opposite());
        int[] rows = new int[most];
        long[] nanos = new long[most];
        long[] ack = new long[most];
        long[] minusSack = new long[most];
        long[] minusRow = new long[most];
        long[] minusLeastNanos = new long[most];
        int count = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (store.direction(row) == direction || store.ack(row) == SegmentStore.NO_ACK) {
                continue;
            }
            highestAck = Math.max(highestAck, leg.ack(row));
            lastNanos = Math.max(lastNanos, clock.toReference(store, row));
            if (TcpFlags.has(store.flags(row), TcpFlags.RST)) {
                continue;
            }
            rows[count] = row;
            nanos[count] = clock.toReference(store, row);
            ack[count] = leg.ack(row);
            minusRow[count] = -row;
            minusSack[count] = -farthestSack(leg, row, direction, streamEnd);
            minusLeastNanos[count] = clock.uncertainty(store, row) - nanos[count];
            count++;
        }
        acks = new NewestRows(
                Arrays.copyOf(rows, count),
                Arrays.copyOf(nanos, count),
                Arrays.copyOf(ack, count),
                Arrays.copyOf(minusLeastNanos, count),
                Arrays.copyOf(minusRow, count),
                Arrays.copyOf(minusSack, count));
    }

    /** Where the last block of a row's SACK begins in the session's stream; -1 where it has none. */
    private static long farthestSack(SessionLeg leg, int row, Direction direction, long streamEnd) {
        SegmentStore store = leg.leg().store();
        long farthest = -1;
        for (int i = 0; i + 1 < store.sackEdgeCount(row); i += 2) {
            long left = leg.map(direction).toSession(store.sackEdge(row, i));
            farthest = left <= streamEnd ? Math.max(farthest, left) : farthest;
        }
        return farthest;
    }

    /**
     * The latest packet certainly after something that acknowledges nothing of a range, one with a SACK beyond it first.
     *
     * @param row what is after it, in the order of this very capture, which no clock's being set disturbs; {@link
     *     SegmentStore#NONE} where another tap saw it
     * @param sinceNanos when that was at the latest, where another tap saw it
     */
    @Nullable
    public Alive without(ByteRange range, int row, long sinceNanos) {
        boolean here = row != SegmentStore.NONE;
        long time = here ? Long.MAX_VALUE : -sinceNanos - 1;
        long order = here ? -(row + 1L) : Long.MAX_VALUE;
        int withSack = acks.newest(acks.count(), range.start(), time, order, -range.end());
        int found = withSack >= 0 ? withSack : acks.newest(acks.count(), range.start(), time, order);
        return found < 0 ? null : new Alive(acks.row(found), acks.nanos(found), withSack >= 0);
    }

    /**
     * Whether the receiver went on acknowledging what had been sent before, step by step, until it left or the tap saw the
     * session last: on a link that crawls, what it had not acknowledged by then was on its way still.
     *
     * @param sinceNanos when the bytes in question were sent
     */
    public boolean stillArriving(long sinceNanos) {
        Pace pace = advances;
        if (pace == null) {
            pace = advances();
            advances = pace;
        }
        return pace.goesOn(sinceNanos, endNanos);
    }

    /** When the receiver was heard last, its reset included, if it never acknowledged beyond an offset; else the least long. */
    public long lackedUntil(long offset) {
        return highestAck <= offset ? lastNanos : Long.MIN_VALUE;
    }

    /** When each acknowledgement of something new came, up to the receiver's leaving. */
    private Pace advances() {
        SegmentStore store = leg.leg().store();
        long[] nanos = new long[leg.leg().rowCount(direction.opposite())];
        int count = 0;
        long acknowledged = Long.MIN_VALUE;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            endNanos = Math.max(endNanos, clock.toReference(store, row));
            if (store.direction(row) == direction || store.isOutside(row)) {
                continue;
            }
            if ((store.flags(row) & (TcpFlags.RST | TcpFlags.FIN)) != 0) {
                break;
            }
            if (leg.ack(row) > acknowledged) {
                acknowledged = leg.ack(row);
                nanos[count++] = endNanos; // no earlier than what came before, also where a clock was set back
            }
        }
        return Pace.of(Arrays.copyOf(nanos, count));
    }
}
