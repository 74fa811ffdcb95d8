package org.droppoint.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.droppoint.base.Times;
import org.droppoint.report.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which flow is held to be which session of a protocol log, and how the log's clock is found. */
final class LogJoinTest {
    private static final LabCase LAB = new LabCase("81-send-log");
    private static final long HOUR = 3600 * Times.NANOS_PER_SECOND;

    /** Session by session, the client's port of the flow it is: as the lab knows. */
    private static final Map<String, String> TRUTH = Map.of(
            "08DEE4B1A234A941", "47660",
            "08DEE4B1A234A942", "47681",
            "08DEE4B1A234A943", "47667",
            "08DEE4B1A234A944", "47674",
            "08DEE4B1A234A945", "47688",
            "08DEE4B1A234A946", "none");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path scratch;

    private static Map<String, String> joined(Report report) {
        Map<String, String> joined = new TreeMap<>();
        for (Report.LogSession session : report.logs().get(0).sessions()) {
            String port = report.flows().stream()
                    .filter(flow -> flow.id().equals(session.flow()))
                    .map(flow -> flow.client().substring(flow.client().lastIndexOf(':') + 1))
                    .findFirst()
                    .orElse("none");
            joined.put(session.session(), port);
        }
        return joined;
    }

    private static long contradictions(Report report, String id) {
        return report.logs().stream()
                .flatMap(log -> log.sessions().stream())
                .flatMap(session -> session.contradictions().stream())
                .filter(contradiction -> contradiction.id().equals(id))
                .count();
    }

    private static void assertClock(long expectedNanos, Report.Log log) {
        assertTrue(log.clockKnown());
        long error = Math.abs(log.minusHostNanos() - expectedNanos);
        assertTrue(error <= 5_000_000L, "off by " + Times.duration(error));
        assertTrue(log.uncertaintyNanos() >= error, "stated bound " + Times.duration(log.uncertaintyNanos()));
    }

    @Test
    void joinsByEndsAndTime() throws IOException {
        Report report = LAB.analyse(scratch, LAB.text("SEND-LAB.LOG"));
        assertEquals(new TreeMap<>(TRUTH), joined(report));
        assertClock(0, report.logs().get(0));
        assertEquals("smtp-send", report.logs().get(0).kind());
        assertEquals(0, contradictions(report, "clock-shifted"));
    }

    @Test
    void findsAClockThatIsOff() throws IOException {
        for (long shift :
                new long[] {-300_000_000L, 5 * Times.NANOS_PER_SECOND, 2 * HOUR, -7 * HOUR - 12_345_000_000L}) {
            Report report = LAB.analyse(scratch, SendLog.shifted(LAB.text("SEND-LAB.LOG"), shift));
            assertEquals(new TreeMap<>(TRUTH), joined(report), "shift " + shift);
            assertClock(shift, report.logs().get(0));
            assertEquals(Math.abs(shift) > 2 * Times.NANOS_PER_SECOND ? 1 : 0, contradictions(report, "clock-shifted"));
            assertEquals(1, contradictions(report, "no-such-flow"));
        }
    }

    @Test
    void oneSessionHoursOffIsEnoughWhereChanceIsSmall() throws IOException {
        String one = SendLog.only(LAB.text("SEND-LAB.LOG"), "A943,");
        Report report = LAB.analyse(scratch, SendLog.shifted(one, 2 * HOUR));
        assertEquals(Map.of("08DEE4B1A234A943", "47667"), joined(report));
        assertClock(2 * HOUR, report.logs().get(0));
        String summary = report.logs().get(0).sessions().get(0).contradictions().stream()
                .filter(contradiction -> contradiction.id().equals("clock-shifted"))
                .map(Report.Contradiction::summary)
                .findFirst()
                .orElse("");
        assertTrue(summary.contains("quarter hours"), summary);
    }

    @Test
    void portsThatComeBackOnOtherDaysAreNotJoined() throws IOException {
        long seed = 20261123;
        Random random = new Random(seed);
        SendLog log = new SendLog();
        long midnight = java.time.Instant.parse("2026-11-20T00:00:00Z").getEpochSecond() * Times.NANOS_PER_SECOND;
        int[] ports = {47660, 47667, 47674};
        for (int i = 0; i < 3000; i++) {
            int port = i % 500 == 0 ? ports[i / 500 % 3] : 1024 + random.nextInt(46_000);
            long at = midnight + Math.floorMod(random.nextLong(), 24 * HOUR);
            log.add("192.168.1.10:" + port, "198.51.100.25:25", at, at + Times.NANOS_PER_SECOND, "Local");
        }
        Report report = LAB.analyse(scratch, log.toString());
        assertTrue(joined(report).values().stream().allMatch("none"::equals), "seed " + seed);
        assertFalse(report.logs().get(0).clockKnown());
        assertEquals(0, contradictions(report, "no-such-flow"));
    }

    @Test
    void aPortUsedTwiceIsToldByTime() throws IOException {
        LabCase reuse = new LabCase("27-port-reuse");
        List<Report.Flow> flows = reuse.analyse(LogInputs.NONE).flows();
        String shared = flows.stream()
                .map(Report.Flow::client)
                .filter(client ->
                        flows.stream().filter(f -> f.client().equals(client)).count() > 1)
                .findFirst()
                .orElseThrow();
        SendLog log = new SendLog();
        Map<String, String> expected = new TreeMap<>();
        for (Report.Flow flow : flows) {
            if (flow.client().equals(shared)) {
                expected.put(log.add(flow, "Local"), flow.id());
            }
        }
        Report report = reuse.analyse(scratch, SendLog.shifted(log.toString(), -HOUR));
        Map<String, String> joined = new TreeMap<>();
        report.logs().get(0).sessions().forEach(s -> joined.put(s.session(), String.valueOf(s.flow())));
        assertTrue(expected.size() > 1);
        assertEquals(expected, joined);
        // the log was made from the flows' beginnings, not from what was said
        assertClock(-HOUR, report.logs().get(0), Times.NANOS_PER_SECOND);
    }

    private static void assertClock(long expectedNanos, Report.Log log, long toleranceNanos) {
        long error = Math.abs(log.minusHostNanos() - expectedNanos);
        assertTrue(log.clockKnown() && error <= toleranceNanos, "off by " + Times.duration(error));
    }

    @Test
    void aCaptureOfFlagsOnlyIsJoinedByItsHandshakes() throws IOException {
        LabCase flags = new LabCase("86-flags-only-everywhere");
        SendLog log = new SendLog();
        Map<String, String> expected = new TreeMap<>();
        flags.analyse(LogInputs.NONE).flows().forEach(flow -> expected.put(log.add(flow, "Local"), flow.id()));
        Report report = flags.analyse(scratch, log.toString());
        Map<String, String> joined = new TreeMap<>();
        report.logs().get(0).sessions().forEach(s -> joined.put(s.session(), String.valueOf(s.flow())));
        assertEquals(expected, joined);
        assertClock(0, report.logs().get(0), Times.NANOS_PER_SECOND);
        assertEquals(0, contradictions(report, "certificate-not-sent"), "no byte of the streams was captured");
    }

    /** As a web page has it: blanks for commas, a broken date, the far address made impossible. */
    private static String asBlogCopy(String row) {
        return row.replace(",198.51.100.", ",52.164.999.")
                .replaceFirst("T(\\d\\d):(\\d\\d):", "T$1:$2")
                .replace("Outbound to Office 365", "Outbound")
                .replace(',', ' ');
    }

    @Test
    void joinsACopyWhoseFarEndCannotBeRead() throws IOException {
        String rows = SendLog.only(LAB.text("SEND-LAB.LOG"), "A941,").replaceAll("(?m)^.*#.*\n", "");
        String copy =
                "date-time connector-id session-id sequence-number local-endpoint remote-endpoint event data context\n"
                        + SendLog.rows(rows, LogJoinTest::asBlogCopy);
        Report report = LAB.analyse(scratch, copy);
        assertEquals(List.of("47660"), List.copyOf(joined(report).values()), copy);
        assertEquals(1, contradictions(report, "certificate-not-sent"));
        assertEquals(1, contradictions(report, "closed-by-host"));
        assertEquals(0, contradictions(report, "no-such-flow"));
        assertTrue(report.logs().get(0).sessions().get(0).joinedBy().contains("client"));
    }

    @Test
    void joinsByTimeWhereNoEndCanBeRead() throws IOException {
        String log = SendLog.rows(
                LAB.text("SEND-LAB.LOG"), row -> row.replaceAll("192\\.168\\.1\\.10:\\d+", "OurServer:Port")
                        .replace("198.51.100.", "52.164.999."));
        Report report = LAB.analyse(scratch, log);
        assertEquals(new TreeMap<>(TRUTH), joined(report));
        assertEquals(0, contradictions(report, "no-such-flow"));
    }

    @Test
    void guessesNothingWhereTwoFit() throws IOException {
        String log = SendLog.rows(SendLog.only(LAB.text("SEND-LAB.LOG"), "A941,"), row -> row.replaceAll(
                        "192\\.168\\.1\\.10:\\d+", "OurServer:Port")
                .replace("198.51.100.", "52.164.999."));
        String twice = log + SendLog.rows(log, row -> row.replace("A941,", "A999,"));
        Report report = LAB.analyse(scratch, twice);
        assertEquals(Map.of("08DEE4B1A234A941", "none", "08DEE4B1A234A999", "none"), joined(report));
        String later = SendLog.shifted(log, 2 * HOUR);
        assertEquals(Map.of("08DEE4B1A234A941", "none"), joined(LAB.analyse(scratch, later)));
    }

    @Test
    void withoutTheHostsCaptureItsClockIsNotKnown() throws IOException {
        Report report = LAB.analyse(scratch, LAB.text("SEND-LAB.LOG"), "inside", "outside");
        assertEquals(new TreeMap<>(TRUTH), joined(report));
        assertFalse(report.logs().get(0).clockKnown());
        assertEquals("log-clock", report.logs().get(0).remarks().get(0).id());
        assertEquals(0, contradictions(report, "no-such-flow"));
        assertEquals(0, contradictions(report, "closed-by-host"), "a RST seen at inside may be forged");
        assertEquals(3, contradictions(report, "certificate-not-sent"));
    }

    @Test
    void behindNatTimeTells() throws IOException {
        Report report = LAB.analyse(scratch, LAB.text("SEND-LAB.LOG"), "outside");
        Map<String, String> natPorts = Map.of(
                "08DEE4B1A234A941", "61309",
                "08DEE4B1A234A942", "61445",
                "08DEE4B1A234A943", "61365",
                "08DEE4B1A234A944", "61657",
                "08DEE4B1A234A945", "61257",
                "08DEE4B1A234A946", "none");
        assertEquals(new TreeMap<>(natPorts), joined(report));
    }

    @Test
    void filesThatShareASessionBothHaveIt() throws IOException {
        String whole = LAB.text("SEND-LAB.LOG");
        int cut = whole.indexOf("2026-11-23T22:16:14");
        Path first = scratch.resolve("SEND-1.LOG");
        Path second = scratch.resolve("SEND-2.LOG");
        Files.writeString(first, SendLog.shifted(whole.substring(0, cut), HOUR), StandardCharsets.UTF_8);
        Files.writeString(second, SendLog.shifted(SendLog.HEADER + whole.substring(cut), HOUR), StandardCharsets.UTF_8);
        Report report = LAB.analyse(new LogInputs(List.of(first, second), List.of(), List.of()));
        assertEquals(2, report.logs().size());
        assertEquals(3, report.logs().get(1).sessions().size());
        for (Report.LogSession session : report.logs().get(1).sessions()) {
            assertEquals(
                    report.logs().get(0).sessions().stream()
                            .filter(other -> other.session().equals(session.session()))
                            .map(other -> String.valueOf(other.flow()))
                            .findFirst(),
                    java.util.Optional.of(String.valueOf(session.flow())));
            assertFalse(session.flow() == null, session.session());
        }
        assertEquals(3, contradictions(report, "closed-by-host"));
    }

    @Test
    void aSessionThatNeverConnectedHasNoFlow() throws IOException {
        String row = "2026-11-23T22:15:57.000Z,Out,08D8DE0000000001,%d,,198.51.100.99:25,*,,%s\n";
        String log = SendLog.HEADER
                + String.format(row, 0, "attempting to connect")
                + String.format(row, 1, "\"Failed to connect. Winsock error code: 10060\"");
        Report report = LAB.analyse(scratch, log);
        assertNull(report.logs().get(0).sessions().get(0).flow());
        assertTrue(report.logs().get(0).sessions().get(0).contradictions().isEmpty());
    }
}
