package org.droppoint.flow;

/**
 * What a single capture point can say of a segment, in Wireshark's words (packet-tcp.c, User's Guide, "TCP Analysis").
 * A segment may be several; {@link #bit} gives each its place in a bit set. Of the three retransmissions it is one:
 * Wireshark's display field {@code tcp.analysis.retransmission} stands for all three.
 */
public enum SegmentKind {
    RETRANSMISSION,
    FAST_RETRANSMISSION,
    SPURIOUS_RETRANSMISSION,
    OUT_OF_ORDER,
    DUPLICATE_ACK,
    LOST_SEGMENT,
    ACKED_UNSEEN,
    KEEP_ALIVE,
    KEEP_ALIVE_ACK,
    ZERO_WINDOW,
    WINDOW_FULL,
    WINDOW_UPDATE,
    ZERO_WINDOW_PROBE,
    ZERO_WINDOW_PROBE_ACK,
    PORT_REUSED;

    public int bit() {
        return 1 << ordinal();
    }

    public boolean in(int kinds) {
        return (kinds & bit()) != 0;
    }
}
