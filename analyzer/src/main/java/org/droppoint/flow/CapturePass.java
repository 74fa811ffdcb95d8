package org.droppoint.flow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
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
    /** The only lane, where no rule need be asked. */
    private final @Nullable Lane single;

    private final List<PayloadStore> payloads = new ArrayList<>();

    /** A pass over captures of one tap. */
    public CapturePass(PortSet ports) {
        this(ports, 1, (file, interfaceId, linkInterfaceIndex) -> 0, true);
    }

    /** A pass over captures that hold several taps. */
    public CapturePass(PortSet ports, int laneCount, LaneRule rule) {
        this(ports, laneCount, rule, false);
    }

    private CapturePass(PortSet ports, int laneCount, LaneRule rule, boolean undivided) {
        this.glance = new PortGlance(ports);
        this.rule = rule;
        for (int i = 0; i < laneCount; i++) {
            lanes.add(new Lane(ports));
        }
        single = undivided ? lanes.get(0) : null;
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
        while (reader.next(frame)) {
            accept(frame, file, payload);
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
        Lane lane = single != null ? single : lane(arrived, file);
        if (lane == null) {
            return;
        }
        lane.activity.add(arrived.epochNanos);
        if (!glance.accepts(arrived.bytes, arrived.offset, arrived.capturedLength, arrived.linkType)) {
            return;
        }
        decoder.decode(
                arrived.bytes, arrived.offset, arrived.capturedLength, arrived.wireLength, arrived.linkType, packet);
        if (packet.content == Content.FRAGMENT && !reassemble(lane, arrived)) {
            return;
        }
        if (packet.isCut()) {
            lane.cutFrames++;
        }
        if (glance.wants(packet)) {
            lane.legs.accept(arrived, packet, file, payload);
        }
    }

    private @Nullable Lane lane(Frame arrived, int file) {
        int link = LinkType.interfaceIndex(arrived.bytes, arrived.offset, arrived.capturedLength, arrived.linkType);
        int number = rule.lane(file, arrived.interfaceId, link);
        return number == LaneRule.NONE ? null : lanes.get(number);
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
                lane.legs.fullSince());
        return new CapturedTap(lane.legs.legs(), lane.legs.notices(), lane.activity, List.copyOf(payloads), health);
    }
}
