package org.droppoint.evidence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.capture.write.PacketNotes;
import org.droppoint.capture.write.PcapngWriter;
import org.droppoint.capture.write.SectionNotes;
import org.droppoint.redact.FrameRedactor;
import org.droppoint.redact.Redaction;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PacketDecoder;
import org.droppoint.wire.PortGlance;
import org.droppoint.wire.PortSet;

/**
 * Copies the mail segments of a capture of what a firewall itself says it dropped, or found a session for. That it had a
 * segment, when, and which bytes of its stream, is all that such a capture is asked for: redacted, the payload is
 * replaced without regard to what the sessions say.
 */
final class FirewallCopy {
    private final String interfaceName;
    private final PortGlance glance;
    private final Redaction redaction;
    private final FrameRedactor redactor;
    private final PacketDecoder decoder = new PacketDecoder();
    private final Packet packet = new Packet();
    private final Frame frame = new Frame();

    /** @param interfaceName what the copy calls the place of its capture */
    FirewallCopy(PortSet ports, Redaction redaction, String interfaceName) {
        this.interfaceName = interfaceName;
        this.glance = new PortGlance(ports);
        this.redaction = redaction;
        this.redactor = new FrameRedactor(redaction);
    }

    /** Where the capture is damaged the copy ends, as reading it for the report did. */
    void write(Path from, Path to) throws IOException {
        try (CaptureReader reader = CaptureFiles.open(from);
                PcapngWriter writer = PcapngWriter.create(to, SectionNotes.NONE)) {
            Map<Integer, Integer> interfaces = new HashMap<>();
            while (next(reader)) {
                if (isMail()) {
                    int linkType = redaction.redacts() ? PcapngWriter.ETHERNET : frame.linkType;
                    Integer id = interfaces.get(linkType);
                    if (id == null) {
                        id = writer.addInterface(linkType, 0, interfaceName, null, null);
                        interfaces.put(linkType, id);
                    }
                    write(writer, id);
                }
            }
        }
    }

    private boolean next(CaptureReader reader) {
        try {
            return reader.next(frame);
        } catch (IOException damaged) {
            return false;
        }
    }

    private boolean isMail() {
        if (!glance.accepts(frame.bytes, frame.offset, frame.capturedLength, frame.linkType)) {
            return false;
        }
        decoder.decode(frame.bytes, frame.offset, frame.capturedLength, frame.wireLength, frame.linkType, packet);
        return packet.content == Packet.Content.TCP && glance.wants(packet);
    }

    private void write(PcapngWriter writer, int id) throws IOException {
        if (redaction.redacts()) {
            FrameRedactor.Made made = redactor.segment(
                    frame.bytes, frame.offset, frame.capturedLength, frame.linkType, packet, redaction::blank);
            byte[] bytes = made.bytes();
            int wireLength = Math.max(bytes.length, made.wireLength());
            writer.packet(id, frame.epochNanos, bytes, 0, bytes.length, wireLength, PacketNotes.NONE);
        } else {
            writer.frame(id, frame, PacketNotes.NONE);
        }
    }
}
