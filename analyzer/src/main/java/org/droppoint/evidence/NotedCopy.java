package org.droppoint.evidence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.droppoint.base.Tap;
import org.droppoint.capture.Frame;
import org.droppoint.capture.FrameSource;
import org.droppoint.capture.write.PacketNotes;
import org.droppoint.capture.write.PcapngWriter;
import org.droppoint.capture.write.SectionNotes;
import org.droppoint.report.Report;

/** Copies a tap's cut capture frame by frame, with what the report says about a frame as its comment. */
final class NotedCopy {
    private final EvidenceSource source;
    private final Annotations notes;

    NotedCopy(EvidenceSource source) {
        this.source = source;
        this.notes = new Annotations(source.report());
    }

    void write(Tap tap, Path target) throws IOException {
        Report.Tool tool = source.report().tool();
        SectionNotes section = new SectionNotes(null, null, tool.name() + " " + tool.version(), List.of());
        Frame frame = new Frame();
        Map<Integer, Integer> interfaces = new HashMap<>();
        long lastNanos = 0;
        try (FrameSource frames = Sources.open(source, tap);
                PcapngWriter writer = PcapngWriter.create(target, section)) {
            while (frames.next(frame)) {
                Integer id = interfaces.get(frame.linkType);
                if (id == null) {
                    id = writer.addInterface(frame.linkType, 0, tap.name(), null, null);
                    interfaces.put(frame.linkType, id);
                }
                writer.frame(
                        id,
                        frame,
                        new PacketNotes(
                                notes.of(tap.name(), frames.file(), frame.number),
                                OptionalInt.empty(),
                                OptionalLong.empty()));
                lastNanos = frame.epochNanos;
            }
            long dropped = source.correlation().taps().trace(tap).droppedByCapture();
            if (dropped > 0 && !interfaces.isEmpty()) {
                writer.statistics(0, lastNanos, OptionalLong.empty(), OptionalLong.of(dropped));
            }
        }
    }
}
