package org.droppoint.evidence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.droppoint.base.Endpoint;
import org.droppoint.base.FlowKey;
import org.droppoint.base.IpAddress;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.capture.write.PacketNotes;
import org.droppoint.capture.write.PcapngWriter;
import org.droppoint.capture.write.SectionNotes;
import org.droppoint.report.FlowOrder;
import org.droppoint.report.Report;
import org.droppoint.report.SafeText;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PortGlance;
import org.jspecify.annotations.Nullable;

/**
 * Writes the sessions that matter, of all taps, into one pcapng file: an interface for each tap, in order of time, with
 * what the report says about a frame as its comment. Wireshark then shows at one sight what entered a hop and never left
 * it.
 */
public final class AnnotatedCapture {
    /** More sessions make a file that nobody reads; the worst come first. */
    private static final int MAX_SESSIONS = 200;
    /** Sessions that went well, for contrast. */
    private static final int MAX_SOUND = 3;

    private final EvidenceSource source;
    private final boolean referenceClock;

    /** @param referenceClock whether times are moved to the reference clock, or stay as captured */
    public AnnotatedCapture(EvidenceSource source, boolean referenceClock) {
        this.source = source;
        this.referenceClock = referenceClock;
    }

    /** A tap's frames on their way into the file. */
    private static final class Lane {
        final Tap tap;
        final TapWalk walk;
        final Map<Integer, Integer> interfaces = new HashMap<>();
        final Set<FlowKey> keys;
        long nanos;

        Lane(Tap tap, TapWalk walk, Set<FlowKey> keys) {
            this.tap = tap;
            this.walk = walk;
            this.keys = keys;
        }
    }

    public void write(Path target) throws IOException {
        Set<String> wanted = wanted();
        List<Lane> open = new ArrayList<>();
        Annotations notes = new Annotations(source.report());
        try (PcapngWriter writer = PcapngWriter.create(target, section())) {
            for (Tap tap : source.correlation().taps().path().taps()) {
                open.add(lane(tap, wanted));
            }
            List<Lane> running = new ArrayList<>(open);
            running.removeIf(lane -> !advanced(lane, wanted));
            for (Lane lane : running) {
                id(writer, lane, lane.walk.frame.linkType);
            }
            while (!running.isEmpty()) {
                Lane lane = earliest(running);
                write(writer, lane, notes);
                if (!advanced(lane, wanted)) {
                    running.remove(lane);
                }
            }
        } catch (java.io.UncheckedIOException e) {
            throw new IOException(target + ": " + e.getMessage(), e);
        } finally {
            for (Lane lane : open) {
                lane.walk.close();
            }
        }
    }

    private SectionNotes section() {
        Report report = source.report();
        String verdict = SafeText.inline(
                report.verdict().headline() + ". " + report.verdict().summary());
        String clock = referenceClock
                ? "Times stand on the reference clock; each interface says how its own clock differed."
                : "Times stand as each tap's own clock gave them.";
        return new SectionNotes(
                null, null, report.tool().name() + " " + report.tool().version(), List.of(verdict, clock));
    }

    /** Failed and altered sessions, the worst first, and a few that went well. */
    private Set<String> wanted() {
        Set<String> wanted = new HashSet<>();
        int sound = 0;
        for (Report.Flow flow : FlowOrder.worstFirst(source.report())) {
            boolean well = flow.outcome().equals("ok")
                    && flow.lostRecords().isEmpty()
                    && flow.classId().equals("healthy");
            if (wanted.size() < MAX_SESSIONS && (!well || sound++ < MAX_SOUND)) {
                wanted.add(flow.id());
            }
        }
        return wanted;
    }

    private Lane lane(Tap tap, Set<String> wanted) throws IOException {
        FrameIndex index = new FrameIndex(source.correlation(), tap);
        Set<FlowKey> keys = new HashSet<>();
        for (FrameIndex.Ref ref : index.refs()) {
            if (wanted.contains(id(ref))) {
                keys.add(ref.leg().key());
            }
        }
        return new Lane(tap, new TapWalk(Sources.open(source, tap), index, new PortGlance(source.ports())), keys);
    }

    /** Flows stand in the report in the order of the sessions' own numbers, but not at the same places. */
    private static String id(FrameIndex.Ref ref) {
        return "s" + (ref.trace().session().index() + 1);
    }

    private boolean advanced(Lane lane, Set<String> wanted) {
        try {
            while (lane.walk.next()) {
                if (belongs(lane, wanted)) {
                    long own = lane.walk.frame.epochNanos;
                    lane.nanos = referenceClock
                            ? source.correlation().clock(lane.tap).toReference(own)
                            : own;
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean belongs(Lane lane, Set<String> wanted) {
        FrameIndex.Ref ref = lane.walk.ref();
        return switch (lane.walk.kind) {
            case SEGMENT -> ref != null && wanted.contains(id(ref));
            case ICMP_ERROR -> isAbout(lane.walk.packet, lane.keys);
            case FRAGMENT, OTHER_TRAFFIC -> false;
        };
    }

    private static boolean isAbout(Packet packet, Set<FlowKey> keys) {
        int version = packet.quotedIpVersion;
        Endpoint one = new Endpoint(
                new IpAddress(version, packet.quotedSourceHigh, packet.quotedSourceLow), packet.quotedSourcePort);
        Endpoint other = new Endpoint(
                new IpAddress(version, packet.quotedDestinationHigh, packet.quotedDestinationLow),
                packet.quotedDestinationPort);
        return keys.contains(new FlowKey(one, other)) || keys.contains(new FlowKey(other, one));
    }

    private static Lane earliest(List<Lane> running) {
        Lane earliest = running.get(0);
        for (Lane lane : running) {
            earliest = lane.nanos < earliest.nanos ? lane : earliest;
        }
        return earliest;
    }

    private void write(PcapngWriter writer, Lane lane, Annotations notes) throws IOException {
        TapWalk walk = lane.walk;
        List<String> comments = notes.of(lane.tap.name(), walk.file(), walk.frame.number);
        List<String> all = new ArrayList<>(comments);
        if (!comments.isEmpty()) {
            all.add("frame " + walk.frame.number + " of the capture at " + lane.tap.name());
        }
        writer.packet(
                id(writer, lane, walk.frame.linkType),
                lane.nanos,
                walk.frame.bytes,
                walk.frame.offset,
                walk.frame.capturedLength,
                walk.frame.wireLength,
                new PacketNotes(all, OptionalInt.empty(), OptionalLong.empty()));
    }

    private int id(PcapngWriter writer, Lane lane, int linkType) throws IOException {
        Integer known = lane.interfaces.get(linkType);
        if (known == null) {
            known = writer.addInterface(linkType, 0, lane.tap.name(), description(lane.tap), null);
            lane.interfaces.put(linkType, known);
        }
        return known;
    }

    private @Nullable String description(Tap tap) {
        for (Report.Capture capture : source.report().captures()) {
            if (capture.tap().equals(tap.name())) {
                Report.Clock clock = capture.clock();
                if (clock.reference()) {
                    return "reference clock";
                }
                return clock.known()
                        ? "its clock minus the reference: " + Times.duration(clock.offsetNanos()) + " ± "
                                + Times.duration(clock.uncertaintyNanos())
                        : "its clock is not known";
            }
        }
        return null;
    }
}
