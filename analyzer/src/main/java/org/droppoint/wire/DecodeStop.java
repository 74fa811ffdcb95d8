package org.droppoint.wire;

/**
 * Where and why decoding ended before a TCP segment or an ICMP error was complete. What was decoded up to there is
 * kept in the packet.
 *
 * @param layer the header that could not be read
 * @param cause why
 * @param offset where that header begins, in bytes from the start of the frame
 * @param required bytes that the header needs; 0 where the length is not the matter
 * @param available bytes that there were
 */
public record DecodeStop(Layer layer, Cause cause, int offset, int required, int available) {
    /** Why decoding stopped. */
    public enum Cause {
        /** The capture holds fewer bytes than the header has: incomplete, not malformed. */
        CUT,
        /** The header contradicts itself or the header around it. */
        MALFORMED,
        /** A protocol that is none of this package's. */
        UNKNOWN_PROTOCOL,
        /** More nested headers than {@link PacketDecoder#MAX_LAYERS}. */
        TOO_DEEP
    }
}
