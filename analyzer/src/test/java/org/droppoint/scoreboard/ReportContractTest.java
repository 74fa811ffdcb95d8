package org.droppoint.scoreboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.pipeline.Request;
import org.droppoint.pipeline.TapInput;
import org.droppoint.report.Report;
import org.droppoint.report.formats.Formats;
import org.droppoint.report.json.JsonReportReader;
import org.droppoint.report.json.SchemaCheck;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for the report of every case, whatever its verdict. */
class ReportContractTest {
    /** RFC 5321 addresses, as they would leak from MAIL FROM, RCPT TO, headers and AUTH. */
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

    private static final Set<String> CLASSES = Set.of(
            "connect-refused",
            "connect-blocked",
            "starttls-tampered",
            "payload-modified",
            "tls-intercepted",
            "pmtu-black-hole",
            "drop-and-reset",
            "silent-drop",
            "reset-injected",
            "zero-window",
            "server-terminated",
            "client-terminated",
            "server-silent",
            "client-silent",
            "client-timeout",
            "insufficient-evidence",
            "capture-loss",
            "recovered-loss",
            "healthy");

    private interface Check {
        void on(CaseFolder labelled, Report report) throws IOException;
    }

    private static Stream<DynamicTest> everyCase(Check check) throws IOException {
        return CaseFolder.committed().stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> check.on(one, CaseRuns.report(one))));
    }

    @TestFactory
    Stream<DynamicTest> theJsonKeepsItsSchemaAndComesBackEqual() throws IOException {
        return everyCase((labelled, report) -> {
            String json = new String(render("json", report), StandardCharsets.UTF_8);
            assertEquals(List.of(), SchemaCheck.complaints(json));
            try (InputStream in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))) {
                assertEquals(report, new JsonReportReader().read(in));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> theWordsAreTheContracts() throws IOException {
        return everyCase((labelled, report) -> {
            Report.Verdict verdict = report.verdict();
            Set<String> overall = new TreeSet<>(CLASSES);
            overall.add("mixed");
            assertTrue(overall.contains(verdict.classId()), verdict.classId());
            words(report, verdict.classId(), verdict.suspects(), verdict.direction(), verdict.confidence());
            assertFalse(verdict.summary().isBlank());
            assertFalse(verdict.nextSteps().isEmpty());
            assertEquals(report.flows().size(), verdict.counts().total());
            assertTrue(verdict.causes().stream().mapToInt(Report.Cause::flows).sum()
                    <= report.flows().size());
            Set<String> ids = new TreeSet<>();
            for (Report.Flow flow : report.flows()) {
                assertTrue(CLASSES.contains(flow.classId()), flow.classId());
                assertTrue(Set.of("failed", "ok", "unknown").contains(flow.outcome()), flow.outcome());
                words(report, flow.classId(), flow.suspects(), flow.direction(), flow.confidence());
                assertTrue(ids.add(flow.id()), "two flows are called " + flow.id());
                assertTrue(flow.startNanos() <= flow.endNanos(), flow.id());
            }
        });
    }

    private static void words(
            Report report, String classId, List<String> suspects, String direction, double confidence) {
        List<String> places = report.path().stream().filter(suspects::contains).toList();
        if (classId.equals("capture-loss")) {
            assertEquals(List.of("capture"), suspects);
        } else {
            assertEquals(places, suspects, "suspects are places of the path, in its order");
        }
        if (Set.of("healthy", "insufficient-evidence").contains(classId)) {
            assertEquals(List.of(), suspects, classId);
        } else {
            assertFalse(suspects.isEmpty(), classId);
        }
        assertTrue(
                Set.of("server-to-client", "client-to-server", "both", "none").contains(direction), direction);
        assertTrue(confidence >= 0 && confidence <= 1, () -> "confidence " + confidence);
    }

    @TestFactory
    Stream<DynamicTest> lostRecordsLieWithinTheirStreams() throws IOException {
        return everyCase((labelled, report) -> {
            for (Report.Flow flow : report.flows()) {
                for (Report.LostRecord lost : flow.lostRecords()) {
                    assertTrue(lost.range().start() >= 0, lost.toString());
                    assertTrue(lost.range().start() < lost.range().end(), lost.toString());
                    assertTrue(Set.of("seen", "jump", "ack").contains(lost.known()), lost.known());
                    assertTrue(report.taps().containsAll(lost.seenAt()), lost.toString());
                    assertTrue(report.taps().containsAll(lost.missingAt()), lost.toString());
                    assertTrue(Collections.disjoint(lost.seenAt(), lost.missingAt()), lost.toString());
                    assertTrue(lost.known().equals("jump") || !lost.seenAt().isEmpty(), lost.toString());
                    assertTrue(lost.known().equals("ack") || !lost.missingAt().isEmpty(), lost.toString());
                    assertTrue(lost.range().end() <= streamEnd(labelled, flow, lost), lost.toString());
                }
            }
        });
    }

    /** How many bytes of that direction the lab measured at the sending end, or no limit where it did not. */
    private static long streamEnd(CaseFolder labelled, Report.Flow flow, Report.LostRecord lost) {
        String direction = lost.direction().equals("server-to-client") ? "s2c" : "c2s";
        return Expectation.elements(labelled.truth().get("flows"))
                .filter(label -> Scorer.endpoint(label.get("client")).equals(flow.client()))
                .mapToLong(label -> Expectation.elements(label.path("measured").path("bytes"))
                        .mapToLong(bytes -> bytes.path(direction).asLong())
                        .max()
                        .orElse(Long.MAX_VALUE))
                .max()
                .orElse(Long.MAX_VALUE);
    }

    // ---- evidence ----

    @TestFactory
    Stream<DynamicTest> everyFrameNamedIsInItsFileAtItsTime() throws IOException {
        return everyCase((labelled, report) -> {
            Times times = new Times(labelled, report);
            for (Report.Flow flow : report.flows()) {
                for (Report.Finding finding : flow.findings()) {
                    for (Report.Evidence shown : finding.evidence()) {
                        assertEquals(
                                times.of(shown.tap(), shown.file(), shown.frame()),
                                shown.nanos(),
                                () -> finding.id() + " " + shown);
                    }
                }
                for (Report.Reset reset : flow.resets()) {
                    times.of(reset.tap(), reset.file(), reset.frame());
                }
                for (Report.LadderStep step : flow.ladder()) {
                    step.frames()
                            .keySet()
                            .forEach(tap -> assertTrue(report.taps().contains(tap), tap));
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aFaultIsShownInFrames() throws IOException {
        return everyCase((labelled, report) -> {
            for (Report.Flow flow : report.flows()) {
                if (flow.outcome().equals("failed") && !flow.suspects().isEmpty()) {
                    assertTrue(
                            flow.findings().stream()
                                    .anyMatch(finding -> !finding.evidence().isEmpty()),
                            flow.id() + " " + flow.classId() + " has no frame to show");
                }
            }
        });
    }

    /** The times of all frames of a case, read again from its files. */
    private static final class Times {
        private final CaseFolder labelled;
        private final Report report;
        private final Map<String, long[]> times = new HashMap<>();

        Times(CaseFolder labelled, Report report) {
            this.labelled = labelled;
            this.report = report;
        }

        long of(String tap, int file, long frame) throws IOException {
            Report.Capture capture = report.captures().stream()
                    .filter(one -> one.tap().equals(tap))
                    .findFirst()
                    .orElseThrow();
            Report.CaptureFile named = capture.files().get(file);
            long[] known = times.get(named.name());
            if (known == null) {
                known = read(labelled.file(named.name()));
                times.put(named.name(), known);
                assertEquals(known.length, named.frames(), named.name());
            }
            assertTrue(frame >= 1 && frame <= known.length, () -> named.name() + " has no frame " + frame);
            return known[(int) frame - 1];
        }

        private static long[] read(Path file) throws IOException {
            List<Long> read = new ArrayList<>();
            try (CaptureReader reader = CaptureFiles.open(file)) {
                Frame frame = new Frame();
                while (reader.next(frame)) {
                    read.add(frame.epochNanos);
                    assertEquals(read.size(), frame.number);
                }
            }
            return read.stream().mapToLong(Long::longValue).toArray();
        }
    }

    /** The taps' clocks are most of a second apart: more than the whole dialogue takes. */
    @Test
    void aPlainDialogueIsReadInItsOrderThoughClocksDiffer() throws IOException {
        Report report = CaseRuns.report(CaseFolder.committed("38-zero-window"));
        List<String> said = report.flows().get(0).ladder().stream()
                .filter(step -> step.toServer() && step.kind().equals("smtp"))
                .map(Report.LadderStep::label)
                .limit(5)
                .toList();
        assertEquals(List.of("EHLO", "MAIL", "RCPT", "DATA", "message"), said);
    }

    // ---- determinism ----

    @TestFactory
    Stream<DynamicTest> aSecondRunGivesTheSameBytes() throws IOException {
        return everyCase((labelled, report) -> {
            Report second = labelled.analyse();
            for (String format : List.of("json", "text", "html", "markdown", "csv", "lost-csv")) {
                assertArrayEquals(render(format, report), render(format, second), format);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> theOrderOfTheInputsIsIrrelevant() throws IOException {
        return everyCase((labelled, report) -> {
            Request request = labelled.request();
            List<TapInput> backwards = new ArrayList<>(request.taps());
            Collections.reverse(backwards);
            if (backwards.stream().allMatch(input -> input.tap() != null)) {
                Report second = CaseFolder.analyse(CaseFolder.request(backwards, request.logs()));
                assertArrayEquals(render("json", report), render("json", second));
            }
        });
    }

    // ---- privacy ----

    @TestFactory
    Stream<DynamicTest> noAddressAndNoSecretLeavesTheCaptures() throws IOException {
        return everyCase((labelled, report) -> {
            for (String format : List.of("json", "text", "html", "markdown", "csv", "lost-csv")) {
                String text = new String(render(format, report), StandardCharsets.UTF_8);
                List<String> leaks =
                        ADDRESS.matcher(text).results().map(hit -> hit.group()).toList();
                assertEquals(List.of(), leaks, format);
                assertFalse(
                        Pattern.compile("AUTH (PLAIN|LOGIN) [A-Za-z0-9+/=]{4,}")
                                .matcher(text)
                                .find(),
                        format);
            }
        });
    }

    /** So that the test above has something to find. */
    @Test
    void theCapturesHoldAddresses() throws IOException {
        String bytes =
                Files.readString(CaseFolder.committed("01-healthy").file("outside.pcap"), StandardCharsets.ISO_8859_1);
        assertTrue(ADDRESS.matcher(bytes).find());
    }

    private static byte[] render(String format, Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Formats.byName(format).orElseThrow().render(report, out);
        return out.toByteArray();
    }
}
