package org.droppoint.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.droppoint.report.Report;
import org.droppoint.report.json.SchemaCheck;
import org.droppoint.scoreboard.CaseFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A firewall's own capture of what it dropped corroborates, and judges nothing. */
class DroppedCaptureTest {
    @TempDir
    Path folder;

    /** What the server sent with payload, as a firewall's drop capture holds it: made of the outside capture. */
    private Path dropped(Path outside, int fromPort) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(outside)).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        kept.write(bytes.array(), 0, 24);
        bytes.position(24);
        while (bytes.hasRemaining()) {
            int at = bytes.position();
            int length = bytes.getInt(at + 8);
            boolean large = length > 600;
            boolean from =
                    length > 36 && ((bytes.get(at + 16 + 34) & 0xff) << 8 | bytes.get(at + 16 + 35) & 0xff) == fromPort;
            if (large && from) {
                kept.write(bytes.array(), at, 16 + length);
            }
            bytes.position(at + 16 + length);
        }
        return Files.write(folder.resolve("asp-drop.pcap"), kept.toByteArray());
    }

    private static LogInputs dropped(List<Path> captures) {
        return new LogInputs(List.of(), List.of(), List.of(), captures, List.of());
    }

    @Test
    void theFirewallsOwnDropsStandBesideTheSessions() throws IOException {
        CaseFolder drops = CaseFolder.committed("02-fw-drops-tls");
        List<TapInput> inputs = new ArrayList<>();
        drops.taps().forEach((tap, files) -> inputs.add(new TapInput(tap, files, null)));
        Path capture = dropped(drops.file("outside.pcap"), 25);
        Report plain = CaseFolder.analyse(CaseFolder.request(inputs, LogInputs.NONE));
        Report report =
                CaseFolder.analyse(CaseFolder.request(inputs, dropped(List.of(capture, folder.resolve("none")))));
        assertEquals(plain.verdict(), report.verdict());
        assertEquals(List.of(), SchemaCheck.complaints(report));
        Report.Log log = report.logs().get(0);
        assertEquals("firewall-drops", log.kind());
        List<String> failed = plain.flows().stream()
                .filter(flow -> flow.outcome().equals("failed"))
                .map(Report.Flow::id)
                .sorted()
                .toList();
        List<Report.Remark> named = log.remarks().stream()
                .filter(remark -> failed.contains(String.valueOf(remark.flow())))
                .sorted(Comparator.comparing(remark -> String.valueOf(remark.flow())))
                .toList();
        assertEquals(
                failed,
                named.stream().map(remark -> String.valueOf(remark.flow())).toList());
        assertTrue(named.get(0).summary().contains("bytes of data from the server (frames 1, "), named.toString());
        assertEquals("none", report.refusedInputs().get(0).file());
    }

    @Test
    void oneThatHoldsNoMailSaysSo() throws IOException {
        CaseFolder drops = CaseFolder.committed("02-fw-drops-tls");
        List<TapInput> inputs = new ArrayList<>();
        drops.taps().forEach((tap, files) -> inputs.add(new TapInput(tap, files, null)));
        Path capture = dropped(drops.file("outside.pcap"), 26);
        Report report = CaseFolder.analyse(CaseFolder.request(inputs, dropped(List.of(capture))));
        assertTrue(report.logs().get(0).remarks().get(0).summary().contains("holds no packet of mail"));
    }
}
