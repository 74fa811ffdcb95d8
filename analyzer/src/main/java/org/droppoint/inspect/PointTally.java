package org.droppoint.inspect;

import java.util.TreeSet;
import org.droppoint.capture.CaptureInterface;
import org.droppoint.capture.Frame;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PortGlance;
import org.jspecify.annotations.Nullable;

/** Counts what one point of capture recorded. */
final class PointTally {
    private static final int MAX_VLANS = 64;

    private final @Nullable CaptureInterface described;
    private final int interfaceId;
    private final int link;
    private final int linkType;
    private final TreeSet<Integer> vlans = new TreeSet<>();
    private final RecentSegments recent = new RecentSegments();
    private final SenderSigns signs = new SenderSigns();
    private long frames;
    private long bytes;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long cut;
    private int largest;
    private long mail;
    private long duplicates;
    private long routed;
    private long tunnelled;
    private long fragments;
    private long unread;
    private long toUs;
    private long fromUs;

    /** @param link the interface index that SLL2 frames name, or 0 */
    PointTally(@Nullable CaptureInterface described, int interfaceId, int link, int linkType) {
        this.described = described;
        this.interfaceId = interfaceId;
        this.link = link;
        this.linkType = linkType;
    }

    void take(Frame frame, Packet packet, PortGlance glance) {
        frames++;
        bytes += frame.wireLength;
        first = Math.min(first, frame.epochNanos);
        last = Math.max(last, frame.epochNanos);
        cut += frame.capturedLength < frame.wireLength ? 1 : 0;
        largest = Math.max(largest, frame.wireLength);
        tunnelled += packet.tunnels > 0 ? 1 : 0;
        toUs += packet.linkPacketType == 0 ? 1 : 0;
        fromUs += packet.linkPacketType == 4 ? 1 : 0;
        if (packet.vlanId != Packet.UNKNOWN && vlans.size() < MAX_VLANS) {
            vlans.add(packet.vlanId);
        }
        switch (packet.content) {
            case TCP -> segment(frame, packet, glance);
            case FRAGMENT -> fragments++;
            case ICMP_ERROR, OTHER -> unread += packet.stop() != null && packet.ipVersion == 0 && !isArp(frame) ? 1 : 0;
        }
    }

    /** ARP is read well enough: it leads to no mail. */
    private static boolean isArp(Frame frame) {
        int at = frame.offset + 12;
        return frame.capturedLength >= 14 && frame.bytes[at] == 0x08 && frame.bytes[at + 1] == 0x06;
    }

    private void segment(Frame frame, Packet packet, PortGlance glance) {
        RecentSegments.Copy copy = recent.take(packet, frame.epochNanos);
        duplicates += copy == RecentSegments.Copy.EXACT ? 1 : 0;
        routed += copy == RecentSegments.Copy.ROUTED ? 1 : 0;
        if (glance.wants(packet)) {
            mail++;
            signs.take(packet);
        }
    }

    long duplicates() {
        return duplicates;
    }

    long mail() {
        return mail;
    }

    long frames() {
        return frames;
    }

    boolean onSender() {
        return signs.onSender();
    }

    String name() {
        String known = described == null ? null : described.name();
        String name = known == null ? "interface " + interfaceId : known;
        return link == 0 ? name : name + " #" + link;
    }

    CaptureProfile.Point point() {
        java.util.List<String> words = new java.util.ArrayList<>(signs.words());
        if (toUs + fromUs > 0) {
            words.add(
                    toUs + " frames came in at this machine and " + fromUs + " left it, by the link layer's own mark");
        }
        return new CaptureProfile.Point(
                name(),
                described == null ? null : described.description(),
                LinkNames.of(linkType),
                described == null ? 0 : described.snapLengthBytes(),
                frames,
                bytes,
                first,
                last,
                cut,
                largest,
                mail,
                duplicates,
                routed,
                tunnelled,
                fragments,
                unread,
                java.util.List.copyOf(vlans),
                words);
    }
}
