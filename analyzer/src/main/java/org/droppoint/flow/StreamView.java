package org.droppoint.flow;

import org.droppoint.base.Coverage;

/**
 * One direction of a TCP connection as bytes by stream offset; what was not seen is a gap. Where copies of a range
 * differ, the first copy counts.
 */
public interface StreamView {

    /** Which offsets some frame carried, whether or not the capture kept their bytes. */
    Coverage seen();

    /** One past the last offset seen. */
    default long end() {
        return seen().end();
    }

    /**
     * Reads bytes from an offset on.
     *
     * @return how many bytes could be read without a gap: 0 where the offset was not seen or its bytes were cut off
     */
    int read(long offset, byte[] into, int at, int length);

    /** Where the byte at this offset came from; the offset must be in {@link #seen()}. */
    Origin origin(long offset);

    /**
     * When a byte came, on a clock that serves both directions of its session: the tap's own, unless the streams are
     * put together from taps whose clocks differ.
     */
    default long commonNanos(Origin origin) {
        return origin.epochNanos();
    }

    /**
     * Up to which offset of the other direction the sender of a byte had heard when it was first sent, as its segment
     * acknowledges (RFC 9293 section 3.4); {@link SegmentStore#NO_ACK} where it does not. Asks no clock.
     */
    default long heard(long offset) {
        return SegmentStore.NO_ACK;
    }

    /** Whether the stream is known from its first byte on: its SYN was seen. */
    boolean fromStart();
}
