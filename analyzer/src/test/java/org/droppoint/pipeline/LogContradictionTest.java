package org.droppoint.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.droppoint.report.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a log the wire disproves, and what it does not. */
final class LogContradictionTest {
    private static final LabCase LAB = new LabCase("81-send-log");
    private static final Set<String> NONE = Set.of();
    private static final Set<String> BOTH = Set.of("certificate-not-sent", "closed-by-host");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path scratch;

    private static Map<String, Set<String>> told(Report report) {
        Map<String, Set<String>> told = new TreeMap<>();
        for (Report.LogSession session : report.logs().get(0).sessions()) {
            Set<String> ids = told.computeIfAbsent(session.session(), id -> new TreeSet<>());
            session.contradictions().forEach(one -> ids.add(one.id()));
        }
        return told;
    }

    /** A log made from the case's flows: each claims a certificate and the closer given. */
    private Map<String, Set<String>> claimed(String lab, String closer, String... taps) throws IOException {
        LabCase made = new LabCase(lab);
        SendLog log = new SendLog();
        Map<String, String> outcomes = new TreeMap<>();
        for (Report.Flow flow : made.analyse(LogInputs.NONE, taps).flows()) {
            outcomes.put(log.add(flow, closer), flow.outcome());
        }
        Report report = made.analyse(scratch, log.toString(), taps);
        Map<String, Set<String>> failed = told(report);
        failed.keySet().removeIf(id -> !"failed".equals(outcomes.get(id)));
        assertTrue(!failed.isEmpty());
        assertTrue(report.logs().get(0).sessions().stream().allMatch(session -> session.flow() != null));
        return failed;
    }

    @Test
    void tellsExactlyWhatTheLabKnows() throws IOException {
        Map<String, Set<String>> expected = new TreeMap<>(Map.of(
                "08DEE4B1A234A941", BOTH,
                "08DEE4B1A234A942", NONE,
                "08DEE4B1A234A943", BOTH,
                "08DEE4B1A234A944", BOTH,
                "08DEE4B1A234A945", NONE,
                "08DEE4B1A234A946", Set.of("no-such-flow")));
        assertEquals(expected, told(LAB.analyse(scratch, LAB.text("SEND-LAB.LOG"))));
    }

    @Test
    void namesTheFramesAndLines() throws IOException {
        Report report = LAB.analyse(scratch, LAB.text("SEND-LAB.LOG"));
        List<Report.Contradiction> first =
                report.logs().get(0).sessions().get(0).contradictions();
        assertTrue(first.get(0).summary().contains("line 22"), first.get(0).summary());
        assertTrue(
                first.get(0).summary().contains("host frame 14"), first.get(0).summary());
        assertTrue(
                first.get(1).summary().contains("[RST, ACK] (host frame 113)"),
                first.get(1).summary());
    }

    @Test
    void aLogThatSaysLocalIsRight() throws IOException {
        String log = LAB.text("SEND-LAB.LOG").replace(",Remote", ",Local");
        Map<String, Set<String>> told = told(LAB.analyse(scratch, log));
        assertEquals(Set.of("certificate-not-sent"), told.get("08DEE4B1A234A941"));
    }

    @Test
    void otherPortsThanMailToTheWorldAreNotMissing() throws IOException {
        for (String port : List.of("717", "2525")) {
            String log = SendLog.rows(
                    LAB.text("SEND-LAB.LOG"),
                    row -> row.contains("A946,") ? row.replace(":25,", ":" + port + ",") : row);
            assertEquals(NONE, told(LAB.analyse(scratch, log)).get("08DEE4B1A234A946"), port);
        }
    }

    @Test
    void whatTheCaptureMayNotHoldIsNotMissing() throws IOException {
        String log = LAB.text("SEND-LAB.LOG");
        Map<String, String> changes = Map.of(
                "another far end, perhaps filtered away", "198.51.100.99:25",
                "an address that cannot be read", "198.51.100.999:25");
        for (Map.Entry<String, String> change : changes.entrySet()) {
            String changed = SendLog.rows(
                    log, row -> row.contains("A946,") ? row.replace("198.51.100.25:25", change.getValue()) : row);
            assertEquals(NONE, told(LAB.analyse(scratch, changed)).get("08DEE4B1A234A946"), change.getKey());
        }
        String otherInterface =
                SendLog.rows(log, row -> row.contains("A946,") ? row.replace("192.168.1.10:", "192.168.7.10:") : row);
        assertEquals(NONE, told(LAB.analyse(scratch, otherInterface)).get("08DEE4B1A234A946"));
        for (String minute : List.of("22:14", "22:17")) {
            String outside = SendLog.rows(log, row -> row.contains("A946,") ? row.replace("22:15", minute) : row);
            assertEquals(NONE, told(LAB.analyse(scratch, outside)).get("08DEE4B1A234A946"), minute);
        }
    }

    @Test
    void aCertificateThatLeftIsNotDenied() throws IOException {
        claimed("08-fw-drops-client-certificate", "Local").forEach((id, told) -> assertEquals(NONE, told, id));
    }

    @Test
    void aStreamThatCannotBeReadProvesNothing() throws IOException {
        claimed("70-snaplen-54", "Local").forEach((id, told) -> assertEquals(NONE, told, id));
    }

    @Test
    void aCloseThatReachedTheHostWasRemote() throws IOException {
        for (String lab : List.of("36-server-terminated", "03-fw-drops-resets-both", "31-reset-injected-both")) {
            claimed(lab, "Remote").forEach((id, told) -> assertTrue(!told.contains("closed-by-host"), lab + " " + id));
        }
    }

    @Test
    void theHostsOwnCloseWasNot() throws IOException {
        claimed("06-fw-drops-host-closes", "Remote").forEach((id, told) -> assertEquals(BOTH, told, id));
    }
}
