package org.droppoint.correlate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.HandTls;
import org.droppoint.correlate.log.JoinedLog.Contradiction;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log says and hand-made packets disprove; and what they only lack. */
class LogContradictionsTest {
    private static final String LOCAL = "192.168.1.10:40000";
    private static final String REMOTE = "198.51.100.25:25";
    private static final String ASKS = "EHLO mail.example\r\nSTARTTLS\r\n";
    private static final String ANSWERS = "220 mx ESMTP\r\n250-mx\r\n250 STARTTLS\r\n220 go ahead\r\n";
    private static final String HELLO = HandTls.clientHello('c');
    private static final int FIN = TcpFlags.FIN | TcpFlags.ACK;
    private static final int RESET = TcpFlags.RST | TcpFlags.ACK;

    /** The clear text of a session and what the client says then; the stream so far is 29 bytes and 50. */
    private static HandMade.Connection talk(HandMade made, int port, double at, String then) {
        HandMade.Connection one = made.connection(port)
                .isn(port * 100L, port * 300L)
                .says(ASKS + then, ANSWERS + HandTls.serverHello('s'))
                .open(at)
                .s(at + 60, 0, 14, 0)
                .c(at + 80, 0, 19, 14)
                .s(at + 100, 14, 22, 19)
                .c(at + 120, 19, 10, 36)
                .s(at + 140, 36, 14, 29);
        return then.isEmpty() ? one : one.c(at + 160, 29, then.length(), 50);
    }

    private static HandMade.Connection talk(HandMade made, String then) {
        return talk(made, 40_000, 0, then);
    }

    /** The same in the log, up to STARTTLS. */
    private static HandLog rows(HandLog log, String local, double at) {
        return log.session(local, REMOTE)
                .row(at + 30, "+,,")
                .row(at + 60, "<,220 mx ESMTP,")
                .row(at + 80, ">,EHLO mail.example,")
                .row(at + 100, "<,250  mx STARTTLS,")
                .row(at + 120, ">,STARTTLS,")
                .row(at + 140, "<,220 go ahead,");
    }

    private static HandLog certificate(double last, String end) {
        return rows(HandLog.send(0), LOCAL, 0)
                .row(141, "*,,Sending certificate")
                .row(last, "*,,TLS negotiation failed with error TimedOut")
                .row(last, "-,," + end);
    }

    private static List<String> ids(JoinedLog log) {
        return log.sessions().stream()
                .flatMap(session -> session.contradictions().stream())
                .map(Contradiction::id)
                .toList();
    }

    private static String told(JoinedLog log) {
        return log.sessions().get(0).contradictions().get(0).summary();
    }

    // ---- the certificate ----

    @Test
    void aHelloAndNothingElseIsNoCertificate() {
        HandMade made = HandMade.path();
        talk(made, HELLO).c(20_000, RESET, 29 + HELLO.length(), 0, 50);
        JoinedLog log = certificate(20_000, "Local").join(made.correlate());
        assertEquals(List.of("certificate-not-sent"), ids(log));
        assertTrue(told(log).contains("(line 12)"), told(log));
        assertTrue(told(log).contains("after its ClientHello (host frame 9) no further"), told(log));
        assertTrue(told(log).contains("in the capture at host"), told(log));
    }

    @Test
    void notEvenAHelloIsSaidSo() {
        HandMade made = HandMade.path();
        talk(made, "").c(20_000, RESET, 29, 0, 50);
        assertTrue(told(certificate(20_000, "Local").join(made.correlate())).contains("no handshake record left it"));
    }

    @Test
    void aFatalAlertInTheClearIsNoCertificate() {
        HandMade made = HandMade.path();
        String then = HELLO + HandTls.fatalAlert(80);
        talk(made, then).c(20_000, RESET, 29 + then.length(), 0, 50);
        assertEquals(
                List.of("certificate-not-sent"),
                ids(certificate(20_000, "Local").join(made.correlate())));
    }

    @Test
    void aCertificateThatLeftIsNotDenied() {
        HandMade made = HandMade.path();
        String then = HELLO + HandTls.certificate(200);
        talk(made, then).c(20_000, RESET, 29 + then.length(), 0, 50);
        assertEquals(List.of(), ids(certificate(20_000, "Local").join(made.correlate())));
    }

    /** Application data may hold anything. */
    @ParameterizedTest
    @ValueSource(ints = {23, 99})
    void whatCannotBeReadIsNotDenied(int type) {
        HandMade made = HandMade.path();
        String then = HELLO + HandTls.record(type, "\1".repeat(40));
        talk(made, then).c(20_000, RESET, 29 + then.length(), 0, 50);
        assertEquals(List.of(), ids(certificate(20_000, "Local").join(made.correlate())));
    }

    /** A packet of the host's that lies beyond a gap: what its capture missed may have been the certificate. */
    @Test
    void aStreamWithAGapProvesNothing() {
        HandMade made = HandMade.path();
        int end = 29 + HELLO.length();
        talk(made, HELLO).c(210, FIN, end + 400, 0, 50, "host");
        assertEquals(List.of(), ids(certificate(20_000, "Local").join(made.correlate())));
    }

    /** What the receiver acknowledges beyond the last recorded byte was sent, and not recorded. */
    @Test
    void acknowledgedBytesThatNoTapHasProveNothing() {
        HandMade made = HandMade.path();
        talk(made, HELLO)
                .s(300, TcpFlags.ACK, 50, 0, 29 + HELLO.length() + 200)
                .c(20_000, RESET, 29 + HELLO.length(), 0, 50);
        assertEquals(List.of(), ids(certificate(20_000, "Local").join(made.correlate())));
    }

    @Test
    void bytesThatAnotherTapHasProveNothing() {
        HandMade made = HandMade.path();
        String more = HELLO + HandTls.certificate(200);
        int end = 29 + HELLO.length();
        talk(made, "").says(ASKS + more, ANSWERS).c(160, 29, HELLO.length(), 50);
        HandMade.Connection again =
                made.connection(40_000).isn(4_000_000L, 12_000_000L).says(ASKS + more, ANSWERS);
        again.c(170, end, more.length() - HELLO.length(), 50, "inside").c(20_000, RESET, end, 0, 50);
        assertEquals(List.of(), ids(certificate(20_000, "Local").join(made.correlate())));
    }

    /** The capture ended before the log's session did: what followed, nobody knows. */
    @ParameterizedTest
    @CsvSource({"19990, true", "20000, true", "20100, false"})
    void theCaptureMustOutlastTheSession(double ended, boolean told) {
        HandMade made = HandMade.path();
        talk(made, HELLO);
        made.other(20_001.5);
        List<String> ids = ids(certificate(ended, "Local").join(made.correlate()));
        assertEquals(told ? List.of("certificate-not-sent") : List.of(), ids);
    }

    /** A log that breaks off says nothing of what came then. */
    @Test
    void aLogThatBreaksOffIsNoEnd() {
        HandMade made = HandMade.path();
        talk(made, HELLO);
        made.other(30_000);
        HandLog log = rows(HandLog.send(0), LOCAL, 0).row(141, "*,,Sending certificate");
        assertEquals(List.of(), ids(log.join(made.correlate())));
    }

    @Test
    void aLogWithoutTheClaimIsNotContradicted() {
        HandMade made = HandMade.path();
        talk(made, HELLO).c(20_000, RESET, 29 + HELLO.length(), 0, 50);
        HandLog log = rows(HandLog.send(0), LOCAL, 0).row(20_000, "-,,Local");
        assertEquals(List.of(), ids(log.join(made.correlate())));
    }

    // ---- who closed ----

    private static JoinedLog closed(HandMade made) {
        return rows(HandLog.send(0), LOCAL, 0).row(5_000, "-,,Remote").join(made.correlate());
    }

    @ParameterizedTest
    @ValueSource(ints = {FIN, RESET})
    void aHostThatClosedFirstIsNamed(int flags) {
        HandMade made = HandMade.path();
        talk(made, "").c(5_000, flags, 29, 0, 50);
        JoinedLog log = closed(made);
        assertEquals(List.of("closed-by-host"), ids(log));
        assertTrue(told(log).contains("(line 12)"), told(log));
        assertTrue(told(log).contains("(host frame 9)"), told(log));
        assertTrue(told(log).contains(flags == FIN ? "[FIN, ACK]" : "[RST, ACK]"), told(log));
    }

    @Test
    void aLogThatSaysLocalIsRight() {
        HandMade made = HandMade.path();
        talk(made, "").c(5_000, FIN, 29, 0, 50);
        assertEquals(
                List.of(),
                ids(rows(HandLog.send(0), LOCAL, 0).row(5_000, "-,,Local").join(made.correlate())));
    }

    @Test
    void aServerThatClosedFirstIsWhatTheLogSays() {
        HandMade made = HandMade.path();
        talk(made, "").s(5_000, FIN, 50, 0, 29).c(5_050, FIN, 29, 0, 51);
        assertEquals(List.of(), ids(closed(made)));
    }

    /** Both closed within a second and neither knew of the other; a reply to the host's FIN acknowledges it. */
    @ParameterizedTest
    @CsvSource({"5900, 29, false", "6200, 29, true", "5900, 30, true"})
    void bothAtOnceIsNobodysFirst(double servers, long acknowledged, boolean told) {
        HandMade made = HandMade.path();
        talk(made, "").c(5_000, FIN, 29, 0, 50).s(servers, FIN, 50, 0, acknowledged);
        assertEquals(told ? List.of("closed-by-host") : List.of(), ids(closed(made)));
    }

    /** A reset in the host's name that only a tap farther out has may be forged there. */
    @Test
    void aResetThatTheHostsOwnTapLacksIsNotTheHosts() {
        HandMade made = new HandMade("inside", "outside");
        talk(made, "").c(5_000, RESET, 29, 0, 50);
        assertEquals(List.of(), ids(closed(made)));
    }

    /** The server's FIN passed outside before the host closed, and the host's tap was paused just then. */
    @Test
    void aCloseThatTheTapMayHaveMissedIsNoFirst() {
        HandMade made = HandMade.path().blind("host", 4_000, 4_900);
        talk(made, "").s(4_500, FIN, 50, 0, 29, "outside", "inside").c(5_000, FIN, 29, 0, 51);
        assertEquals(List.of(), ids(closed(made)));
        HandMade lost = HandMade.path();
        talk(lost, "").s(4_500, FIN, 50, 0, 29, "outside").c(5_000, FIN, 29, 0, 50);
        assertEquals(List.of("closed-by-host"), ids(closed(lost)));
    }

    // ---- a session that is not there ----

    /** Captures of a minute with a session at its beginning; the log has another, later one. */
    private static JoinedLog missing(HandMade made, String local, String remote, String... rows) {
        talk(made, "").c(1_000, FIN, 29, 0, 50);
        made.other(2_000);
        for (int second = 0; second <= 60; second += 5) {
            made.other(second * 1_000.0);
        }
        HandLog log = rows(HandLog.send(0), LOCAL, 0).row(1_000, "-,,Local").session(local, remote);
        double at = 30_000;
        for (String row : rows) {
            log.row(at += 10, row);
        }
        return log.join(made.correlate());
    }

    @Test
    void aSessionOfWhichNoPacketWasRecordedIsMissing() {
        JoinedLog log = missing(HandMade.path(), "192.168.1.10:40777", REMOTE, "+,,", "<,220 mx ESMTP,", "-,,Remote");
        assertEquals(List.of("no-such-flow"), ids(log));
        assertEquals(1, log.sessions().get(1).contradictions().size());
        String words = log.sessions().get(1).contradictions().get(0).summary();
        assertTrue(words.contains("from 192.168.1.10:40777 to 198.51.100.25:25 at 15:07:10.0"), words);
    }

    @ParameterizedTest
    @CsvSource({"+, true", "'<,220 mx ESMTP', true", "*, false"})
    void onlyASessionThatStoodIsMissing(String row, boolean told) {
        JoinedLog log = missing(HandMade.path(), "192.168.1.10:40777", REMOTE, row + (row.length() > 1 ? "," : ",,"));
        assertEquals(told, ids(log).contains("no-such-flow"));
    }

    /** Another far end, another address of the host, another port: a filter or another interface may have hidden it. */
    @ParameterizedTest
    @CsvSource({
        "192.168.1.10:40777, 198.51.100.99:25",
        "192.168.7.10:40777, 198.51.100.25:25",
        "192.168.1.10:40777, 198.51.100.25:2525"
    })
    void whatTheCaptureMayNotHoldIsNotMissing(String local, String remote) {
        assertFalse(
                ids(missing(HandMade.path(), local, remote, "+,,", "-,,Remote")).contains("no-such-flow"));
    }

    /** Without the host's own capture, and where the host's was not running, nothing is missing. */
    @Test
    void onlyTheHostsRunningCaptureTells() {
        JoinedLog elsewhere = missing(
                new HandMade("inside", "outside"), "192.168.1.10:40777", REMOTE, "+,,", "<,220 mx ESMTP,", "-,,Remote");
        assertFalse(ids(elsewhere).contains("no-such-flow"));
        for (double at : new double[] {-2_000, 58_000, 70_000}) {
            HandMade made = HandMade.path();
            talk(made, "");
            made.other(20_000).other(40_000).other(59_000);
            HandLog log = rows(HandLog.send(0), LOCAL, 0)
                    .session("192.168.1.10:40777", REMOTE)
                    .row(at, "+,,")
                    .row(at + 500, "<,220 mx ESMTP,");
            assertEquals(List.of(), ids(log.join(made.correlate())), at + " ms");
        }
    }

    // ---- the clock ----

    private static JoinedLog shifted(long offsetNanos, String... taps) {
        HandMade made = taps.length == 0 ? HandMade.path() : new HandMade(taps);
        talk(made, "");
        talk(made, 40_001, 10_000, "");
        HandLog log = HandLog.send(offsetNanos);
        rows(log, LOCAL, 0);
        rows(log, "192.168.1.10:40001", 10_000);
        return log.join(made.correlate());
    }

    @ParameterizedTest
    @CsvSource({
        "1900, ''",
        "-1900, ''",
        "3000, 'is 3.0 s ahead of the host capture''s (+3.0'",
        "-3000, 'is 3.0 s behind the host capture''s (-'",
        "7200000, 'a whole number of quarter hours'",
        "-5420000, 'a whole number of quarter hours'",
        "-900000, 'a whole number of quarter hours'",
    })
    void aClockThatIsOffIsTold(long millis, String words) {
        JoinedLog log = shifted(millis * HandMade.MILLI);
        assertEquals(words.isEmpty() ? List.of() : List.of("clock-shifted"), ids(log));
        if (!words.isEmpty()) {
            assertTrue(told(log).contains(words), told(log));
            assertTrue(told(log).contains("from 2 sessions"), told(log));
        }
        assertEquals(millis * HandMade.MILLI, log.clock().offsetNanos(), 2.0 * HandMade.MILLI);
    }

    /** Minutes and odd seconds are no time zone. */
    @ParameterizedTest
    @ValueSource(longs = {3_000, 59_000, 300_000, 840_000 - 61_000, 961_000})
    void otherDifferencesAreNoTimeZone(long millis) {
        assertFalse(told(shifted(millis * HandMade.MILLI)).contains("quarter hours"));
    }

    @Test
    void withoutTheHostsCaptureTheClockIsARemark() {
        JoinedLog log = shifted(3 * HandMade.SECOND, "inside", "outside");
        assertEquals(List.of(), ids(log));
        assertEquals(1, log.remarks().size());
        assertEquals("log-clock", log.remarks().get(0).id());
        String words = log.remarks().get(0).summary();
        assertTrue(words.contains("the capture at inside is +3.00"), words);
    }
}
