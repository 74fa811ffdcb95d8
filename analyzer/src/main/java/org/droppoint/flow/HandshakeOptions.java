package org.droppoint.flow;

import org.droppoint.wire.Packet;
import org.jspecify.annotations.Nullable;

/**
 * What one side offered in its SYN or SYN-ACK (RFC 9293, 7323, 2018, 3168).
 *
 * @param maximumSegmentSize bytes, or -1 where not offered
 * @param windowShift the window scale shift, or -1 where not offered
 * @param ecnSetup ECE and CWR on a SYN, ECE without CWR on a SYN-ACK
 * @param whole the capture holds all options; else what is not among them may have been offered
 */
public record HandshakeOptions(
        int maximumSegmentSize,
        int windowShift,
        boolean sackPermitted,
        boolean timestamps,
        boolean ecnSetup,
        boolean whole) {

    /** @param packet a SYN or SYN-ACK */
    static HandshakeOptions of(Packet packet) {
        int ecn = packet.tcpFlags & (TcpFlags.ECE | TcpFlags.CWR);
        boolean synAck = (packet.tcpFlags & TcpFlags.ACK) != 0;
        return new HandshakeOptions(
                packet.maximumSegmentSize,
                packet.windowShift,
                packet.sackPermitted,
                packet.hasTimestamps,
                ecn == (synAck ? TcpFlags.ECE : TcpFlags.ECE | TcpFlags.CWR),
                !packet.optionsCut);
    }

    /** Written out, as a record's own is put together at its first call, which costs a short run a millisecond. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HandshakeOptions options
                && maximumSegmentSize == options.maximumSegmentSize
                && windowShift == options.windowShift
                && sackPermitted == options.sackPermitted
                && timestamps == options.timestamps
                && ecnSetup == options.ecnSetup
                && whole == options.whole;
    }

    @Override
    public int hashCode() {
        int flags = (sackPermitted ? 1 : 0) | (timestamps ? 2 : 0) | (ecnSetup ? 4 : 0) | (whole ? 8 : 0);
        return (maximumSegmentSize * 31 + windowShift) * 16 + flags;
    }
}
