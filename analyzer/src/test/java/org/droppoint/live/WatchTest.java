package org.droppoint.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.droppoint.base.Tap;
import org.droppoint.capture.live.LiveSource;
import org.droppoint.capture.live.RingLimits;
import org.droppoint.capture.live.Streams;
import org.droppoint.pipeline.Analysis;
import org.droppoint.pipeline.LogInputs;
import org.droppoint.pipeline.Request;
import org.droppoint.pipeline.TapInput;
import org.droppoint.report.Report;
import org.droppoint.wire.PortSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live engine over streams: it must come to what the offline analysis comes to, and its files must too. */
class WatchTest {
    private static final long PATIENCE_MILLIS = 20_000;
    private static final List<String> TAPS = List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE);

    /** Remembers what it hears. */
    private static final class Ear implements LiveListener {
        final List<LiveEvent> events = new ArrayList<>();

        @Override
        public synchronized void event(LiveEvent event) {
            events.add(event);
        }

        @Override
        public void looked(LiveView view) {
            // events tell enough
        }

        synchronized List<LiveEvent> of(LiveEvent.Kind kind) {
            return events.stream().filter(event -> event.kind() == kind).toList();
        }
    }

    private static Path folder(String name) {
        return Stream.of("../capture-fixtures/captures/lab", "capture-fixtures/captures/lab")
                .map(root -> Path.of(root, name))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no lab case " + name));
    }

    private static Path capture(String name, String tap) throws IOException {
        try (Stream<Path> files = Files.list(folder(name))) {
            return files.filter(path -> String.valueOf(path.getFileName()).startsWith(tap + "."))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Report offline(List<TapInput> inputs) throws IOException {
        try (Analysis analysis = new Analysis(new Request(inputs, List.of(), PortSet.smtp(), LogInputs.NONE, "test"))) {
            return analysis.run();
        }
    }

    private static Watch.Plan plan(List<Watch.TapPlan> taps, @Nullable Path folder, RingLimits ring) {
        return new Watch.Plan(taps, PortSet.smtp(), folder, ring, LiveLimits.DEFAULT, "test");
    }

    /** Runs until every source is lost for good. */
    private static Report watch(Watch.Plan plan, Ear ear) throws IOException {
        try (Watch watch = new Watch(plan, ear)) {
            watch.start();
            await(watch::isExhausted);
            return watch.stop();
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "nothing happened in time");
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static List<String> essence(Report report) {
        List<String> essence = new ArrayList<>();
        essence.add(report.verdict().classId() + " " + report.verdict().suspects() + " "
                + report.verdict().direction());
        report.flows()
                .forEach(flow -> essence.add(flow.client() + " " + flow.outcome() + " " + flow.classId() + " "
                        + flow.suspects() + " " + flow.direction()));
        return essence;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01-healthy",
                "02-fw-drops-tls",
                "03-fw-drops-resets-both",
                "10-upstream-drops-s2c",
                "34-server-silent",
                "42-client-timeout",
                "60-recovered-loss-firewall-s2c",
                "74-sequence-randomised",
                "79-mixed"
            })
    void streamsComeToTheVerdictOfTheFiles(String name, @TempDir Path scratch) throws IOException {
        List<Watch.TapPlan> taps = new ArrayList<>();
        List<TapInput> files = new ArrayList<>();
        for (String tap : TAPS) {
            Path file = capture(name, tap);
            taps.add(new Watch.TapPlan(tap, Streams.of(tap, Files.newInputStream(file))));
            files.add(new TapInput(tap, List.of(file), null));
        }
        Ear ear = new Ear();
        Report live = watch(plan(taps, scratch, new RingLimits(0, 64 << 10, 0)), ear);
        Report offline = offline(files);
        assertEquals(essence(offline), essence(live), () -> ear.events.toString());

        List<TapInput> written = new ArrayList<>();
        for (String tap : TAPS) {
            try (Stream<Path> parts = Files.list(scratch)) {
                written.add(new TapInput(
                        tap,
                        parts.filter(part -> String.valueOf(part.getFileName()).startsWith(tap + "_"))
                                .sorted()
                                .toList(),
                        null));
            }
        }
        assertEquals(essence(offline), essence(offline(written)), "the files that were written");
        assertTrue(ear.of(LiveEvent.Kind.ANALYSIS_FAILED).isEmpty(), () -> ear.events.toString());
    }

    @Test
    void evidenceNamesTheFilesThatWereWritten(@TempDir Path scratch) throws IOException {
        List<Watch.TapPlan> taps = new ArrayList<>();
        for (String tap : TAPS) {
            taps.add(new Watch.TapPlan(tap, Streams.of(tap, Files.newInputStream(capture("02-fw-drops-tls", tap)))));
        }
        Report live = watch(plan(taps, scratch, new RingLimits(0, 64 << 10, 0)), new Ear());
        for (Report.Capture capture : live.captures()) {
            assertTrue(!capture.files().isEmpty());
            for (Report.CaptureFile file : capture.files()) {
                assertTrue(Files.exists(scratch.resolve(file.name())), file.name());
                assertEquals(64, file.sha256().length());
                assertTrue(file.frames() > 0);
            }
        }
        for (Report.Flow flow : live.flows()) {
            for (Report.Finding finding : flow.findings()) {
                for (Report.Evidence shown : finding.evidence()) {
                    Report.Capture capture = live.captures().stream()
                            .filter(one -> one.tap().equals(shown.tap()))
                            .findFirst()
                            .orElseThrow();
                    assertTrue(shown.frame() >= 1
                            && shown.frame()
                                    <= capture.files().get(shown.file()).frames());
                }
            }
        }
    }

    /** Gives bytes in small portions with pauses, so that many looks fall in between. */
    private static InputStream trickling(Path file, int portion) throws IOException {
        return new java.io.FilterInputStream(Files.newInputStream(file)) {
            @Override
            public int read(byte[] into, int at, int length) throws IOException {
                try {
                    Thread.sleep(3);
                } catch (InterruptedException e) {
                    throw new java.io.InterruptedIOException();
                }
                return super.read(into, at, Math.min(length, portion));
            }
        };
    }

    @Test
    void everySessionIsAnnouncedOnceAndCountedOnceThoughMostAreForgotten() throws IOException {
        List<Watch.TapPlan> taps = new ArrayList<>();
        List<TapInput> files = new ArrayList<>();
        for (String tap : TAPS) {
            Path file = capture("79-mixed", tap);
            taps.add(new Watch.TapPlan(tap, Streams.of(tap, trickling(file, 600))));
            files.add(new TapInput(tap, List.of(file), null));
        }
        LiveLimits forgetful = new LiveLimits(1_000_000, 0, 600_000_000_000L, 1, 1, 150_000);
        Ear ear = new Ear();
        Report live = watch(new Watch.Plan(taps, PortSet.smtp(), null, RingLimits.DEFAULT, forgetful, "test"), ear);
        long sessions = offline(files).flows().size();
        List<LiveEvent> closed = ear.of(LiveEvent.Kind.CLOSED);
        assertEquals(sessions, ear.of(LiveEvent.Kind.SESSION).size(), () -> ear.events.toString());
        assertEquals(
                closed.size(),
                closed.stream()
                        .map(event -> event.details().get("session"))
                        .distinct()
                        .count());
        assertTrue(live.flows().size() < sessions, "some were forgotten");
        assertTrue(live.captures().get(0).health().problems().stream()
                .anyMatch(problem -> problem.contains("finished sessions were counted")));
    }

    @Test
    void aStreamThatIsCutIsBlindFromThenOnAndOthersGoOn() throws IOException {
        byte[] whole = Files.readAllBytes(capture("02-fw-drops-tls", Tap.INSIDE));
        byte[] cut = java.util.Arrays.copyOf(whole, 400);
        List<Watch.TapPlan> taps = List.of(
                new Watch.TapPlan(
                        Tap.HOST, Streams.of("host", Files.newInputStream(capture("02-fw-drops-tls", Tap.HOST)))),
                new Watch.TapPlan(Tap.INSIDE, Streams.of("inside", new java.io.ByteArrayInputStream(cut))),
                new Watch.TapPlan(
                        Tap.OUTSIDE,
                        Streams.of("outside", Files.newInputStream(capture("02-fw-drops-tls", Tap.OUTSIDE)))));
        Ear ear = new Ear();
        Report report = watch(plan(taps, null, RingLimits.DEFAULT), ear);
        assertTrue(ear.of(LiveEvent.Kind.TAP_LOST).stream()
                .anyMatch(event -> "inside".equals(event.details().get("tap"))));
        assertTrue(
                report.verdict().suspects().isEmpty()
                        || report.verdict().suspects().contains("firewall")
                                && report.verdict().suspects().contains("lan"),
                () -> "nothing tells the LAN from the firewall any more: " + report.verdict());
        assertTrue(report.captures().get(1).health().problems().stream()
                .anyMatch(problem -> problem.contains("the source was lost")));
    }

    /** A clock set back by an hour in mid-session, and one that goes to 1970: nothing fails, nobody else is accused. */
    @ParameterizedTest
    @ValueSource(longs = {3_600, 1_700_000_000})
    void aClockThatStepsBackAccusesNobodyElse(long seconds) throws IOException {
        for (String stepping : List.of(Tap.INSIDE, Tap.OUTSIDE)) {
            List<Watch.TapPlan> taps = new ArrayList<>();
            for (String tap : TAPS) {
                byte[] whole = Files.readAllBytes(capture("02-fw-drops-tls", tap));
                byte[] given = tap.equals(stepping) ? steppedBack(whole, seconds) : whole;
                taps.add(new Watch.TapPlan(tap, Streams.of(tap, new java.io.ByteArrayInputStream(given))));
            }
            Ear ear = new Ear();
            Report report = watch(plan(taps, null, RingLimits.DEFAULT), ear);
            assertTrue(ear.of(LiveEvent.Kind.ANALYSIS_FAILED).isEmpty(), () -> ear.events.toString());
            List<String> suspects = report.verdict().suspects();
            assertTrue(
                    suspects.isEmpty() || suspects.contains("firewall"),
                    () -> stepping + " back by " + seconds + " s: " + report.verdict());
        }
    }

    /** A little-endian pcap whose later half bears earlier times. */
    private static byte[] steppedBack(byte[] pcap, long seconds) {
        java.nio.ByteBuffer file = java.nio.ByteBuffer.wrap(pcap).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        assertEquals(0xA1B2C3D4, file.getInt(0), "a pcap file of this byte order");
        for (int at = 24; at + 16 <= pcap.length; at += 16 + file.getInt(at + 8)) {
            if (at > pcap.length / 2) {
                file.putInt(at, (int) (file.getInt(at) - seconds));
            }
        }
        return pcap;
    }

    @Test
    void aCommandIsRunAgainAfterItEnded(@TempDir Path scratch) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "a POSIX shell");
        Path file = capture("01-healthy", Tap.HOST).toAbsolutePath();
        LiveSource source = Streams.command("cat '" + file + "'; echo gone >&2; exit 3");
        Ear ear = new Ear();
        try (Watch watch =
                new Watch(plan(List.of(new Watch.TapPlan(Tap.HOST, source)), scratch, RingLimits.DEFAULT), ear)) {
            watch.start();
            await(() -> ear.of(LiveEvent.Kind.TAP_OPEN).size() >= 2);
            watch.stop();
        }
        String reason =
                String.valueOf(ear.of(LiveEvent.Kind.TAP_LOST).get(0).details().get("reason"));
        assertTrue(reason.contains("exit status 3") && reason.contains("gone"), reason);
    }

    @Test
    void aFifoIsATap(@TempDir Path scratch) throws IOException, InterruptedException {
        Path fifo = scratch.resolve("fifo");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "mkfifo");
        assertEquals(
                0,
                new ProcessBuilder("/usr/bin/mkfifo", fifo.toString()).start().waitFor());
        Ear ear = new Ear();
        try (Watch watch = new Watch(
                plan(List.of(new Watch.TapPlan(Tap.HOST, Streams.file(fifo))), null, RingLimits.DEFAULT), ear)) {
            watch.start();
            try (OutputStream out = Files.newOutputStream(fifo)) {
                Files.copy(capture("01-healthy", Tap.HOST), out);
            }
            await(() -> !ear.of(LiveEvent.Kind.TAP_LOST).isEmpty());
            Report report = watch.stop();
            assertTrue(!report.flows().isEmpty());
        }
    }
}
