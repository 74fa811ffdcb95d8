package org.droppoint.flow;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.droppoint.base.Direction;

/**
 * The segments of one capture pass as rows of primitive columns, about 77 bytes a segment; rows of a leg are chained
 * by {@link #next}. Columns grow in chunks, so that nothing is copied and memory stays proportional to the segments.
 * One thread writes; readers come after it. A capture's connections run side by side, so that rows of one leg lie far
 * apart as they come; once all are there {@link #group} puts them side by side, and each later walk along a leg finds
 * its rows in few cache lines.
 */
public final class SegmentStore {
    /** No row. */
    public static final int NONE = -1;
    /** The acknowledgement offset of a segment without the ACK flag. */
    public static final long NO_ACK = Long.MIN_VALUE;

    /** SACK edges kept, 512 MB; rows beyond have none. */
    private static final int MAX_SACK_EDGES = 1 << 26;

    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int MASK = CHUNK - 1;

    private static final class Chunk {
        long[] epochNanos = new long[CHUNK];
        long[] start = new long[CHUNK];
        long[] ack = new long[CHUNK];
        long[] payloadPosition = new long[CHUNK];
        int[] frame = new int[CHUNK];
        int[] length = new int[CHUNK];
        int[] captured = new int[CHUNK];
        int[] next = new int[CHUNK];
        int[] digest = new int[CHUNK];
        int[] kinds = new int[CHUNK];
        int[] timestamp = new int[CHUNK];
        int[] sack = new int[CHUNK];
        char[] window = new char[CHUNK];
        char[] ipId = new char[CHUNK];
        short[] flags = new short[CHUNK];
        byte[] ttl = new byte[CHUNK];
        char[] file = new char[CHUNK];
    }

    private static final int DIRECTION_BIT = 1 << 9;
    private static final int V6_BIT = 1 << 10;
    private static final int DF_BIT = 1 << 11;
    private static final int ECN_SHIFT = 12;
    private static final int DUPLICATE_BIT = 1 << 14;
    private static final int OUTSIDE_BIT = 1 << 15;
    private static final int FLAG_MASK = 0x1FF;
    /** Kept beside the kinds. */
    private static final int SPOILT_BIT = 1 << 31;

    private Chunk[] chunks = new Chunk[4];
    private int size;
    private long[] sackEdges = new long[64];
    private int sackSize;

    public int size() {
        return size;
    }

    /** Appends a row that follows {@code previous} in its leg ({@link #NONE} for the first); returns its number. */
    public int add(SegmentRow row, int previous) {
        int index = size++;
        int at = index & MASK;
        if (at == 0) {
            if (index >>> CHUNK_BITS == chunks.length) {
                chunks = Arrays.copyOf(chunks, chunks.length * 2);
            }
            chunks[index >>> CHUNK_BITS] = new Chunk();
        }
        Chunk chunk = chunks[index >>> CHUNK_BITS];
        chunk.epochNanos[at] = row.epochNanos;
        chunk.start[at] = row.start;
        chunk.ack[at] = row.ack;
        chunk.payloadPosition[at] = row.payloadPosition;
        chunk.frame[at] = row.frame;
        chunk.length[at] = row.length;
        chunk.captured[at] = row.captured;
        chunk.next[at] = NONE;
        chunk.digest[at] = row.digest;
        chunk.kinds[at] = row.kinds | (row.spoilt ? SPOILT_BIT : 0);
        chunk.timestamp[at] = row.timestamp;
        chunk.sack[at] = keepSack(row);
        chunk.window[at] = (char) row.window;
        chunk.ipId[at] = (char) row.ipId;
        chunk.flags[at] = (short) ((row.flags & FLAG_MASK)
                | (row.direction == Direction.SERVER_TO_CLIENT ? DIRECTION_BIT : 0)
                | (row.ipv6 ? V6_BIT : 0)
                | (row.dontFragment ? DF_BIT : 0)
                | (row.ecn & 3) << ECN_SHIFT
                | (row.duplicateFrame ? DUPLICATE_BIT : 0)
                | (row.outside ? OUTSIDE_BIT : 0));
        chunk.ttl[at] = (byte) row.ttl;
        chunk.file[at] = (char) row.file;
        if (previous != NONE) {
            chunk(previous).next[previous & MASK] = index;
        }
        return index;
    }

    /**
     * Appends a copy of another store's row that follows {@code previous} in its leg; returns its number.
     *
     * @param files gives a file its number in the copy
     */
    int addCopy(SegmentStore from, int row, int previous, SegmentRow scratch, IntUnaryOperator files) {
        Chunk chunk = from.chunk(row);
        int at = row & MASK;
        scratch.epochNanos = chunk.epochNanos[at];
        scratch.direction = from.direction(row);
        scratch.start = chunk.start[at];
        scratch.ack = chunk.ack[at];
        scratch.payloadPosition = chunk.payloadPosition[at];
        scratch.frame = chunk.frame[at];
        scratch.length = chunk.length[at];
        scratch.captured = chunk.captured[at];
        scratch.digest = chunk.digest[at];
        scratch.kinds = from.kinds(row);
        scratch.spoilt = from.isSpoilt(row);
        scratch.timestamp = chunk.timestamp[at];
        scratch.window = chunk.window[at];
        scratch.ipId = chunk.ipId[at];
        scratch.ttl = chunk.ttl[at] & 0xFF;
        scratch.file = files.applyAsInt(chunk.file[at]);
        scratch.flags = from.flags(row);
        scratch.ipv6 = from.isIpv6(row);
        scratch.dontFragment = from.dontFragment(row);
        scratch.ecn = from.ecn(row);
        scratch.duplicateFrame = from.isDuplicateFrame(row);
        scratch.outside = from.isOutside(row);
        scratch.sackEdgeCount = from.sackEdgeCount(row);
        for (int i = 0; i < scratch.sackEdgeCount; i++) {
            scratch.sackEdges[i] = from.sackEdge(row, i);
        }
        return add(scratch, previous);
    }

    private int keepSack(SegmentRow row) {
        if (row.sackEdgeCount == 0 || sackSize > MAX_SACK_EDGES) {
            return 0;
        }
        if (sackSize + row.sackEdgeCount > sackEdges.length) {
            sackEdges = Arrays.copyOf(sackEdges, sackEdges.length * 2);
        }
        System.arraycopy(row.sackEdges, 0, sackEdges, sackSize, row.sackEdgeCount);
        int reference = sackSize << 4 | row.sackEdgeCount;
        sackSize += row.sackEdgeCount;
        return reference;
    }

    /**
     * Puts the rows of each leg beside each other, in the order of the legs; rows get new numbers (or keep them where there are few). Column by column, so
     * that at no time more than one column is there twice.
     *
     * @param legs all legs that have rows here
     */
    void group(List<Leg> legs) {
        int[] places = size > CHUNK ? places(legs) : new int[0];
        if (places.length == 0) {
            return;
        }
        RowMover mover = new RowMover(places, CHUNK_BITS);
        Chunk[] used = Arrays.copyOf(chunks, size + MASK >>> CHUNK_BITS);
        mover.longs(used, chunk -> chunk.epochNanos, (chunk, column) -> chunk.epochNanos = column);
        mover.longs(used, chunk -> chunk.start, (chunk, column) -> chunk.start = column);
        mover.longs(used, chunk -> chunk.ack, (chunk, column) -> chunk.ack = column);
        mover.longs(used, chunk -> chunk.payloadPosition, (chunk, column) -> chunk.payloadPosition = column);
        mover.ints(used, chunk -> chunk.frame, (chunk, column) -> chunk.frame = column);
        mover.ints(used, chunk -> chunk.length, (chunk, column) -> chunk.length = column);
        mover.ints(used, chunk -> chunk.captured, (chunk, column) -> chunk.captured = column);
        mover.ints(used, chunk -> chunk.digest, (chunk, column) -> chunk.digest = column);
        mover.ints(used, chunk -> chunk.kinds, (chunk, column) -> chunk.kinds = column);
        mover.ints(used, chunk -> chunk.timestamp, (chunk, column) -> chunk.timestamp = column);
        mover.ints(used, chunk -> chunk.sack, (chunk, column) -> chunk.sack = column);
        mover.chars(used, chunk -> chunk.window, (chunk, column) -> chunk.window = column);
        mover.chars(used, chunk -> chunk.ipId, (chunk, column) -> chunk.ipId = column);
        mover.chars(used, chunk -> chunk.file, (chunk, column) -> chunk.file = column);
        mover.shorts(used, chunk -> chunk.flags, (chunk, column) -> chunk.flags = column);
        mover.bytes(used, chunk -> chunk.ttl, (chunk, column) -> chunk.ttl = column);
        relink(legs);
    }

    /** Where each row goes; empty where all lie right already, or so few that walks are short anyway. */
    private int[] places(List<Leg> legs) {
        int[] places = new int[size];
        boolean moved = false;
        int place = 0;
        for (Leg leg : legs) {
            for (int row = leg.firstRow(); row != NONE; row = next(row)) {
                moved |= row != place;
                places[row] = place++;
            }
        }
        if (place != size) {
            throw new IllegalArgumentException(size + " rows, of which the legs have " + place);
        }
        return moved ? places : new int[0];
    }

    private void relink(List<Leg> legs) {
        int row = 0;
        for (Leg leg : legs) {
            int first = row;
            for (int i = 0; i < leg.rowCount(); i++, row++) {
                chunk(row).next[row & MASK] = i + 1 < leg.rowCount() ? row + 1 : NONE;
            }
            leg.moveTo(first);
        }
    }

    private Chunk chunk(int row) {
        return chunks[row >>> CHUNK_BITS];
    }

    public int next(int row) {
        return chunk(row).next[row & MASK];
    }

    public long epochNanos(int row) {
        return chunk(row).epochNanos[row & MASK];
    }

    public Direction direction(int row) {
        return (chunk(row).flags[row & MASK] & DIRECTION_BIT) == 0
                ? Direction.CLIENT_TO_SERVER
                : Direction.SERVER_TO_CLIENT;
    }

    public long start(int row) {
        return chunk(row).start[row & MASK];
    }

    public int length(int row) {
        return chunk(row).length[row & MASK];
    }

    /** Stream offset of the first payload byte, also of a SYN with data; below 0 before the stream's known beginning. */
    public long payloadStart(int row) {
        return TcpFlags.has(flags(row), TcpFlags.SYN) ? start(row) + 1 : start(row);
    }

    /** One past the last payload offset, at least 0; a SYN or FIN is not counted. */
    public long end(int row) {
        return Math.max(0, payloadStart(row) + length(row));
    }

    /** Whether the row brought bytes of the stream: payload, not of a RST, and not absurdly far from all the rest. */
    public boolean carriesStream(int row) {
        return end(row) > 0 && length(row) > 0 && !isOutside(row) && !TcpFlags.has(flags(row), TcpFlags.RST);
    }

    /** The very frame of an earlier row once more, as a mirror port (SPAN) repeats it; no stack sent it again. */
    public boolean isDuplicateFrame(int row) {
        return (chunk(row).flags[row & MASK] & DUPLICATE_BIT) != 0;
    }

    /** Absurdly far from every sequence number known: kept as a row, but no part of the stream. */
    public boolean isOutside(int row) {
        return (chunk(row).flags[row & MASK] & OUTSIDE_BIT) != 0;
    }

    /**
     * Whether the checksum is wrong and no offload explains that. If the row is {@link #isOutside outside} too, no stack
     * took it.
     */
    public boolean isSpoilt(int row) {
        return (chunk(row).kinds[row & MASK] & SPOILT_BIT) != 0;
    }

    /** From now on the row is no part of the stream. */
    void putOutside(int row) {
        chunk(row).flags[row & MASK] |= (short) OUTSIDE_BIT;
    }

    /** The stream of a direction is counted from so many bytes earlier: its own offsets, or what acknowledges them, grow. */
    void moveOffsets(int row, Direction direction, long bytes) {
        Chunk chunk = chunk(row);
        int at = row & MASK;
        if (direction(row) == direction) {
            chunk.start[at] += bytes;
            return;
        }
        chunk.ack[at] += chunk.ack[at] == NO_ACK ? 0 : bytes;
        for (int i = 0; i < sackEdgeCount(row); i++) {
            sackEdges[(chunk.sack[at] >>> 4) + i] += bytes;
        }
    }

    /** Acknowledged offset of the other direction's stream, or {@link #NO_ACK}. */
    public long ack(int row) {
        return chunk(row).ack[row & MASK];
    }

    public int captured(int row) {
        return chunk(row).captured[row & MASK];
    }

    public long payloadPosition(int row) {
        return chunk(row).payloadPosition[row & MASK];
    }

    public int file(int row) {
        return chunk(row).file[row & MASK];
    }

    public long frame(int row) {
        return chunk(row).frame[row & MASK] & 0xFFFF_FFFFL;
    }

    public int flags(int row) {
        return chunk(row).flags[row & MASK] & FLAG_MASK;
    }

    public boolean isIpv6(int row) {
        return (chunk(row).flags[row & MASK] & V6_BIT) != 0;
    }

    public boolean dontFragment(int row) {
        return (chunk(row).flags[row & MASK] & DF_BIT) != 0;
    }

    public int ecn(int row) {
        return chunk(row).flags[row & MASK] >>> ECN_SHIFT & 3;
    }

    public int window(int row) {
        return chunk(row).window[row & MASK];
    }

    public int ipId(int row) {
        return chunk(row).ipId[row & MASK];
    }

    public int ttl(int row) {
        return chunk(row).ttl[row & MASK] & 0xFF;
    }

    public int digest(int row) {
        return chunk(row).digest[row & MASK];
    }

    public int kinds(int row) {
        return chunk(row).kinds[row & MASK] & ~SPOILT_BIT;
    }

    public int timestamp(int row) {
        return chunk(row).timestamp[row & MASK];
    }

    public int sackEdgeCount(int row) {
        return chunk(row).sack[row & MASK] & 0xF;
    }

    /** The i-th SACK edge of a row, an offset in the other direction's stream. */
    public long sackEdge(int row, int i) {
        return sackEdges[(chunk(row).sack[row & MASK] >>> 4) + i];
    }
}
