package org.droppoint.flow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.capture.FrameSieve;
import org.droppoint.capture.PayloadStore;
import org.droppoint.wire.FragmentReassembler;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.Packet;
import org.droppoint.wire.Packet.Content;
import org.droppoint.wire.PacketDecoder;
import org.droppoint.wire.PortGlance;
import org.droppoint.wire.PortSet;
import org.jspecify.annotations.Nullable;

/**
 * Drives captures into legs: the ingest loop. One file may hold several taps (interfaces of a firewall, a router's
 * "any"): a {@link LaneRule} deals the frames out, one lane a tap. One thread.
 */
public final class CapturePass {
    /** Says which tap a frame belongs to. */
    @FunctionalInterface
    public interface LaneRule {
        /** A lane that drops the frame. */
        int NONE = -1;

        /**
         * The lane of frames from an interface.
         *
         * @param interfaceId the capture's own interface number
         * @param linkInterfaceIndex the interface index that an SLL2 frame names, else 0
         */
        int lane(int file, int interfaceId, int linkInterfaceIndex);
    }

    private static final class Lane {
        final LegTable legs;
        final Activity activity = new Activity();
        final FragmentReassembler reassembler = new FragmentReassembler();
        long cutFrames;

        Lane(PortSet ports) {
            legs = new LegTable(ports);
        }
    }

    private final PortGlance glance;
    private final PacketDecoder decoder = new PacketDecoder();
    private final Packet packet = new Packet();
    private final Frame frame = new Frame();
    private final List<Lane> lanes = new ArrayList<>();
    private final LaneRule rule;
    /** That of the frame seen last, and of all from the same interface unless they name another one themselves. */
    private @Nullable Lane lane;

    private int laneFile = -1;
    private int laneInterface = -1;

    private final List<PayloadStore> payloads = new ArrayList<>();

    /** A pass over captures of one tap. */
    public CapturePass(PortSet ports) {
        this(ports, 1, (file, interfaceId, linkInterfaceIndex) -> 0);
    }

    /** A pass over captures that hold several taps. */
    public CapturePass(PortSet ports, int laneCount, LaneRule rule) {
        this.glance = new PortGlance(ports);
        this.rule = rule;
        for (int i = 0; i < laneCount; i++) {
            lanes.add(new Lane(ports));
        }
    }

    /**
     * Reads a capture to its end. Files come in the order of their index, counted from 0.
     *
     * @throws IOException if the file or stream itself fails; what came before is kept
     */
    public void run(CaptureReader reader, int file) throws IOException {
        PayloadStore payload = reader.payload();
        if (file >= payloads.size()) {
            begin(file, payload);
        }
        Sieve sieve = new Sieve(file);
        while (reader.next(frame, sieve)) {
            take(frame, file, payload);
        }
    }

    /** Announces a file before its first frame: a file without a frame takes its index too. */
    public void begin(int file, PayloadStore payload) {
        if (file != payloads.size()) {
            throw new IllegalArgumentException("files come in order: " + file + " after " + payloads.size());
        }
        payloads.add(payload);
    }

    /** Takes one frame; for sources that push. The file's payload must be the same for each of its frames. */
    public void accept(Frame arrived, int file, PayloadStore payload) throws IOException {
        if (file == payloads.size()) {
            begin(file, payload);
        }
        boolean kept = glance(
                file,
                arrived.bytes,
                arrived.offset,
                arrived.capturedLength,
                arrived.linkType,
                arrived.interfaceId,
                arrived.epochNanos);
        if (kept) {
            take(arrived, file, payload);
        }
    }

    /** Looks at each frame of a file, and leaves most of them there. */
    private final class Sieve implements FrameSieve {
        private final int file;

        Sieve(int file) {
            this.file = file;
        }

        @Override
        public boolean keeps(
                byte[] bytes, int offset, int capturedLength, int linkType, int interfaceId, long epochNanos) {
            return glance(file, bytes, offset, capturedLength, linkType, interfaceId, epochNanos);
        }
    }

    /** Marks that the frame's tap recorded something, and says whether it is worth decoding. */
    private boolean glance(
            int file, byte[] bytes, int offset, int capturedLength, int linkType, int interfaceId, long epochNanos) {
        if (interfaceId != laneInterface || file != laneFile || linkType == LinkType.LINUX_SLL2) {
            int link = LinkType.interfaceIndex(bytes, offset, capturedLength, linkType);
            int number = rule.lane(file, interfaceId, link);
            lane = number == LaneRule.NONE ? null : lanes.get(number);
            laneInterface = interfaceId;
            laneFile = file;
        }
        Lane chosen = lane;
        if (chosen == null) {
            return false;
        }
        chosen.activity.add(epochNanos);
        return glance.accepts(bytes, offset, capturedLength, linkType);
    }

    /** Decodes the frame at which {@link #glance} looked last. */
    private void take(Frame arrived, int file, PayloadStore payload) throws IOException {
        Lane taking = lane;
        if (taking == null) {
            return;
        }
        decoder.decode(
                arrived.bytes, arrived.offset, arrived.capturedLength, arrived.wireLength, arrived.linkType, packet);
        if (packet.content == Content.FRAGMENT && !reassemble(taking, arrived)) {
            return;
        }
        if (packet.isCut()) {
            taking.cutFrames++;
        }
        if (glance.wants(packet)) {
            taking.legs.accept(arrived, packet, file, payload);
        }
    }

    /** Puts the datagram that this fragment completes into the packet; false where it completes none. */
    private boolean reassemble(Lane lane, Frame arrived) {
        int link = packet.linkInterfaceIndex;
        FragmentReassembler.Reassembled whole = lane.reassembler.add(packet, arrived.epochNanos);
        if (whole == null) {
            return false;
        }
        decoder.decode(whole.bytes(), 0, whole.bytes().length, whole.wireLength(), LinkType.RAW, packet);
        packet.linkInterfaceIndex = link;
        return packet.content != Content.FRAGMENT;
    }

    /**
     * Bounds memory: each lane keeps so many rows of segments, a leg counting as {@value LegTable#LEG_WEIGHT}. Beyond it
     * the oldest connections that ended well are summarised; where that does not help, later packets are left out.
     */
    public void limit(long rows) {
        lanes.forEach(lane -> lane.legs.limit(rows));
    }

    /** The legs of a lane, for passes that go on for weeks and must forget. */
    public LegTable legs(int number) {
        return lanes.get(number).legs;
    }

    /** When a lane's tap recorded anything. */
    public Activity activity(int number) {
        return lanes.get(number).activity;
    }

    /** The last frame was given: lays the segments out for being read, leg by leg. Nothing may be given after it. */
    public void close() {
        lanes.forEach(lane -> lane.legs.close());
    }

    /** What a lane's tap recorded so far. */
    public CapturedTap tap(int number) {
        Lane lane = lanes.get(number);
        PassHealth health = new PassHealth(
                lane.activity.frames(),
                lane.cutFrames,
                lane.reassembler.incomplete(),
                lane.legs.outsideSegments(),
                lane.legs.unkeptNotices(),
                lane.activity.unmarkedFrames(),
                lane.legs.unkeptAttempts(),
                lane.legs.fullSince());
        return new CapturedTap(lane.legs.legs(), lane.legs.notices(), lane.activity, List.copyOf(payloads), health);
    }
}
