package org.droppoint.dissect;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.flow.Origin;
import org.droppoint.flow.StreamView;

/**
 * A forward walk over one stream: which stretch of seen bytes the position is in, and a small window of its bytes.
 * Positions only grow, so finding the next stretch costs constant time over the whole walk.
 */
final class StreamCursor {
    /** Bytes held at once; also the longest look-ahead that {@link #peek} can serve. */
    static final int WINDOW_BYTES = 1 << 16;

    /** Most sessions never need more: it grows only for message content and for searches. */
    private static final int FIRST_WINDOW_BYTES = 1 << 12;

    private final StreamView view;
    private final Coverage seen;
    private byte[] window = new byte[FIRST_WINDOW_BYTES];
    private long windowStart;
    private int windowLength;
    private int rangeIndex;
    private long position;
    private long stretchStart;
    private long stretchEnd;

    StreamCursor(StreamView view) {
        this.view = view;
        this.seen = view.seen();
    }

    StreamView view() {
        return view;
    }

    long position() {
        return position;
    }

    /** One past the last byte seen without a gap from the position on. */
    long stretchEnd() {
        return stretchEnd;
    }

    void moveTo(long offset) {
        position = Math.max(position, offset);
    }

    /** Moves over a gap to the next byte seen; false where none is left. */
    boolean settle() {
        while (rangeIndex < seen.rangeCount() && seen.range(rangeIndex).end() <= position) {
            rangeIndex++;
        }
        if (rangeIndex == seen.rangeCount()) {
            return false;
        }
        ByteRange stretch = seen.range(rangeIndex);
        stretchStart = Math.max(0, stretch.start());
        stretchEnd = stretch.end();
        position = Math.max(position, stretchStart);
        return true;
    }

    /**
     * Makes bytes readable with {@link #at}.
     *
     * @param wanted at most {@link #WINDOW_BYTES}
     * @param readAhead how many to ask for where the window has to be read anew
     * @return how many of the wanted bytes there are
     */
    int peek(long offset, int wanted, int readAhead) {
        if (offset < windowStart || offset + wanted > windowStart + windowLength) {
            int useful = (int) Math.min(readAhead, Math.max(0, stretchEnd - offset));
            int asked = Math.min(WINDOW_BYTES, Math.max(wanted, useful));
            if (asked > window.length) {
                window = new byte[asked];
            }
            windowStart = offset;
            windowLength = view.read(offset, window, 0, asked);
        }
        return (int) Math.min(wanted, windowStart + windowLength - offset);
    }

    /** How many bytes from an offset on are readable with {@link #at} at once; 0 where it was not seen or was cut off. */
    int available(long offset, int readAhead) {
        boolean held = offset >= windowStart && offset < windowStart + windowLength;
        return held ? (int) (windowStart + windowLength - offset) : peek(offset, 1, readAhead) == 0 ? 0 : windowLength;
    }

    /** An unsigned byte that the last {@link #peek} covered. */
    int at(long offset) {
        return window[(int) (offset - windowStart)] & 0xFF;
    }

    /** Reads past the window, which stays as it is. */
    int readAside(long offset, byte[] into, int length) {
        return view.read(offset, into, 0, length);
    }

    /**
     * Where the next frame's bytes begin, at most the end of the stretch. Bytes that a snap length cut off end there:
     * it is the next place worth a look.
     */
    long nextFrameStart(long from) {
        return nextFrameStart(from, stretchEnd);
    }

    private long nextFrameStart(long from, long limit) {
        Origin frame = view.origin(from);
        long same = from;
        long step = 1 << 10;
        while (same + step < limit && sameFrame(frame, same + step)) {
            same += step;
            step <<= 1;
        }
        long other = Math.min(limit, same + step);
        while (other - same > 1) {
            long middle = same + (other - same) / 2;
            if (sameFrame(frame, middle)) {
                same = middle;
            } else {
                other = middle;
            }
        }
        return other;
    }

    /** The first offset of the stretch, from the position on, whose frame came later than another; else its end. */
    long firstOffsetAfter(Origin other) {
        long before = position - 1;
        long after = stretchEnd;
        while (after - before > 1) {
            long middle = before + (after - before) / 2;
            if (Chronology.precedes(view, other, view.origin(middle))) {
                after = middle;
            } else {
                before = middle;
            }
        }
        return after;
    }

    /** Whether a frame's bytes, or a stretch, begin here. */
    boolean startsFrame(long offset) {
        return offset == stretchStart || !sameFrame(view.origin(offset), offset - 1);
    }

    /** The next offset behind one that cannot be read, at most the given end: of the next stretch, or the next frame. */
    long nextReadable(long from, long end) {
        long seenEnd = seen.contiguousEnd(from);
        if (seenEnd > from) {
            return Math.min(end, nextFrameStart(from, Math.min(end, seenEnd)));
        }
        List<ByteRange> behind = seen.within(new ByteRange(from, end));
        return behind.isEmpty() ? end : behind.get(0).start();
    }

    private boolean sameFrame(Origin frame, long offset) {
        return view.origin(offset).frame().equals(frame.frame());
    }

    boolean wasSeen(ByteRange range) {
        return seen.contains(range);
    }

    /** One past the last offset of the stream seen. */
    long streamEnd() {
        return seen.end();
    }

    /** The last offset seen within a range of which at least the first byte was seen. */
    long lastSeenIn(ByteRange range) {
        long end = seen.contiguousEnd(range.start());
        if (end >= range.end()) {
            return range.end() - 1;
        }
        for (ByteRange part : seen.within(range)) {
            end = part.end();
        }
        return end - 1;
    }
}
