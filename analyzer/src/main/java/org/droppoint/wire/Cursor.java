package org.droppoint.wire;

import org.droppoint.wire.DecodeStop.Cause;

/**
 * Where decoding stands in a frame; reused. Steps return what comes next: an EtherType, a link type or an IP protocol in one
 * number space, or {@link #DONE}.
 */
final class Cursor {
    static final int DONE = -1;
    static final int LINK = 1 << 16;
    static final int PROTOCOL = 1 << 24;

    private static final byte[] NOTHING = new byte[0];

    Packet packet = new Packet();
    byte[] bytes = NOTHING;
    /** First byte of the frame. */
    int start;
    /** First byte of the next header. */
    int at;
    /** One past the last captured byte of the datagram at hand. */
    int limit;
    /** One past its last byte on the wire. */
    int wireLimit;
    /** Whether a header told the limit. */
    private boolean told;

    /** Begins a frame that ends before {@code limit} in the capture and before {@code wireLimit} on the wire. */
    void begin(Packet packet, byte[] bytes, int start, int limit, int wireLimit) {
        this.packet = packet;
        this.bytes = bytes;
        this.start = start;
        this.at = start;
        this.limit = limit;
        this.wireLimit = wireLimit;
        told = false;
    }

    int cut(Layer layer, HeaderView header) {
        return stop(layer, Cause.CUT, header.required());
    }

    int malformed(Layer layer) {
        return stop(layer, Cause.MALFORMED, 0);
    }

    int unknown(Layer layer) {
        return stop(layer, Cause.UNKNOWN_PROTOCOL, 0);
    }

    int stop(Layer layer, Cause cause, int required) {
        packet.stopped(layer, cause, at - start, required, limit - at);
        return DONE;
    }

    /**
     * Takes a header's own length, in bytes from {@code at}, for the limit on the wire and in the capture. A header is
     * believed more than the frame length, which tools that cut frames get wrong; of two headers the outer one is.
     */
    void endsAfter(int length) {
        int end = at + length;
        wireLimit = told ? Math.min(wireLimit, end) : end;
        told = true;
        limit = Math.min(limit, wireLimit);
    }
}
