package org.droppoint.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.droppoint.report.Report;
import org.droppoint.report.json.JsonRenderer;
import org.droppoint.report.json.JsonReportReader;
import org.droppoint.report.text.TextRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues, the firewall's own text, texts that cannot be read, and the way of all of it through the report. */
final class LogTextsTest {
    private static final LabCase LAB = new LabCase("81-send-log");

    private static final String QUEUE =
            """
            Identity      : EX1\\31
            DeliveryType  : SmartHostConnectorDelivery
            NextHopDomain : partner.example.net
            Status        : Retry
            MessageCount  : 214
            LastError     : [{LED=451 4.4.397 Error communicating with target host. -> 421 4.4.2 Connection dropped
                            due to TimedOut};{MSG=};{FQDN=mx.partner.example.net};{IP=198.51.100.25};
                            {LRT=11/23/2026 10:16:14 PM}]
            """;

    private static final String SYSLOG =
            """
            Nov 23 2026 22:15:56 fw1 : %ASA-6-302013: Built outbound TCP connection 7 for outside:198.51.100.25/25 (198.51.100.25/25) to inside:192.168.1.10/47660 (203.0.113.2/61309)
            Nov 23 2026 23:16:14 fw1 : %ASA-4-507003: tcp flow from inside:192.168.1.10/47660 to outside:198.51.100.25/25 terminated by inspection engine, reason - inspector disconnected, dropped packet.
            Nov 23 2026 22:16:16 fw1 : %ASA-6-106015: Deny TCP (no connection) from 198.51.100.25/25 to 203.0.113.2/61365 flags RST ACK  on interface outside
            Nov 21 2026 09:00:00 UTC: %ASA-6-302014: Teardown TCP connection 5 for outside:198.51.100.25/25 to inside:192.168.1.10/47667 duration 0:00:19 bytes 6102 Flow closed by inspection
            Nov 23 2026 22:16:16 fw1 : %ASA-2-108002: SMTP replaced <: out 198.51.100.25 in 192.168.1.10 data: someone@contoso.example
              Inspection failure (inspect-fail)                                             7
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path scratch;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(scratch.resolve(name), text, StandardCharsets.UTF_8);
    }

    private static String flowOf(Report report, String port) {
        return report.flows().stream()
                .filter(flow -> flow.client().endsWith(":" + port))
                .map(Report.Flow::id)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aQueuesErrorStandsBesideTheSessionsItIsAbout() throws IOException {
        Report report = LAB.analyse(new LogInputs(List.of(), List.of(file("queue.txt", QUEUE)), List.of()));
        Report.Log log = report.logs().get(0);
        assertEquals("queue", log.kind());
        assertEquals(1, log.remarks().size());
        String said = log.remarks().get(0).summary();
        assertTrue(said.contains("421 4.4.2 Connection dropped due to TimedOut"), said);
        assertTrue(said.contains("214 messages"), said);
        assertTrue(said.contains("3 sessions with it in the captures"), said);
    }

    @Test
    void theFirewallsLinesFindTheirSessions() throws IOException {
        Report report = LAB.analyse(new LogInputs(List.of(), List.of(), List.of(file("fw.txt", SYSLOG))));
        List<Report.Remark> remarks = report.logs().get(0).remarks();
        Report.Remark acted = remarks.get(0);
        assertEquals("inspection-acted", acted.id());
        assertEquals(2, acted.line());
        assertEquals(flowOf(report, "47660"), acted.flow(), "by the inside address, an hour off for its zone");
        assertTrue(acted.summary().contains("inspector disconnected"), acted.summary());
        Report.Remark denied = remarks.get(1);
        assertEquals(flowOf(report, "47667"), denied.flow(), "by the translated address");
        assertTrue(remarks.stream().noneMatch(remark -> remark.line() == 4), "the port's use of two days before");
        assertTrue(
                remarks.stream()
                        .anyMatch(remark -> remark.id().equals("inspection-counter")
                                && remark.summary().contains("inspect-fail 7")),
                remarks.toString());
        assertFalse(remarks.toString().contains("someone"), "mail addresses stay where they are");
    }

    @Test
    void whatCannotBeReadIsRefusedAndTheRestGoesOn() throws IOException {
        byte[] noise = new byte[200_000];
        new Random(7).nextBytes(noise);
        Path binary = Files.write(scratch.resolve("noise.bin"), noise);
        Path missing = scratch.resolve("missing.LOG");
        Path prose = file("prose.txt", "Nothing of the kind.\n");
        LogInputs inputs = new LogInputs(
                List.of(missing, binary, file("SEND.LOG", LAB.text("SEND-LAB.LOG")), scratch),
                List.of(prose),
                List.of(prose, missing));
        Report report = LAB.analyse(inputs);
        assertEquals(1, report.logs().size());
        assertEquals(
                List.of(
                        "missing.LOG",
                        "noise.bin",
                        String.valueOf(scratch.getFileName()),
                        "prose.txt",
                        "prose.txt",
                        "missing.LOG"),
                report.refusedInputs().stream().map(Report.RefusedInput::file).toList());
        assertEquals("no such file", report.refusedInputs().get(0).reason());
        assertEquals(LAB.analyse(LogInputs.NONE).verdict(), report.verdict(), "logs judge nothing");
    }

    @Test
    void skippedRowsAreCounted() throws IOException {
        String log = LAB.text("SEND-LAB.LOG") + "words of an article about it\nand more of them\n";
        Report report = LAB.analyse(scratch, log);
        List<Report.Remark> remarks = report.logs().get(0).remarks();
        assertEquals("skipped-lines", remarks.get(0).id());
        assertTrue(
                remarks.get(0).summary().startsWith("2 lines"), remarks.get(0).summary());
    }

    @Test
    void anEmptyLogOfTheDayIsNoMistake() throws IOException {
        Report report = LAB.analyse(scratch, SendLog.HEADER);
        assertTrue(report.refusedInputs().isEmpty());
        assertTrue(report.logs().get(0).sessions().isEmpty());
        assertFalse(report.logs().get(0).clockKnown());
    }

    @Test
    void allOfItSurvivesJsonAndStandsInTheText() throws IOException {
        Report report = LAB.analyse(new LogInputs(
                List.of(file("SEND.LOG", LAB.text("SEND-LAB.LOG"))),
                List.of(file("queue.txt", QUEUE)),
                List.of(file("fw.txt", SYSLOG))));
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        new JsonRenderer().render(report, json);
        assertEquals(
                report.logs(),
                new JsonReportReader()
                        .read(new ByteArrayInputStream(json.toByteArray()))
                        .logs());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new TextRenderer(100, false).render(report, text);
        String page = text.toString(StandardCharsets.UTF_8);
        assertTrue(page.contains("5 of 6 log sessions found on the wire."), page);
        assertTrue(page.contains("closed-by-host"), page);
        assertTrue(page.contains("Get-Queue output"), page);
        assertNull(report.logs().get(1).sessions().stream().findFirst().orElse(null));
    }

    @Test
    void brokenRowsBreakNothing() throws IOException {
        byte[] log = LAB.text("SEND-LAB.LOG").getBytes(StandardCharsets.UTF_8);
        long seed = 81;
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            byte[] broken = log.clone();
            for (int i = 0; i < 400; i++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(scratch.resolve("SEND.LOG"), broken);
            Report report = LAB.analyse(new LogInputs(List.of(file), List.of(file), List.of(file)), "host");
            assertEquals(5, report.flows().size(), "seed " + seed + " round " + round);
        }
    }
}
