package org.droppoint.correlate;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.ByteRange;

/**
 * How one leg's stream offsets lie in the session's: a constant shift, or, where a device inserted or removed bytes on
 * the way, a shift that changes at known offsets. Session offset = leg offset + shift.
 */
public final class OffsetMap {
    /** From this leg offset on, this shift. */
    record Piece(long legStart, long shift) {}

    private final List<Piece> pieces;

    private OffsetMap(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    public static OffsetMap constant(long shift) {
        return new OffsetMap(List.of(new Piece(Long.MIN_VALUE, shift)));
    }

    static OffsetMap of(List<Piece> pieces) {
        List<Piece> distinct = new ArrayList<>();
        for (Piece piece : pieces) {
            if (distinct.isEmpty() || distinct.get(distinct.size() - 1).shift() != piece.shift()) {
                distinct.add(distinct.isEmpty() ? new Piece(Long.MIN_VALUE, piece.shift()) : piece);
            }
        }
        return distinct.isEmpty() ? constant(0) : new OffsetMap(distinct);
    }

    public boolean isConstant() {
        return pieces.size() == 1;
    }

    public long toSession(long legOffset) {
        return legOffset + pieceAt(legOffset).shift();
    }

    public ByteRange toSession(ByteRange leg) {
        long start = toSession(leg.start());
        return leg.isEmpty()
                ? new ByteRange(start, start)
                : new ByteRange(start, Math.max(start, toSession(leg.end() - 1) + 1));
    }

    public long toLeg(long sessionOffset) {
        for (int i = pieces.size() - 1; i > 0; i--) {
            if (sessionOffset - pieces.get(i).shift() >= pieces.get(i).legStart()) {
                return sessionOffset - pieces.get(i).shift();
            }
        }
        return sessionOffset - pieces.get(0).shift();
    }

    /** Up to which session offset, exclusive, the shift is that of this one. */
    long sameShiftUntil(long sessionOffset) {
        for (Piece piece : pieces) {
            long begins = piece.legStart() + piece.shift();
            if (piece.legStart() != Long.MIN_VALUE && begins > sessionOffset) {
                return begins;
            }
        }
        return Long.MAX_VALUE;
    }

    private Piece pieceAt(long legOffset) {
        for (int i = pieces.size() - 1; i > 0; i--) {
            if (legOffset >= pieces.get(i).legStart()) {
                return pieces.get(i);
            }
        }
        return pieces.get(0);
    }
}
