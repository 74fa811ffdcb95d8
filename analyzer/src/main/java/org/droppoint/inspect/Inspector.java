package org.droppoint.inspect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.capture.CaptureInterface;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.flow.CapturePass;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PacketDecoder;
import org.droppoint.wire.PortGlance;
import org.droppoint.wire.PortSet;

/** Reads one capture through and tells what it is. One thread; an inspector serves one capture. */
public final class Inspector {
    /** Points beyond this number share the last one. */
    private static final int MAX_POINTS = 32;

    private record Key(int interfaceId, int link) {}

    private final PortSet ports;
    private final PortGlance glance;
    private final Map<Key, Integer> numbers = new LinkedHashMap<>();
    private final List<PointTally> points = new ArrayList<>();
    private final TimeTally times = new TimeTally();

    public Inspector(PortSet ports) {
        this.ports = ports;
        this.glance = new PortGlance(ports);
    }

    /**
     * Reads the capture to its end; it stays open.
     *
     * @throws IOException if the file or stream itself fails
     */
    public CaptureProfile inspect(String name, CaptureReader reader) throws IOException {
        CapturePass pass = new CapturePass(
                ports,
                MAX_POINTS,
                (file, id, link) -> Math.min(numbers.getOrDefault(new Key(id, link), 0), MAX_POINTS - 1));
        PacketDecoder decoder = new PacketDecoder();
        Packet packet = new Packet();
        Frame frame = new Frame();
        pass.begin(0, reader.payload());
        while (reader.next(frame)) {
            times.take(frame.epochNanos, frame.number);
            decoder.decode(frame.bytes, frame.offset, frame.capturedLength, frame.wireLength, frame.linkType, packet);
            point(frame, reader.interfaces()).take(frame, packet, glance);
            pass.accept(frame, 0, reader.payload());
        }
        pass.close();
        List<MailSession> sessions = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            sessions.addAll(MailSession.of(points.get(i).name(), pass.tap(i)));
        }
        Provability proof = new Provability(points, sessions, reader.health(), times.result());
        return new CaptureProfile(
                name,
                reader.notes(),
                reader.health(),
                times.result(),
                points.stream().map(PointTally::point).toList(),
                sessions.stream()
                        .limit(MailSession.MAX_TOLD)
                        .map(MailSession::told)
                        .toList(),
                sessions.size(),
                proof.can(),
                proof.cannot());
    }

    private PointTally point(Frame frame, List<CaptureInterface> interfaces) {
        int link = LinkType.interfaceIndex(frame.bytes, frame.offset, frame.capturedLength, frame.linkType);
        Key key = new Key(frame.interfaceId, link);
        Integer known = numbers.get(key);
        if (known != null) {
            return points.get(known);
        }
        if (points.size() < MAX_POINTS) {
            CaptureInterface described =
                    frame.interfaceId < interfaces.size() ? interfaces.get(frame.interfaceId) : null;
            points.add(new PointTally(described, frame.interfaceId, link, frame.linkType));
        }
        if (numbers.size() < 1 << 16) {
            numbers.put(key, points.size() - 1);
        }
        return points.get(points.size() - 1);
    }
}
