package org.droppoint.correlate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.log.JoinedLog.LogRemark;
import org.droppoint.exchange.QueueReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Get-Queue says of far ends, held against the sessions with them. */
class QueueJoinerTest {
    private static final String ERROR =
            "[{LED=451 4.4.397 Error communicating with target host. -> 421 4.4.2 Connection"
                    + " dropped due to TimedOut};{MSG=};{FQDN=mx.example};{IP=198.51.100.25};{LRT=6/15/2025 3:06:40 PM}]";

    private static List<LogRemark> remarks(int sessions, String text) {
        HandMade made = new HandMade("host");
        for (int i = 0; i < sessions; i++) {
            made.connection(40_000 + i).isn(1_000 + 100L * i, 9_000 + 100L * i).open(1_000 * i);
        }
        made.other(0);
        JoinedLog log = QueueJoiner.join(
                QueueReport.parse(text.getBytes(StandardCharsets.UTF_8), "queue.txt"), made.correlate());
        assertEquals("queue", log.kind());
        return log.remarks();
    }

    private static String queue(String identity, String domain, String status, int messages, String error) {
        return "Identity : " + identity + "\nNextHopDomain : " + domain + "\nMessageCount : " + messages + "\nStatus : "
                + status + "\nLastError : " + error + "\n\n";
    }

    @ParameterizedTest
    @CsvSource({
        "0, no session with it in the captures",
        "1, one session with it in the captures",
        "2, 2 sessions with it in the captures"
    })
    void aQueuesErrorIsHeldAgainstTheSessionsWithItsFarEnd(int sessions, String words) {
        List<LogRemark> remarks = remarks(sessions, queue("SRV\\3", "partner.example", "Retry", 4, ERROR));
        assertEquals(1, remarks.size());
        LogRemark remark = remarks.get(0);
        assertEquals("queue-error", remark.id());
        assertTrue(
                remark.summary()
                        .startsWith(
                                "The queue SRV\\3 to partner.example is in state Retry with 4 messages waiting; its last"
                                        + " error: 451 4.4.397 Error communicating"),
                remark.summary());
        assertTrue(remark.summary().endsWith("(198.51.100.25, " + words + ")."), remark.summary());
        if (sessions == 1) {
            assertNotNull(remark.session());
        } else {
            assertNull(remark.session());
        }
    }

    @Test
    void aQueueWithoutAnErrorIsNothingToTell() {
        String both =
                queue("SRV\\2", "other.example", "Ready", 0, "") + queue("SRV\\3", "mx.example", "Retry", 1, ERROR);
        List<LogRemark> remarks = remarks(1, both);
        assertEquals(1, remarks.size());
        assertTrue(
                remarks.get(0).summary().contains("with 1 message waiting"),
                remarks.get(0).summary());
        assertTrue(remarks.get(0).line() > 5);
    }

    /** An error without an address is told as it stands. */
    @Test
    void anErrorWithoutAnAddressIsToldAsItStands() {
        String words = remarks(1, queue("SRV\\3", "mx.example", "Retry", 4, "421 4.2.1 Unable to connect"))
                .get(0)
                .summary();
        assertTrue(words.endsWith("its last error: 421 4.2.1 Unable to connect."), words);
    }

    /** Mail addresses stay where they are, and no report holds a novel. */
    @Test
    void reportsHoldNoMailAddressesAndNoNovels() {
        String words = remarks(
                        0,
                        queue(
                                "SRV\\3",
                                "mx.example",
                                "Retry",
                                4,
                                "550 5.7.1 no user jane@example.org here " + "x".repeat(900)))
                .get(0)
                .summary();
        assertTrue(words.contains("550 5.7.1 no user (mail address) here"), words);
        assertTrue(words.length() < 600, words.length() + " characters");
        assertTrue(words.contains("…"), words);
        assertEquals("a".repeat(400), PlainWords.of("a".repeat(400)));
    }

    @Test
    void noMoreThanAHundredAreTold() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            many.append(queue("SRV\\" + i, "mx.example", "Retry", 4, ERROR));
        }
        assertEquals(100, remarks(1, many.toString()).size());
    }

    // ---- what could not be read ----

    @Test
    void linesThatAreNoRowsAreToldOfALog() {
        HandLog log = HandLog.send(0)
                .session("192.168.1.10:40000", "198.51.100.25:25")
                .row(30, "+,,");
        assertEquals(
                List.of(), log.join(new HandMade("host").other(0).correlate()).remarks());
        log.line("this is no row").line("nor is this");
        List<LogRemark> remarks =
                log.join(new HandMade("host").other(0).correlate()).remarks();
        assertEquals(1, remarks.size());
        assertEquals("skipped-lines", remarks.get(0).id());
        assertEquals(7, remarks.get(0).line());
        assertTrue(
                remarks.get(0)
                        .summary()
                        .startsWith("2 lines were not used, the first of them here: 2 neither a header"),
                remarks.get(0).summary());
        HandLog one = HandLog.send(0).line("this is no row");
        String words = one.join(new HandMade("host").other(0).correlate())
                .remarks()
                .get(0)
                .summary();
        assertTrue(words.startsWith("1 line was not used"), words);
    }
}
