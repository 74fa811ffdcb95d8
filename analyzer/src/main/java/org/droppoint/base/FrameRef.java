package org.droppoint.base;

/**
 * Where a frame stands: the file's index within its tap, its number in that file counted from 1 as Wireshark counts,
 * and the offset in bytes of its captured bytes in the file (or spool).
 */
public record FrameRef(int file, long number, long fileOffset) implements Comparable<FrameRef> {
    @Override
    public int compareTo(FrameRef other) {
        int order = Integer.compare(file, other.file);
        return order == 0 ? Long.compare(number, other.number) : order;
    }
}
