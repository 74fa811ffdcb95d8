package org.droppoint.flow;

/**
 * What one side offered in its SYN or SYN-ACK (RFC 9293, 7323, 2018, 3168).
 *
 * @param maximumSegmentSize bytes, or -1 where not offered
 * @param windowShift the window scale shift, or -1 where not offered
 * @param ecnSetup ECE and CWR on a SYN, ECE without CWR on a SYN-ACK
 */
public record HandshakeOptions(
        int maximumSegmentSize, int windowShift, boolean sackPermitted, boolean timestamps, boolean ecnSetup) {}
