package org.droppoint.evidence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.droppoint.base.Tap;
import org.droppoint.capture.write.PacketNotes;
import org.droppoint.capture.write.PcapngWriter;
import org.droppoint.capture.write.SectionNotes;
import org.droppoint.redact.FrameRedactor;
import org.droppoint.redact.Redaction;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.PortGlance;

/**
 * Cuts a tap's capture down to its mail sessions, always as pcapng whatever it was: their segments, ICMP errors about
 * them, and now and then an empty frame where there was other traffic, so that the cut capture still shows when the tap
 * was recording. Comments, names, secrets and whatever else stood in the file are left behind.
 */
public final class CutFile {
    private static final int FILLER_BYTES = 20;
    private static final int ETHER_TYPE_AT = 12;
    /** IEEE 802 local experimental: no protocol. */
    private static final byte[] EXPERIMENTAL = {(byte) 0x88, (byte) 0xB5};
    /** Of an SLL2 frame: the interface that it names. */
    private static final int SLL2_INTERFACE = 4;

    private static final int WORD = 4;

    private final EvidenceSource source;
    private final Redaction redaction;
    private final SessionPlans plans;
    private final FrameRedactor redactor;

    public CutFile(EvidenceSource source, Redaction redaction) {
        this.source = source;
        this.redaction = redaction;
        this.plans = new SessionPlans(source.correlation(), redaction);
        this.redactor = new FrameRedactor(redaction);
    }

    /** Hears for each frame of the cut file, counted from 1, where it came from. */
    public interface Listener {
        void frame(Tap tap, long frame, int originalFile, long originalFrame);
    }

    public void write(Tap tap, Path target, Listener listener) throws IOException {
        FrameIndex index = new FrameIndex(source.correlation(), tap);
        try (TapWalk walk = new TapWalk(Sources.open(source, tap), index, new PortGlance(source.ports()));
                PcapngWriter writer = PcapngWriter.create(target, SectionNotes.NONE)) {
            Map<Integer, Integer> interfaces = new HashMap<>();
            long frames = 0;
            long lastNanos = 0;
            while (walk.next()) {
                if (redaction.redacts() && walk.kind == TapWalk.Kind.FRAGMENT) {
                    continue;
                }
                int linkType = redaction.redacts() ? PcapngWriter.ETHERNET : walk.frame.linkType;
                Integer id = interfaces.get(linkType);
                if (id == null) {
                    id = writer.addInterface(linkType, 0, tap.name(), null, null);
                    interfaces.put(linkType, id);
                }
                write(walk, writer, id);
                lastNanos = walk.frame.epochNanos;
                listener.frame(tap, ++frames, walk.file(), walk.frame.number);
            }
            long dropped = source.correlation().taps().trace(tap).droppedByCapture();
            if (dropped > 0 && !interfaces.isEmpty()) {
                writer.statistics(0, lastNanos, OptionalLong.empty(), OptionalLong.of(dropped));
            }
        }
    }

    private void write(TapWalk walk, PcapngWriter writer, int id) throws IOException {
        if (walk.kind == TapWalk.Kind.OTHER_TRAFFIC) {
            byte[] filler = filler(walk);
            writer.packet(id, walk.frame.epochNanos, filler, 0, filler.length, filler.length, PacketNotes.NONE);
        } else if (redaction.redacts()) {
            FrameRedactor.Made made = made(walk);
            writer.packet(
                    id,
                    walk.frame.epochNanos,
                    made.bytes(),
                    0,
                    made.bytes().length,
                    Math.max(made.bytes().length, made.wireLength()),
                    PacketNotes.NONE);
        } else {
            writer.frame(id, walk.frame, PacketNotes.NONE);
        }
    }

    private FrameRedactor.Made made(TapWalk walk) {
        byte[] frame = walk.frame.bytes;
        int offset = walk.frame.offset;
        int captured = walk.frame.capturedLength;
        int linkType = walk.frame.linkType;
        if (walk.kind == TapWalk.Kind.ICMP_ERROR) {
            return redactor.icmpError(frame, offset, captured, linkType, walk.packet, walk.available);
        }
        FrameIndex.Ref ref = walk.ref();
        return redactor.segment(frame, offset, captured, linkType, walk.packet, (bytes, at, length) -> {
            if (ref == null) {
                redaction.blank(bytes, at, length);
            } else {
                plans.redact(ref, walk.row(), bytes, at, length);
            }
        });
    }

    private byte[] filler(TapWalk walk) {
        byte[] filler = new byte[FILLER_BYTES];
        boolean ethernet = redaction.redacts() || walk.frame.linkType == LinkType.ETHERNET;
        if (ethernet) {
            System.arraycopy(EXPERIMENTAL, 0, filler, ETHER_TYPE_AT, EXPERIMENTAL.length);
        } else if (walk.frame.linkType == LinkType.LINUX_SLL2 && walk.frame.capturedLength >= SLL2_INTERFACE + WORD) {
            System.arraycopy(walk.frame.bytes, walk.frame.offset + SLL2_INTERFACE, filler, SLL2_INTERFACE, WORD);
        }
        return filler;
    }
}
