package org.droppoint.base;

import org.jspecify.annotations.Nullable;

/**
 * Where a frame stands: the file's index within its tap, its number in that file counted from 1 as Wireshark counts,
 * and the offset in bytes of its captured bytes in the file (or spool).
 */
public record FrameRef(int file, long number, long fileOffset) implements Comparable<FrameRef> {
    // Written out, here and in other small values: generated ones are linked at run time, which a short run feels.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FrameRef that
                && file == that.file
                && number == that.number
                && fileOffset == that.fileOffset;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(number) + file;
    }

    @Override
    public int compareTo(FrameRef other) {
        int order = Integer.compare(file, other.file);
        return order == 0 ? Long.compare(number, other.number) : order;
    }
}
