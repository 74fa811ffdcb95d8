package org.droppoint.correlate.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;

/**
 * Bytes of the same place in the stream that differ at two neighbouring taps.
 *
 * @param near position nearer the sender
 * @param far position nearer the receiver
 * @param nearRow a segment that carried the original
 * @param farRow a segment that carried the change
 * @param before the original bytes of the first range as Latin-1, at most {@link #MAX_SAMPLE_BYTES}
 * @param after what became of them
 */
public record ChangedBytes(
        Direction direction,
        List<ByteRange> ranges,
        int near,
        int far,
        int nearRow,
        int farRow,
        String before,
        String after) {
    /** Longer changes are shown by their beginning. */
    public static final int MAX_SAMPLE_BYTES = 512;

    public ChangedBytes {
        ranges = List.copyOf(ranges);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    public long changedBytes() {
        return ranges.stream().mapToLong(ByteRange::length).sum();
    }
}
