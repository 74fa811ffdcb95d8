package org.droppoint.correlate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.log.JoinedLog.LogRemark;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.exchange.FirewallLog;
import org.droppoint.exchange.InspectionCounters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which session a firewall's line is about, by its ends and by its time. */
class FirewallJoinerTest {
    /** {@link HandMade#START} is 2025-06-15T15:06:40Z. */
    private static final String AT_START = "2025-06-15T15:06:40Z";

    private static final String TORN_DOWN = " fw1 : %ASA-6-302014: Teardown TCP connection 4711 for"
            + " outside:198.51.100.25/25 to inside:192.168.1.10/40000 duration 0:00:19 bytes 6102 ";
    private static final String BUILT = " fw1 : %ASA-6-302013: Built outbound TCP connection 4711 for"
            + " outside:198.51.100.25/25 (198.51.100.25/25) to inside:192.168.1.10/40000 (203.0.113.2/61022)";
    private static final InspectionCounters NO_COUNTERS = InspectionCounters.parse(new byte[0], "none");

    /** One session of ten seconds, translated at the firewall. */
    private static Correlation session() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .translatedFrom("outside", "203.0.113.2", 61_022)
                .open(0)
                .s(10_000, 0, 50, 0);
        return made.correlate();
    }

    private static List<LogRemark> remarks(Correlation correlation, String... lines) {
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        JoinedLog log = FirewallJoiner.join(FirewallLog.parse(text, "fw.log"), NO_COUNTERS, correlation);
        assertEquals("firewall", log.kind());
        assertEquals("fw.log", log.file());
        assertEquals(List.of(), log.sessions());
        return log.remarks();
    }

    private static boolean joined(String time) {
        List<LogRemark> remarks = remarks(session(), time + TORN_DOWN + "TCP Reset-O");
        return !remarks.isEmpty();
    }

    @Test
    void aLineIsAboutTheSessionWhoseEndsItNames() {
        Correlation correlation = session();
        LogRemark remark =
                remarks(correlation, "", AT_START + TORN_DOWN + "TCP Reset-O").get(0);
        assertEquals("firewall-line", remark.id());
        assertEquals(2, remark.line());
        assertEquals(correlation.sessions().get(0).session(), remark.session());
        assertTrue(remark.summary().startsWith("The firewall's message 302014: Teardown TCP connection 4711"));
    }

    @Test
    void theTranslatedEndsNameItToo() {
        String denied = AT_START + " fw1 : %ASA-6-106015: Deny TCP (no connection) from 198.51.100.25/25 to"
                + " 203.0.113.2/61022 flags RST ACK  on interface outside";
        assertNotNull(remarks(session(), denied).get(0).session());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "outside:198.51.100.26/25 to inside:192.168.1.10/40000",
                "outside:198.51.100.25/25 to inside:192.168.1.10/40001",
                "outside:198.51.100.25/25 to inside:192.168.1.11/40000"
            })
    void otherEndsAreOtherSessions(String ends) {
        String line = AT_START
                + TORN_DOWN.replace("outside:198.51.100.25/25 to inside:192.168.1.10/40000", ends)
                + "TCP Reset-O";
        assertEquals(List.of(), remarks(session(), line));
    }

    /** That a connection was built is told by its SYN. */
    @Test
    void thatItWasBuiltIsNoNews() {
        assertEquals(List.of(), remarks(session(), AT_START + BUILT));
    }

    @Test
    void thatInspectionActedIsToldByName() {
        LogRemark remark = remarks(session(), AT_START + TORN_DOWN + "Flow closed by inspection")
                .get(0);
        assertEquals("inspection-acted", remark.id());
    }

    /** A classified mail's line holds the mail: only the reason is repeated. */
    @Test
    void textOfMailIsNotRepeated() {
        String line = AT_START + " fw1 %FTD-4-108004: ESMTP Classification: Dropped connection for ESMTP Request from"
                + " inside:192.168.1.10/40000 to outside:198.51.100.25/25; matched Class 7: header line length gt 998";
        assertEquals(
                "The firewall's message 108004: matched Class 7: header line length gt 998",
                remarks(session(), line).get(0).summary());
    }

    @Test
    void actionsOnOtherConnectionsAreCounted() {
        String other = AT_START + TORN_DOWN.replace("/40000", "/50000") + "Flow closed by inspection";
        LogRemark one = remarks(session(), other).get(0);
        assertEquals("inspection-acted", one.id());
        assertEquals(0, one.line());
        assertNull(one.session());
        assertEquals("1 line says that inspection acted on connections which are not in the captures.", one.summary());
        assertEquals(
                "2 lines say that inspection acted on connections which are not in the captures.",
                remarks(session(), other, other).get(0).summary());
    }

    /** Each line of the very same session is told up to a limit, the others as a number. */
    @Test
    void manyLinesAreToldAsANumber() {
        String line = AT_START + TORN_DOWN + "TCP Reset-O";
        String[] lines = java.util.Collections.nCopies(103, line).toArray(String[]::new);
        List<LogRemark> remarks = remarks(session(), lines);
        assertEquals(101, remarks.size());
        assertEquals("3 further lines name sessions.", remarks.get(100).summary());
        String[] few = java.util.Collections.nCopies(100, line).toArray(String[]::new);
        assertEquals(100, remarks(session(), few).size());
    }

    // ---- in time ----

    /** With its zone a time is off by a clock's error of two minutes at most; the session lasts ten seconds. */
    @ParameterizedTest
    @CsvSource({
        "2025-06-15T15:04:40Z, true",
        "2025-06-15T15:04:39Z, false",
        "2025-06-15T15:08:50Z, true",
        "2025-06-15T15:08:51Z, false",
        "2025-06-15T17:06:45+02:00, true",
        "2025-06-15T15:06:45+02:00, false",
    })
    void aTimeWithItsZone(String time, boolean joined) {
        assertEquals(joined, joined(time));
    }

    /** Zones differ by whole quarters of an hour, up to fourteen hours. */
    @ParameterizedTest
    @CsvSource({
        "Jun 15 2025 15:06:45, true",
        "Jun 15 2025 17:06:45, true",
        "Jun 15 2025 12:36:45, true",
        "Jun 15 2025 20:51:45, true",
        "Jun 15 2025 15:08:50, true",
        "Jun 15 2025 15:08:52, false",
        "Jun 15 2025 15:04:41, true",
        "Jun 15 2025 15:04:38, false",
        "Jun 15 2025 15:13:00, false",
        "Jun 16 2025 05:06:45, true",
        "Jun 15 2025 01:06:45, true",
        "Jun 16 2025 05:21:45, false",
        "Jun 15 2025 00:51:45, false",
        "Jun 15 2024 15:06:45, false",
        "Jun 15 15:06:45, true",
        "Jun 16 15:06:45, false",
        "Feb 30 15:06:45, false",
    })
    void aTimeWithoutItsZone(String time, boolean joined) {
        assertEquals(joined, joined(time));
    }

    @Test
    void aLineWithoutATimeIsJoinedByItsEndsAlone() {
        assertTrue(joined(""));
    }

    /** The line's time is held against the reference clock, in which the host's capture may be off. */
    @Test
    void aPortUsedTwiceIsToldByTime() {
        HandMade made = HandMade.path();
        made.connection(40_000).isn(1_000, 2_000).open(0).s(50, 17, 0, 0, 0).c(60, 4, 0, 0, 0);
        made.connection(40_000).isn(900_001_000, 900_002_000).open(600_000);
        Correlation correlation = made.correlate();
        assertEquals(2, correlation.sessions().size());
        LogRemark second = remarks(correlation, "2025-06-15T15:16:41Z" + TORN_DOWN + "TCP FINs")
                .get(0);
        assertEquals(correlation.sessions().get(1).session(), second.session());
        LogRemark either = remarks(correlation, TORN_DOWN + "TCP FINs").get(0);
        assertNull(either.session());
        assertTrue(either.summary().endsWith("(the ports were used by 2 sessions)"), either::summary);
    }

    // ---- counters ----

    private static List<LogRemark> counted(String text) {
        InspectionCounters counters = InspectionCounters.parse(text.getBytes(StandardCharsets.UTF_8), "counters");
        return FirewallJoiner.join(FirewallLog.parse(new byte[0], "fw.log"), counters, session())
                .remarks();
    }

    @Test
    void countersOfInspectionAreToldTogether() {
        String text =
                """
                fw1# show asp drop

                Frame drop:
                  Flow is denied by configured rule (acl-drop)                               1606
                  Inspection failure (inspect-fail)                                             3

                Flow drop:
                  Inspector closed the flow (inspect-closed)                                    0
                """;
        LogRemark remark = counted(text).get(0);
        assertEquals("inspection-counter", remark.id());
        assertEquals(5, remark.line());
        assertTrue(remark.summary().startsWith("The firewall's inspection counters: inspect-fail 3. They are sums"));
    }

    @Test
    void countersOfOtherThingsAreNot() {
        assertEquals(
                List.of(), counted("Frame drop:\n  Flow is denied by configured rule (acl-drop)               1606\n"));
    }
}
