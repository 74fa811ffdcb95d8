package org.droppoint.dissect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.FrameRef;
import org.droppoint.base.Tap;
import org.droppoint.flow.Origin;
import org.droppoint.flow.StreamView;

/** A stream from segments in memory: first copy counts, each with its frame number, time and cut-off. */
final class MemoryStream implements StreamView {
    static final Tap TAP = new Tap(Tap.HOST, 0);

    private static final class Piece {
        final long start;
        final byte[] bytes;
        final int length;
        final Origin origin;

        Piece(long start, byte[] bytes, int length, Origin origin) {
            this.start = start;
            this.bytes = bytes;
            this.length = length;
            this.origin = origin;
        }

        long end() {
            return start + length;
        }
    }

    private final List<Piece> pieces = new ArrayList<>();
    private final Coverage seen = new Coverage();
    private final boolean fromStart;
    private boolean sorted = true;
    private int reads;

    MemoryStream(boolean fromStart) {
        this.fromStart = fromStart;
    }

    static MemoryStream empty() {
        return new MemoryStream(false);
    }

    MemoryStream add(long frame, long start, byte[] bytes) {
        return add(frame, frame * 1_000_000, start, bytes, bytes.length);
    }

    MemoryStream add(long frame, String text) {
        return add(frame, end(), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Bytes may be fewer than the length: the capture cut the rest off. Only what no earlier piece brought is kept. */
    MemoryStream add(long frame, long nanos, long start, byte[] bytes, int length) {
        Origin origin = new Origin(TAP, new FrameRef(0, frame, 0), nanos);
        for (ByteRange gap : seen.gapsWithin(new ByteRange(start, start + length))) {
            int from = (int) Math.min(bytes.length, gap.start() - start);
            int to = (int) Math.min(bytes.length, gap.end() - start);
            pieces.add(new Piece(gap.start(), Arrays.copyOfRange(bytes, from, to), (int) gap.length(), origin));
        }
        seen.add(start, start + length);
        sorted = false;
        return this;
    }

    int reads() {
        return reads;
    }

    private void sort() {
        if (!sorted) {
            pieces.sort(Comparator.comparingLong(piece -> piece.start));
            sorted = true;
        }
    }

    private int indexAt(long offset) {
        sort();
        int low = 0;
        int high = pieces.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (pieces.get(middle).end() <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @Override
    public Coverage seen() {
        return seen;
    }

    @Override
    public int read(long offset, byte[] into, int at, int length) {
        reads++;
        int done = 0;
        for (int i = indexAt(offset); i < pieces.size() && done < length; i++) {
            Piece piece = pieces.get(i);
            if (piece.start > offset + done) {
                break;
            }
            int within = (int) (offset + done - piece.start);
            int count = Math.min(length - done, piece.bytes.length - within);
            if (count > 0) {
                System.arraycopy(piece.bytes, within, into, at + done, count);
                done += count;
            }
            if (piece.bytes.length < piece.length) {
                break;
            }
        }
        return done;
    }

    @Override
    public Origin origin(long offset) {
        if (!seen.contains(offset)) {
            throw new IllegalArgumentException("offset " + offset + " was not seen: " + seen);
        }
        return pieces.get(indexAt(offset)).origin;
    }

    @Override
    public boolean fromStart() {
        return fromStart;
    }
}
