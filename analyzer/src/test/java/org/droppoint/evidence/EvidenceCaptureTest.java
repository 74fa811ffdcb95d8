package org.droppoint.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.droppoint.pipeline.Analysis;
import org.droppoint.report.Report;
import org.droppoint.scoreboard.CaseFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The annotated capture as another program reads it. */
class EvidenceCaptureTest {
    @TempDir
    Path folder = Path.of(".");

    private Path joint(String name, boolean reference) throws IOException {
        CaseFolder one = CaseFolder.committed(name);
        Path target = folder.resolve(name + ".pcapng");
        try (Analysis analysis = new Analysis(one.request())) {
            Report report = analysis.run();
            new AnnotatedCapture(
                            new EvidenceSource(
                                    report,
                                    analysis.correlation(),
                                    analysis.frames(),
                                    one.request().ports()),
                            reference)
                    .write(target);
        }
        return target;
    }

    private List<String[]> tshark(Path file, String... fields) throws IOException {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString(), "-T", "fields"));
        for (String field : fields) {
            command.add("-e");
            command.add(field);
        }
        Path out = folder.resolve("out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertEquals(0, process.waitFor());
        } catch (IOException e) {
            assumeTrue(false, "tshark is not installed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Files.readAllLines(out, StandardCharsets.UTF_8).stream()
                .map(line -> line.split("\t", -1))
                .toList();
    }

    @Test
    void tsharkSeesAnInterfaceForEachTapAndTheNotes() throws IOException {
        List<String[]> rows =
                tshark(joint("02-fw-drops-tls", true), "frame.interface_name", "frame.comment", "frame.time_epoch");
        Set<String> interfaces = new TreeSet<>();
        rows.forEach(row -> interfaces.add(row[0]));
        assertEquals(Set.of("host", "inside", "outside"), interfaces);
        List<String[]> noted = rows.stream().filter(row -> !row[1].isEmpty()).toList();
        assertTrue(
                noted.stream()
                        .anyMatch(row -> row[0].equals("outside")
                                && row[1].contains("server's TLS")
                                && row[1].contains("Certificate")
                                && row[1].contains("lost at firewall")),
                "no note on a lost record");
        assertTrue(noted.size() < rows.size());
        for (int i = 1; i < rows.size(); i++) {
            assertTrue(rows.get(i)[2].compareTo(rows.get(i - 1)[2]) >= 0, "times go back at row " + i);
        }
    }

    /** That host's clock is 0.2 s ahead: its packets come late in the file's own order unless moved. */
    @Test
    void timesAreOriginalWhereAskedFor() throws IOException {
        String name = "81-send-log";
        CaseFolder one = CaseFolder.committed(name);
        List<String> original = tshark(one.file("outside.pcap"), "frame.time_epoch").stream()
                .map(row -> row[0])
                .toList();
        List<String> kept = times(joint(name, false));
        List<String> moved = times(joint(name, true));
        assertTrue(original.containsAll(kept), "a time that was not captured");
        assertFalse(moved.isEmpty());
        assertFalse(original.containsAll(moved), "no time was moved");
    }

    private List<String> times(Path joint) throws IOException {
        return tshark(joint, "frame.interface_name", "frame.time_epoch").stream()
                .filter(row -> row[0].equals("outside"))
                .map(row -> row[1])
                .toList();
    }

    /** Whatever the input's format, the cut capture is pcapng and tells the same as the input. */
    @Test
    void theNotesOfABundleStandOnTheFramesThatItsReportNames() throws IOException {
        Path members = folder.resolve("bundle");
        assertEquals(
                List.of(),
                Bundles.make(CaseFolder.committed("02-fw-drops-tls").request(), Bundles.all(), members, List.of()));
        Report report = new org.droppoint.report.json.JsonReportReader()
                .read(Files.newInputStream(members.resolve("report.json")));
        List<String[]> outside =
                tshark(members.resolve("evidence/outside.pcapng"), "frame.number", "frame.comment", "tcp.seq_raw");
        int checked = 0;
        for (Report.Flow flow : report.flows()) {
            for (Report.Finding finding : flow.findings()) {
                for (Report.Evidence shown : finding.evidence()) {
                    if (shown.tap().equals("outside") && shown.note().contains(" seq ")) {
                        String[] row = outside.get((int) shown.frame() - 1);
                        assertTrue(row[1].contains(flow.id() + ": "), row[1]);
                        assertTrue(shown.note().contains(" seq " + row[2] + ","), shown.note());
                        checked++;
                    }
                }
            }
        }
        assertTrue(checked > 3, checked + " frames checked");
    }
}
