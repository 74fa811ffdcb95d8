package org.droppoint.dissect;

import org.droppoint.base.ByteRange;
import org.droppoint.flow.Origin;

/** What comes next in one direction, found but not yet acted upon. */
sealed interface Step {
    ByteRange range();

    /** The frame and time of its last byte seen: steps of the two directions are taken in this order. */
    Origin last();

    /**
     * A line of text with its line end.
     *
     * @param text without line end, at most {@link LineScanner#MAX_TEXT_BYTES}, bytes as ISO 8859-1
     * @param complete its line end was seen
     * @param bareLineFeed it ended in LF without CR
     * @param certain false where bytes before it are missing, so that it may be the rest of a line
     */
    record Line(ByteRange range, Origin last, String text, boolean complete, boolean bareLineFeed, boolean certain)
            implements Step {}

    /** A stretch of message content. */
    record Content(ByteRange range, Origin last, boolean ends, boolean damaged, int dotState) implements Step {}

    /** A TLS record; its range as the header says. */
    record Record(ByteRange range, Origin last, int contentType, int version, TlsRecord.Wholeness wholeness)
            implements Step {}

    /**
     * Bytes that are neither.
     *
     * @param tlsFollows they end where TLS records begin again
     * @param endsLine they end in a line end
     * @param fragment they are the rest of something, of which bytes before are missing or which was cut off
     */
    record Noise(ByteRange range, Origin last, boolean tlsFollows, boolean endsLine, boolean fragment)
            implements Step {}
}
