package org.droppoint.correlate.session;

import java.util.List;
import java.util.function.ToLongFunction;
import org.droppoint.base.FrameRef;
import org.droppoint.flow.Origin;
import org.droppoint.flow.SegmentStore;

/**
 * One tap's clock against the reference clock, in pieces between sudden steps. All values follow from observed packets
 * alone: see {@code ClockInterval}.
 *
 * @param known false where no packets bound the clock from both directions; then times of this tap cannot be compared
 * @param pieces in order of time; the first holds from the beginning, the last to the end
 * @param pairs how many packets, seen at both taps, bound it
 */
public record ClockModel(boolean known, List<Piece> pieces, int pairs, String basis) {

    /**
     * A stretch without a step.
     *
     * @param from first instant by this tap's clock
     * @param fromOrder first place in the capture, see {@link #order}: a clock that was set back shows times twice
     * @param at the instant, by this tap's clock, for which the offset is given
     * @param offsetNanos this clock minus the reference, at that instant
     * @param uncertaintyNanos the truth lies within offset ± this, at that instant
     * @param drift how much faster than the reference, as a fraction
     * @param driftUncertainty the true drift lies within drift ± this
     * @param between no stretch of its own but the time between two, in which the clock stepped
     */
    public record Piece(
            long from,
            long fromOrder,
            long at,
            long offsetNanos,
            long uncertaintyNanos,
            double drift,
            double driftUncertainty,
            boolean between) {

        /** What holds while either of two pieces may: an interval around both. */
        public static Piece between(Piece before, Piece after, long from, long fromOrder) {
            long at = Math.max(from, after.from());
            long least = Math.min(before.offset(at) - before.uncertainty(at), after.offset(at) - after.uncertainty(at));
            long greatest =
                    Math.max(before.offset(at) + before.uncertainty(at), after.offset(at) + after.uncertainty(at));
            double drift = (before.drift() + after.drift()) / 2;
            double error = Math.max(
                    Math.abs(before.drift() - drift) + before.driftUncertainty(),
                    Math.abs(after.drift() - drift) + after.driftUncertainty());
            return within(from, fromOrder, at, least, greatest, drift, error, true);
        }

        /** A piece whose offset at an instant lies from the least to the greatest. */
        public static Piece within(
                long from,
                long fromOrder,
                long at,
                long least,
                long greatest,
                double drift,
                double driftUncertainty,
                boolean between) {
            return new Piece(
                    from,
                    fromOrder,
                    at,
                    least + (greatest - least) / 2,
                    (greatest - least + 1) / 2,
                    drift,
                    driftUncertainty,
                    between);
        }

        /** The same with room for offsets that few packets tell of. */
        public Piece widenedBy(long leastOffset, long greatestOffset) {
            long least = Math.min(offsetNanos - uncertaintyNanos, leastOffset);
            long greatest = Math.max(offsetNanos + uncertaintyNanos, greatestOffset);
            return within(from, fromOrder, at, least, greatest, drift, driftUncertainty, between);
        }

        long offset(long tapNanos) {
            return offsetNanos + (long) (drift * (tapNanos - at));
        }

        long uncertainty(long tapNanos) {
            return uncertaintyNanos + (long) Math.ceil(driftUncertainty * Math.abs((double) (tapNanos - at)));
        }
    }

    /** No crystal that still keeps a network card working is worse. */
    public static final double MAX_DRIFT = 500e-6;

    private static final List<Piece> TRUE_TIME =
            List.of(new Piece(Long.MIN_VALUE, Long.MIN_VALUE, 0, 0, 0, 0, 0, false));

    public static final ClockModel REFERENCE = new ClockModel(true, TRUE_TIME, 0, "the reference clock");

    public static ClockModel unknown(String why) {
        return new ClockModel(false, TRUE_TIME, 0, why);
    }

    /** Whether this is the clock that the others are told against. */
    public boolean isReference() {
        return basis.equals(REFERENCE.basis);
    }

    private Piece piece(long tapNanos) {
        return last(Piece::from, tapNanos);
    }

    /** The last piece that begins at a time or order no later than this one, or the first. */
    private Piece last(ToLongFunction<Piece> begins, long at) {
        int i = pieces.size() - 1;
        while (i > 0 && begins.applyAsLong(pieces.get(i)) > at) {
            i--;
        }
        return pieces.get(i);
    }

    /** Where a frame stands in its tap's capture: by this number frames are in the order in which they were recorded. */
    public static long order(int file, long frame) {
        return (long) file << 32 | frame;
    }

    public static long order(SegmentStore store, int row) {
        return order(store.file(row), store.frame(row));
    }

    private Piece piece(SegmentStore store, int row) {
        return pieces.size() == 1 ? pieces.get(0) : inOrder(order(store, row));
    }

    private Piece piece(Origin origin) {
        FrameRef frame = origin.frame();
        return inOrder(order(frame.file(), frame.number()));
    }

    private Piece inOrder(long order) {
        return last(Piece::fromOrder, order);
    }

    /** When a segment was seen, on the reference clock. */
    public long toReference(SegmentStore store, int row) {
        long nanos = store.epochNanos(row);
        return nanos - piece(store, row).offset(nanos);
    }

    /** How far that may be off, in nanoseconds. */
    public long uncertainty(SegmentStore store, int row) {
        return piece(store, row).uncertainty(store.epochNanos(row));
    }

    /** When a byte was seen, on the reference clock. */
    public long toReference(Origin origin) {
        return origin.epochNanos() - piece(origin).offset(origin.epochNanos());
    }

    /** How far that may be off, in nanoseconds. */
    public long uncertainty(Origin origin) {
        return piece(origin).uncertainty(origin.epochNanos());
    }

    /** The reference time of an instant of this tap's clock. */
    public long toReference(long tapNanos) {
        return tapNanos - piece(tapNanos).offset(tapNanos);
    }

    /** How far {@link #toReference} may be off, in nanoseconds. */
    public long uncertainty(long tapNanos) {
        return piece(tapNanos).uncertainty(tapNanos);
    }

    /** This tap's time of a reference instant. */
    public long fromReference(long referenceNanos) {
        Piece best = pieces.get(0);
        for (Piece piece : pieces) {
            if (referenceNanos + piece.offset(referenceNanos + piece.offsetNanos()) >= piece.from()) {
                best = piece;
            }
        }
        return referenceNanos + best.offset(referenceNanos + best.offsetNanos());
    }

    /** The stretches behind each sudden step, in order of time. */
    public List<Piece> steps() {
        return pieces.stream().skip(1).filter(piece -> !piece.between()).toList();
    }

    /** The piece that the report states: the longest-standing one is the first unless a step left it without support. */
    public Piece stated() {
        return pieces.get(0);
    }
}
