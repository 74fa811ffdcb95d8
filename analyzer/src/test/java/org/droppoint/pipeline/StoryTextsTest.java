package org.droppoint.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.capture.PublicCaptures;
import org.droppoint.exchange.LogReading;
import org.droppoint.exchange.LogSession;
import org.droppoint.exchange.ProtocolLog;
import org.droppoint.exchange.QueueEntry;
import org.droppoint.exchange.QueueReport;
import org.droppoint.report.Report;
import org.droppoint.scoreboard.CaseFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The story's own log excerpt and LastError, as its page has them: read, and joined with captures of the same kind of
 * session. The page itself is not part of this repository; the tests skip where it is absent.
 */
class StoryTextsTest {
    @TempDir
    Path folder;

    private static String story() throws IOException {
        Path page = PublicCaptures.folder().toAbsolutePath().resolveSibling("story.txt");
        assumeTrue(Files.isRegularFile(page), "the story's page is not here");
        return Files.readString(page);
    }

    @Test
    void theExcerptIsOneSessionThatTimedOut() throws IOException {
        ProtocolLog log = ProtocolLog.parse(story().getBytes(StandardCharsets.UTF_8), "story.txt");
        assertEquals(1, log.sessions().size());
        LogSession session = log.sessions().get(0);
        assertEquals(9, session.events().size());
        assertTrue(session.saysCertificateSent());
        assertEquals("TimedOut", session.saysTlsFailedWith().orElseThrow());
        assertEquals(LogReading.Closer.REMOTE, session.saysClosedBy().orElseThrow());
        assertEquals(19_017_000_000L, session.silenceBeforeTlsFailureNanos().orElseThrow());
        assertTrue(session.remoteEndpoint().endpoint().isEmpty(), "no address has octets of 999");
    }

    @Test
    void theLastErrorIsTakenApart() throws IOException {
        List<QueueEntry> queues = QueueReport.parse(story().getBytes(StandardCharsets.UTF_8), "story.txt")
                .queues();
        assertEquals(1, queues.size());
        assertEquals("TimedOut", queues.get(0).lastError().droppedDueTo().orElseThrow());
        assertTrue(queues.get(0).lastError().fqdn().endsWith("protection.outlook.com"));
        assertEquals("Office365IPAddressHere", queues.get(0).lastError().address());
    }

    /** Its times and its local end put on those of a captured session; the far end stays as impossible as it was. */
    @Test
    void joinedWithAMatchingCaptureItsClaimsAreContradicted() throws IOException {
        CaseFolder drops = CaseFolder.committed("02-fw-drops-tls");
        Report.Flow flow = drops.analyse().flows().stream()
                .filter(one -> one.outcome().equals("failed"))
                .min(Comparator.comparingLong(Report.Flow::startNanos))
                .orElseThrow();
        List<String> lines = new ArrayList<>();
        long zero = 0;
        for (String line : story().lines().toList()) {
            var time = java.util.regex.Pattern.compile("^2018-08-12-T12:46(\\d\\d\\.\\d{3})Z(.*)$")
                    .matcher(line);
            if (time.matches()) {
                long nanos = Math.round(Double.parseDouble(time.group(1)) * 1000) * 1_000_000L;
                zero = zero == 0 ? nanos : zero;
                String moved = Times.iso(flow.startNanos() + 40_000_000L + nanos - zero);
                // 2026-11-23T22:10:48.811 as the page would break it: 2026-11-23-T22:1048.811
                String broken = moved.substring(0, 10) + "-" + moved.substring(10, 16) + moved.substring(17, 23) + "Z";
                lines.add(broken + time.group(2).replace("192.168.1.1:45874", flow.client()));
            } else {
                lines.add(line.replace("Office365IPAddressHere", flow.server().replaceAll(":\\d+$", "")));
            }
        }
        Path page = Files.writeString(folder.resolve("page.txt"), String.join("\n", lines));
        List<TapInput> inputs = new ArrayList<>();
        drops.taps().forEach((tap, files) -> inputs.add(new TapInput(tap, files, null)));
        Report report =
                CaseFolder.analyse(CaseFolder.request(inputs, new LogInputs(List.of(page), List.of(page), List.of())));
        Report.Log log = report.logs().get(0);
        assertEquals(flow.id(), log.sessions().get(0).flow(), log.toString());
        List<String> contradictions = log.sessions().get(0).contradictions().stream()
                .map(Report.Contradiction::id)
                .toList();
        assertTrue(contradictions.contains("certificate-not-sent"), contradictions.toString());
        assertTrue(contradictions.contains("closed-by-host"), contradictions.toString());
        assertTrue(log.clockKnown());
        Report.Log queue = report.logs().get(1);
        assertTrue(queue.remarks().get(0).summary().contains("451 4.4.397"), queue.toString());
        assertTrue(queue.remarks().get(0).summary().contains("in the captures"), queue.toString());
        assertEquals("silent-drop", report.verdict().classId());
    }
}
