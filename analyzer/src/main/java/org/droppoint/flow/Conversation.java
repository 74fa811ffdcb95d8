package org.droppoint.flow;

import org.droppoint.wire.Packet;
import org.jspecify.annotations.Nullable;

/** All that happened on one 5-tuple: its ends A and B (A is the lesser), the connection at hand, Wireshark's view. */
final class Conversation {
    final int version;
    final long highA;
    final long lowA;
    final int portA;
    final long highB;
    final long lowB;
    final int portB;
    final SegmentClassifier classifier = new SegmentClassifier();

    @Nullable
    Connection current;

    int incarnations;

    Conversation(Packet packet, boolean fromA) {
        version = packet.ipVersion;
        highA = fromA ? packet.sourceHigh : packet.destinationHigh;
        lowA = fromA ? packet.sourceLow : packet.destinationLow;
        portA = fromA ? packet.sourcePort : packet.destinationPort;
        highB = fromA ? packet.destinationHigh : packet.sourceHigh;
        lowB = fromA ? packet.destinationLow : packet.sourceLow;
        portB = fromA ? packet.destinationPort : packet.sourcePort;
    }

    /** Whether the packet's sender is the lesser end; both directions of a 5-tuple find the same conversation so. */
    static boolean isFromA(Packet packet) {
        int order = Long.compareUnsigned(packet.sourceHigh, packet.destinationHigh);
        if (order == 0) {
            order = Long.compareUnsigned(packet.sourceLow, packet.destinationLow);
        }
        return (order == 0 ? packet.sourcePort - packet.destinationPort : order) <= 0;
    }

    boolean matches(Packet packet, boolean fromA) {
        return fromA
                ? lowA == packet.sourceLow
                        && lowB == packet.destinationLow
                        && portA == packet.sourcePort
                        && portB == packet.destinationPort
                        && highA == packet.sourceHigh
                        && highB == packet.destinationHigh
                        && version == packet.ipVersion
                : lowB == packet.sourceLow
                        && lowA == packet.destinationLow
                        && portB == packet.sourcePort
                        && portA == packet.destinationPort
                        && highB == packet.sourceHigh
                        && highA == packet.destinationHigh
                        && version == packet.ipVersion;
    }
}
