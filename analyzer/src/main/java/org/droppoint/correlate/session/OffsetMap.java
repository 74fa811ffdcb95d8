package org.droppoint.correlate.session;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.ByteRange;

/**
 * How one leg's stream offsets lie in the session's: a constant shift, or, where a device inserted or removed bytes on
 * the way, a shift that changes at known offsets. Session offset = leg offset + shift.
 */
public final class OffsetMap {
    /** From this leg offset on, this shift. */
    public record Piece(long legStart, long shift) {}

    private final List<Piece> pieces;

    private OffsetMap(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    public static OffsetMap constant(long shift) {
        return new OffsetMap(List.of(new Piece(Long.MIN_VALUE, shift)));
    }

    public static OffsetMap of(List<Piece> pieces) {
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

    /** Bytes that a device put in have no place in the session: they lie where the next one's is. */
    public long toSession(long legOffset) {
        int piece = pieceAt(legOffset);
        return Math.min(legOffset + pieces.get(piece).shift(), endOf(piece));
    }

    public ByteRange toSession(ByteRange leg) {
        long start = toSession(leg.start());
        return leg.isEmpty()
                ? new ByteRange(start, start)
                : new ByteRange(start, Math.max(start, endToSession(leg.end())));
    }

    /** Where a stretch of the leg's ends in the session whose end is there in the leg. */
    long endToSession(long legEnd) {
        int last = pieceAt(legEnd - 1);
        return Math.min(legEnd + pieces.get(last).shift(), endOf(last));
    }

    /** Where a piece's bytes end in the session at the latest. */
    private long endOf(int piece) {
        return piece + 1 == pieces.size()
                ? Long.MAX_VALUE
                : pieces.get(piece + 1).legStart() + pieces.get(piece + 1).shift();
    }

    /**
     * Where the shift changes: bytes were put in or taken out there.
     *
     * @param legStart the first of the leg's bytes behind the change
     * @param sessionStart where it lies in the session
     * @param more how many bytes this leg has more than the session; fewer where negative
     */
    public record Change(long legStart, long sessionStart, long more) {}

    public List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (int i = 1; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            changes.add(new Change(
                    piece.legStart(),
                    piece.legStart() + piece.shift(),
                    pieces.get(i - 1).shift() - piece.shift()));
        }
        return changes;
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

    private int pieceAt(long legOffset) {
        int piece = pieces.size() - 1;
        while (piece > 0 && legOffset < pieces.get(piece).legStart()) {
            piece--;
        }
        return piece;
    }
}
