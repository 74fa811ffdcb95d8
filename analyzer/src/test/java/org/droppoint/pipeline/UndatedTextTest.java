package org.droppoint.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.droppoint.base.Times;
import org.droppoint.report.Report;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.wire.PortSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text of firewalls whose times have no date takes its date from the captures beside it. */
class UndatedTextTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    private static Path file(String tap) throws IOException {
        return Objects.requireNonNull(
                        CaseFolder.committed("02-fw-drops-tls").taps().get(tap))
                .get(0);
    }

    private Report analyse(String inside) throws IOException {
        Path text = Files.writeString(folder.resolve("inside.txt"), inside);
        List<TapInput> inputs = new ArrayList<>();
        inputs.add(new TapInput("host", List.of(file("host")), null));
        inputs.add(new TapInput("inside", List.of(text), null));
        inputs.add(new TapInput("outside", List.of(file("outside")), null));
        Report report = CaseFolder.analyse(CaseFolder.request(inputs, LogInputs.NONE));
        assertEquals("silent-drop", report.verdict().classId());
        assertEquals(List.of("firewall"), report.verdict().suspects());
        return report;
    }

    private static void assertOffset(long expectedNanos, long toleranceNanos, Report report, String words) {
        Report.Capture inside = report.captures().get(1);
        assertEquals(expectedNanos, inside.clock().offsetNanos(), toleranceNanos);
        assertTrue(
                inside.health().problems().toString().contains(words),
                inside.health().problems().toString());
        Report.Capture host = report.captures().get(0);
        assertTrue(Math.abs(host.firstNanos() - inside.firstNanos()) < 86_400 * SECOND, "the same day");
    }

    @Test
    void relativeTimesBeginWhereAnotherCaptureDoes() throws IOException {
        Report report = analyse(VendorTexts.fortiGate(file("inside")));
        assertOffset(0, SECOND / 10, report, "shown from where host.pcapng begins, for want of a date");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, -8})
    void timesOfDayAreOfTheNearestDay(int zoneHours) throws IOException {
        Report report = analyse(VendorTexts.asa(file("inside"), zoneHours));
        // the lab's own clocks differ by some 0.2 s
        assertOffset(zoneHours * 3600L * SECOND, SECOND, report, "on the day nearest to the begin of host.pcapng");
    }

    /** Said by the user, the date is that one; alone or not, and the clock's offset is measured all the same. */
    @Test
    void theDateThatWasSaidIsTaken() throws IOException {
        Instant said = Instant.parse("2020-02-29T12:00:00Z");
        Path relative = Files.writeString(folder.resolve("fortigate.txt"), VendorTexts.fortiGate(file("inside")));
        Path ofDay = Files.writeString(folder.resolve("asa.txt"), VendorTexts.asa(file("inside"), 0));
        Report report = analyseFrom(said, new TapInput("inside", List.of(relative), null));
        assertEquals(Times.epochNanos(said), report.captures().get(0).firstNanos());
        String problems = report.captures().get(0).health().problems().toString();
        assertTrue(problems.contains("shown from 2020-02-29T12:00:00Z on"), problems);
        report = analyseFrom(said, new TapInput("inside", List.of(ofDay), null));
        assertEquals(
                "2020-02-29", Times.iso(report.captures().get(0).firstNanos()).substring(0, 10));
        report = analyseFrom(
                said,
                new TapInput("inside", List.of(relative), null),
                new TapInput("outside", List.of(file("outside")), null));
        assertEquals(List.of("firewall"), report.verdict().suspects());
        assertEquals("silent-drop", report.verdict().classId());
    }

    private static Report analyseFrom(Instant said, TapInput... inputs) throws IOException {
        return CaseFolder.analyse(
                new Request(List.of(inputs), List.of(), PortSet.of(25), LogInputs.NONE, "test", Effort.DEFAULT, said));
    }

    @Test
    void aloneItHasNoDate() throws IOException {
        Path text = Files.writeString(folder.resolve("inside.txt"), VendorTexts.fortiGate(file("inside")));
        TapInput only = new TapInput("inside", List.of(text), null);
        Report report = CaseFolder.analyse(CaseFolder.request(List.of(only), LogInputs.NONE));
        Report.Capture inside = report.captures().get(0);
        assertEquals(1_234_567_000L, inside.firstNanos());
        assertTrue(inside.health().problems().toString().contains("whose date is unknown"));
        assertEquals(5, report.flows().size());
    }
}
