package org.droppoint.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.report.Report;
import org.droppoint.report.json.SchemaCheck;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PacketDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The lab's captures at both sides of a firewall, dealt out again as its receive and transmit stages would hold them:
 * the answer must be the one that the two sides give.
 */
class StageFilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> LAB_INSIDE = Set.of("192.168.1.", "10.20.30.", "2001:db8:1:");
    private static final Set<String> TRANSLATED = Set.of("203.0.113.2", "192.0.2.10");

    @TempDir
    Path folder;

    /** One copied packet. */
    private static final class Stamped {
        final long nanos;
        final byte[] bytes;
        final int wireLength;

        Stamped(Frame frame, long nanos) {
            this.nanos = nanos;
            this.bytes = Arrays.copyOfRange(frame.bytes, frame.offset, frame.offset + frame.capturedLength);
            this.wireLength = frame.wireLength;
        }
    }

    /** The stages of a case's firewall, written as PAN-OS does: one clock, one file a stage, Ethernet. */
    private static final class StageWriter {
        private final List<Stamped> received = new ArrayList<>();
        private final List<Stamped> transmitted = new ArrayList<>();

        /** @param shiftNanos what puts the tap's clock on the firewall's */
        void add(Path file, boolean insideTap, long shiftNanos) throws IOException {
            PacketDecoder decoder = new PacketDecoder();
            Packet packet = new Packet();
            Frame frame = new Frame();
            try (CaptureReader reader = CaptureFiles.open(file)) {
                while (reader.next(frame)) {
                    assertEquals(LinkType.ETHERNET, frame.linkType);
                    decoder.decode(
                            frame.bytes, frame.offset, frame.capturedLength, frame.wireLength, frame.linkType, packet);
                    if (packet.ipVersion != 0) {
                        boolean inwards = headsInside(packet.destination().toString());
                        (inwards == insideTap ? transmitted : received)
                                .add(new Stamped(frame, frame.epochNanos + shiftNanos));
                    }
                }
            }
        }

        private static boolean headsInside(String destination) {
            return TRANSLATED.contains(destination) || LAB_INSIDE.stream().anyMatch(destination::startsWith);
        }

        Path received(Path into) throws IOException {
            return write(received, into);
        }

        Path transmitted(Path into) throws IOException {
            return write(transmitted, into);
        }

        private static Path write(List<Stamped> packets, Path into) throws IOException {
            packets.sort(Comparator.comparingLong(packet -> packet.nanos));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            head.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
            head.putLong(0).putInt(65535).putInt(LinkType.ETHERNET);
            out.writeBytes(head.array());
            for (Stamped packet : packets) {
                ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
                record.putInt((int) (packet.nanos / 1_000_000_000L));
                record.putInt((int) (packet.nanos % 1_000_000_000L / 1000));
                record.putInt(packet.bytes.length).putInt(packet.wireLength);
                out.writeBytes(record.array());
                out.writeBytes(packet.bytes);
            }
            return Files.write(into, out.toByteArray());
        }
    }

    private record StageFiles(Path received, Path transmitted) {
        List<TapInput> taps() {
            List<Path> both = List.of(received, transmitted);
            return List.of(
                    new TapInput("inside", both, null, new StageSide(Set.of(received), true)),
                    new TapInput("outside", both, null, new StageSide(Set.of(received), false)));
        }
    }

    private StageFiles stages(CaseFolder from) throws IOException {
        JsonNode points = JSON.readTree(from.file("truth.json").toFile()).get("points");
        StageWriter writer = new StageWriter();
        for (String tap : List.of("inside", "outside")) {
            long offset = Math.round(points.get(tap).get("clock_offset_s").asDouble() * 1e9);
            writer.add(file(from, tap), tap.equals("inside"), -offset);
        }
        return new StageFiles(
                writer.received(folder.resolve("rx.pcap")), writer.transmitted(folder.resolve("tx.pcap")));
    }

    private static Path file(CaseFolder from, String tap) {
        return Objects.requireNonNull(from.taps().get(tap)).get(0);
    }

    private static Report analyse(List<TapInput> inputs) throws IOException {
        return CaseFolder.analyse(CaseFolder.request(inputs, LogInputs.NONE));
    }

    private static TapInput tap(CaseFolder from, String tap) {
        return new TapInput(tap, List.of(file(from, tap)), null);
    }

    @Test
    void theWayOfDealingOutIsSaid() throws IOException {
        Report report = analyse(stages(CaseFolder.committed("02-fw-drops-tls")).taps());
        List<String> problems = report.captures().get(0).health().problems();
        assertTrue(problems.toString().contains("private addresses are inside"), problems.toString());
        assertEquals(
                List.of("rx.pcap", "tx.pcap"),
                report.captures().get(1).files().stream()
                        .map(Report.CaptureFile::name)
                        .toList());
    }

    /** Given as if they were two places, or without a word, they are known by the TTL that both directions lose. */
    @Test
    void stagesAreKnownWithoutBeingNamed() throws IOException {
        CaseFolder drops = CaseFolder.committed("02-fw-drops-tls");
        StageFiles files = stages(drops);
        String named = answer(analyse(files.taps()));
        TapInput received = new TapInput(null, List.of(files.received()), null);
        TapInput transmitted = new TapInput(null, List.of(files.transmitted()), null);
        for (List<TapInput> given : List.of(
                List.of(received, transmitted),
                List.of(transmitted, received),
                List.of(named("inside", received), named("outside", transmitted)),
                List.of(named("inside", transmitted), named("outside", received)))) {
            Report report = analyse(given);
            assertEquals(named, answer(report));
            String said = report.captures().get(0).health().problems().toString();
            assertTrue(said.contains("packets of both directions come from rx.pcap to tx.pcap"), said);
        }
    }

    private static TapInput named(String tap, TapInput input) {
        return new TapInput(tap, input.files(), null);
    }

    /** What is two places stays two places, in whatever order and by whatever clocks. */
    @Test
    void twoPlacesAreNoStages() throws IOException {
        for (CaseFolder one : cases()) {
            for (List<String> taps : List.of(List.of("inside", "outside"), List.of("host", "inside"))) {
                Report report = analyse(List.of(
                        new TapInput(null, List.of(file(one, taps.get(0))), null),
                        new TapInput(null, List.of(file(one, taps.get(1))), null)));
                report.captures()
                        .forEach(capture -> assertEquals(1, capture.files().size(), one.name()));
            }
        }
    }

    /**
     * The transmit stage of a firewall that drops everything is empty: that alone shows nothing, and is no crash. What either
     * side sent was received and is acknowledged by the other.
     */
    @Test
    void anEmptyStageAccusesNobody() throws IOException {
        StageFiles files = stages(CaseFolder.committed("01-healthy"));
        byte[] whole = Files.readAllBytes(files.transmitted());
        Files.write(files.transmitted(), Arrays.copyOf(whole, 24));
        Report report = analyse(files.taps());
        assertEquals("healthy", report.verdict().classId(), report.verdict().toString());
        assertEquals(List.of(), report.verdict().suspects());
    }

    @Test
    void theFirewallsOwnStagesStandBesideTheSessions() throws IOException {
        StageFiles files = stages(CaseFolder.committed("02-fw-drops-tls"));
        LogInputs own =
                new LogInputs(List.of(), List.of(), List.of(), List.of(files.received()), List.of(files.received()));
        Report report = CaseFolder.analyse(CaseFolder.request(files.taps(), own));
        assertEquals(
                List.of("firewall-drops", "firewall-stage"),
                report.logs().stream().map(Report.Log::kind).toList());
        assertEquals(List.of(), SchemaCheck.complaints(report));
        String said = report.logs().get(1).remarks().toString();
        assertTrue(said.contains("The firewall itself recorded that it had assigned to a session "), said);
    }

    /** Committed cases whose two sides are one Ethernet capture each, by one clock that only differs by a constant. */
    static List<CaseFolder> cases() throws IOException {
        List<CaseFolder> suitable = new ArrayList<>();
        for (CaseFolder one : CaseFolder.committed()) {
            JsonNode points = JSON.readTree(one.file("truth.json").toFile()).get("points");
            boolean both = Stream.of("host", "inside", "outside")
                    .allMatch(tap -> one.taps().containsKey(tap)
                            && one.taps().getOrDefault(tap, List.of()).size() == 1
                            && points.get(tap).path("drift_ppm").asDouble() == 0);
            boolean anyInterface = both && file(one, "inside").equals(file(one, "outside"));
            if (both && !anyInterface) {
                suitable.add(one);
            }
        }
        return suitable;
    }

    private static String answer(Report report) {
        return report.verdict().classId() + " " + report.verdict().suspects() + " "
                + report.verdict().direction() + " " + classes(report);
    }

    private static String classes(Report report) {
        TreeMap<String, Integer> classes = new TreeMap<>();
        report.flows().forEach(flow -> classes.merge(flow.classId() + " " + flow.suspects(), 1, Integer::sum));
        return classes.toString();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stagesTellWhatTheTwoSidesTell(CaseFolder of) throws IOException {
        Report taps = analyse(List.of(tap(of, "inside"), tap(of, "outside")));
        Report stages = analyse(stages(of).taps());
        assertEquals(answer(taps), answer(stages));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void besideTheHostsCaptureToo(CaseFolder of) throws IOException {
        Report taps = analyse(List.of(tap(of, "host"), tap(of, "inside"), tap(of, "outside")));
        List<TapInput> inputs = new ArrayList<>(List.of(tap(of, "host")));
        inputs.addAll(stages(of).taps());
        assertEquals(answer(taps), answer(analyse(inputs)));
    }
}
