package org.droppoint.capture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Interfaces of a pcapng section that show the very same packets, by {@code epb_packetid} and bytes: components of one
 * machine's stack, as Windows' pktmon records them, and hence one place. What leaves appears at the uppermost of them
 * first and what comes at the lowest, so that the first appearances of either direction bear another interface.
 *
 * <p>Learnt from what is buffered ahead, since the first packets must have their place before their further appearances
 * are read; nothing is waited for. Interfaces that never show a packet of each other, or show it changed, as a router's
 * two sides do, stay apart.
 */
final class SharedInterfaces {
    private final Map<PcapngInterface, PcapngInterface> first = new HashMap<>();
    private final List<PcapngInterface> section;
    private final int described;

    private record Appearance(long digest, PcapngInterface at) {}

    private SharedInterfaces(List<PcapngInterface> section) {
        this.section = section;
        this.described = section.size();
    }

    /** @param feed stands at a block */
    static SharedInterfaces ahead(ByteFeed feed, boolean bigEndian, List<PcapngInterface> section) {
        SharedInterfaces shared = new SharedInterfaces(section);
        if (section.size() > 1) {
            shared.look(feed, bigEndian);
        }
        return shared;
    }

    /** Whether it was learnt of these interfaces, and none was described since. */
    boolean isOf(List<PcapngInterface> now) {
        return now == section && now.size() == described;
    }

    /** The first of the interfaces that are one place with this one. */
    PcapngInterface place(PcapngInterface of) {
        return first.getOrDefault(of, of);
    }

    private void look(ByteFeed feed, boolean bigEndian) {
        Map<Long, Appearance> seen = new HashMap<>();
        PacketOptions options = new PacketOptions();
        int at = feed.at;
        while (feed.limit - at >= PcapngBlocks.MIN_BYTES) {
            int total = Bytes.int32(feed.bytes, at + PcapngReader.TOTAL, bigEndian);
            int type = Bytes.int32(feed.bytes, at, bigEndian);
            if (type == PcapngBlocks.SECTION_HEADER || !PcapngBlocks.isLength(total) || total > feed.limit - at) {
                return;
            }
            if (type == PcapngBlocks.ENHANCED_PACKET && total >= PcapngReader.DATA + 4) {
                appearance(feed.bytes, at, total, bigEndian, options, seen);
            }
            at += total;
        }
    }

    private void appearance(
            byte[] bytes, int block, int total, boolean bigEndian, PacketOptions options, Map<Long, Appearance> seen) {
        int id = Bytes.int32(bytes, block + PcapngReader.EPB_INTERFACE, bigEndian);
        int captured = Bytes.int32(bytes, block + PcapngReader.CAPTURED, bigEndian);
        if (id < 0 || id >= section.size() || captured < 0 || captured > total - PcapngReader.DATA - 4) {
            return;
        }
        options.read(bytes, block + PcapngReader.DATA + (captured + 3 & ~3), block + total - 4, bigEndian);
        PcapngInterface at = section.get(id);
        if (!options.hasPacketId() || !at.wanted()) {
            return;
        }
        long digest = RepeatedPackets.digest(bytes, block + PcapngReader.DATA, captured, at.described());
        Appearance before = seen.putIfAbsent(options.packetId(), new Appearance(digest, at));
        if (before != null && before.digest() == digest) {
            join(before.at(), at);
        }
    }

    private void join(PcapngInterface one, PcapngInterface other) {
        PcapngInterface kept = place(one);
        PcapngInterface joined = place(other);
        if (kept == joined || kept.described().linkType() != joined.described().linkType()) {
            return;
        }
        boolean earlier = section.indexOf(joined) < section.indexOf(kept);
        PcapngInterface to = earlier ? joined : kept;
        PcapngInterface from = earlier ? kept : joined;
        first.replaceAll((of, place) -> place == from ? to : place);
        first.put(from, to);
    }
}
