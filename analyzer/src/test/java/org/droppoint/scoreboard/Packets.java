package org.droppoint.scoreboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.droppoint.capture.CaptureBytes;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;

/** The packets of a capture with one link type, to be changed and written again as another capture. */
public record Packets(int linkType, List<Packet> list) {
    private static final long NANOS = 1_000_000_000L;
    private static final long PCAP_NANOSECONDS = 0xa1b23c4dL;
    private static final int SNAP_LENGTH = 262_144;
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;

    /** One packet: what was kept of it, and how long it was. */
    public static final class Packet {
        private final long nanos;
        private final int wireLength;
        private final byte[] kept;

        Packet(long nanos, int wireLength, byte[] kept) {
            this.nanos = nanos;
            this.wireLength = wireLength;
            this.kept = kept;
        }

        long nanos() {
            return nanos;
        }

        Packet later(long delayNanos) {
            return new Packet(nanos + delayNanos, wireLength, kept);
        }

        Packet cutTo(int length) {
            return kept.length <= length ? this : new Packet(nanos, wireLength, Arrays.copyOf(kept, length));
        }

        Packet with(byte[] bytes) {
            return new Packet(nanos, wireLength, bytes);
        }

        /** A copy of what was kept, to be changed. */
        byte[] bytes() {
            return kept.clone();
        }
    }

    public static Packets of(List<Path> files) throws IOException {
        List<Packet> packets = new ArrayList<>();
        int link = -1;
        for (Path file : files) {
            try (CaptureReader reader = CaptureFiles.open(file)) {
                Frame frame = new Frame();
                while (reader.next(frame)) {
                    if (link >= 0 && link != frame.linkType) {
                        throw new IOException(file + " has several link types");
                    }
                    link = frame.linkType;
                    byte[] kept = Arrays.copyOfRange(frame.bytes, frame.offset, frame.offset + frame.capturedLength);
                    packets.add(new Packet(frame.epochNanos, frame.wireLength, kept));
                }
            }
        }
        return new Packets(Math.max(0, link), packets);
    }

    public Path writePcap(Path file) throws IOException {
        CaptureBytes out = new CaptureBytes(false).pcapHeader(PCAP_NANOSECONDS, 4, SNAP_LENGTH, linkType);
        list.forEach(
                packet -> out.pcapRecord(packet.nanos / NANOS, packet.nanos % NANOS, packet.kept, packet.wireLength));
        return Files.write(file, out.bytes());
    }

    /** One pcapng with an interface for each of the captures, its packets in order of time. */
    public static Path writeTogether(Path file, List<String> names, List<Packets> captures) throws IOException {
        CaptureBytes out = new CaptureBytes(false).section();
        record Tagged(int iface, Packet packet) {}
        List<Tagged> all = new ArrayList<>();
        for (int i = 0; i < captures.size(); i++) {
            int iface = i;
            CaptureBytes options = out.same()
                    .option(IF_NAME, names.get(i))
                    .option(IF_TSRESOL, (byte) 9)
                    .option(0);
            out.interfaceBlock(captures.get(i).linkType, SNAP_LENGTH, options);
            captures.get(i).list.forEach(packet -> all.add(new Tagged(iface, packet)));
        }
        all.sort(Comparator.comparingLong(one -> one.packet.nanos));
        all.forEach(
                one -> out.enhanced(one.iface, one.packet.nanos, one.packet.kept, one.packet.wireLength, out.same()));
        return Files.write(file, out.bytes());
    }
}
