package org.droppoint.base;

/** Half-open range of stream offsets; the first byte after the SYN has offset 0. */
public record ByteRange(long start, long end) implements Comparable<ByteRange> {
    public ByteRange {
        if (end < start) {
            throw new IllegalArgumentException("range ends before it starts: " + start + ".." + end);
        }
    }

    public long length() {
        return end - start;
    }

    public boolean isEmpty() {
        return end == start;
    }

    public boolean contains(long offset) {
        return offset >= start && offset < end;
    }

    public boolean contains(ByteRange other) {
        return other.start >= start && other.end <= end;
    }

    public boolean overlaps(ByteRange other) {
        return start < other.end && other.start < end;
    }

    /** The common part; empty, at the later start, where there is none. */
    public ByteRange intersection(ByteRange other) {
        long from = Math.max(start, other.start);
        return new ByteRange(from, Math.max(from, Math.min(end, other.end)));
    }

    public ByteRange shift(long delta) {
        return new ByteRange(start + delta, end + delta);
    }

    @Override
    public int compareTo(ByteRange other) {
        int order = Long.compare(start, other.start);
        return order == 0 ? Long.compare(end, other.end) : order;
    }

    @Override
    public String toString() {
        return "[" + start + "," + end + ")";
    }
}
