package org.droppoint.correlate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.correlate.HandMade;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which session on the wire a session of a log is: by its ends and time, by time alone, or by nothing. */
class LogMatcherTest {
    private static final String REMOTE = "198.51.100.25:25";
    private static final long HOUR = 3_600 * HandMade.SECOND;

    /** Greeting, EHLO and its answer; the client calls itself after its port. */
    private static void talk(HandMade made, int port, double at) {
        made.connection(port)
                .isn(port * 100L + (long) at, port * 300L + (long) at)
                .says("EHLO mail" + port + "\r\n", "220 mx ESMTP\r\n250 mx\r\n")
                .open(at)
                .s(at + 60, 0, 14, 0)
                .c(at + 80, 0, 16, 14)
                .s(at + 100, 14, 8, 16)
                .c(at + 400, TcpFlags.FIN | TcpFlags.ACK, 16, 0, 22)
                .s(at + 420, TcpFlags.FIN | TcpFlags.ACK, 22, 0, 17);
    }

    private static HandLog rows(HandLog log, String local, String remote, int port, double at) {
        return log.session(local, remote)
                .row(at + 30, "+,,")
                .row(at + 60, "<,220 mx ESMTP,")
                .row(at + 80, ">,EHLO mail" + port + ",")
                .row(at + 100, "<,250 mx,")
                .row(at + 400, "-,,Local");
    }

    private static HandLog rows(HandLog log, int port, double at) {
        return rows(log, "192.168.1.10:" + port, REMOTE, port, at);
    }

    /** Of each session of the log the start on the wire, in seconds; none where it is joined to none. */
    private static List<String> joined(JoinedLog log) {
        return log.sessions().stream()
                .map(JoinedLog.LoggedSession::session)
                .map(session -> session == null
                        ? "none"
                        : String.valueOf(Math.round((session.legs().get(0).leg().firstNanos() - HandMade.START) / 1e9)))
                .toList();
    }

    private static String by(JoinedLog log) {
        return log.sessions().get(0).joinedBy();
    }

    // ---- by ends and time ----

    @ParameterizedTest
    @ValueSource(longs = {0, 2 * HOUR, -9 * HOUR})
    void bothEndsAndTheTimeTell(long shift) {
        HandMade made = HandMade.path();
        talk(made, 40_000, 0);
        talk(made, 40_001, 5_000);
        HandLog log = HandLog.send(shift);
        rows(log, 40_001, 5_000);
        rows(log, 40_000, 0);
        JoinedLog join = log.join(made.correlate());
        assertEquals(List.of("5", "0"), joined(join));
        assertEquals("addresses, ports and time", by(join));
        assertEquals(2, join.clock().sessions());
        assertEquals(shift, join.clock().offsetNanos(), 1.0 * HandMade.MILLI);
        assertTrue(join.clock().uncertaintyNanos() <= 2 * HandMade.MILLI);
        assertEquals("smtp-send", join.kind());
    }

    /** The port came back eighty times: each use of the log's is its own. */
    @Test
    void aPortUsedOftenIsToldByTime() {
        HandMade made = new HandMade("host");
        HandLog log = HandLog.send(0);
        for (int i = 0; i < 80; i++) {
            talk(made, 40_000, 20_000 * i);
            if (i % 13 == 5) {
                rows(log, 40_000, 20_000 * i);
            }
        }
        assertEquals(List.of("100", "360", "620", "880", "1140", "1400"), joined(log.join(made.correlate())));
    }

    /** Two rows of the log for one connection: the nearer one is it. */
    @Test
    void oneConnectionIsOneSessions() {
        HandMade made = HandMade.path();
        talk(made, 40_000, 0);
        talk(made, 40_001, 30_000);
        HandLog log = HandLog.send(0);
        rows(log, 40_000, 4_000);
        rows(log, 40_000, 0);
        rows(log, 40_001, 30_000);
        assertEquals(List.of("none", "0", "30"), joined(log.join(made.correlate())));
    }

    /** A use of the port minutes later is another connection. */
    @Test
    void anotherUseOfThePortIsAnother() {
        HandMade made = HandMade.path();
        talk(made, 40_000, 0);
        talk(made, 40_001, 30_000);
        talk(made, 40_002, 60_000);
        HandLog log = HandLog.send(0);
        rows(log, 40_001, 30_000);
        rows(log, 40_002, 60_000);
        rows(log, 40_000, 200_000);
        assertEquals(List.of("30", "60", "none"), joined(log.join(made.correlate())));
    }

    /** Nothing was said: then that both lasted at one time must do. */
    @ParameterizedTest
    @CsvSource({"100, 0", "9000, 0", "40000, none"})
    void withoutAnyStepInCommonTheyOverlap(double at, String told) {
        HandMade made = HandMade.path();
        made.connection(40_000).c(0, TcpFlags.SYN, -1, 0, 0);
        talk(made, 40_001, 30_000);
        HandLog log = HandLog.send(0);
        rows(log, 40_001, 30_000);
        log.session("192.168.1.10:40000", REMOTE).row(at, "*,,a note").row(at + 500, "-,,Local");
        assertEquals(List.of("30", told), joined(log.join(made.correlate())));
    }

    /** The far address cannot be read: the client's end, the far port and the time do as well. */
    @Test
    void anUnreadableFarAddressIsMadeGoodByTheRest() {
        HandMade made = HandMade.path();
        talk(made, 40_000, 0);
        talk(made, 40_001, 5_000);
        HandLog log = HandLog.send(0);
        rows(log, "192.168.1.10:40000", "198.51.100.999:25", 40_000, 0);
        rows(log, "192.168.1.10:40001", "198.51.100.999:587", 40_001, 5_000);
        JoinedLog join = log.join(made.correlate());
        assertEquals(List.of("0", "none"), joined(join));
        assertEquals("the client's address and port, and time", by(join));
    }

    // ---- by time ----

    @Test
    void anUnreadableEndIsMadeGoodByTimeAndContent() {
        HandMade made = HandMade.path();
        talk(made, 40_000, 0);
        talk(made, 40_001, 60_000);
        HandLog log = HandLog.send(0);
        rows(log, "192.168.1.999:40000", REMOTE, 40_000, 0);
        JoinedLog join = log.join(made.correlate());
        assertEquals(List.of("0"), joined(join));
        assertTrue(by(join).startsWith("time and content"), by(join));
    }

    /** Two at that time, of one name: either may be it, and nothing guesses. */
    @Test
    void whatMayBeEitherStaysApart() {
        HandMade made = HandMade.path();
        talk(made, 40_000, 0);
        made.connection(40_777)
                .isn(5, 6)
                .says("EHLO mail40000\r\n", "220 mx ESMTP\r\n250 mx\r\n")
                .open(20)
                .s(80, 0, 14, 0)
                .c(100, 0, 16, 14)
                .s(120, 14, 8, 16);
        HandLog log = HandLog.send(0);
        rows(log, "192.168.1.999:x", REMOTE, 40_000, 0);
        assertEquals(List.of("none"), joined(log.join(made.correlate())));
    }

    /** Another name in EHLO, another far end, another role: not the same session, whatever the time. */
    @Test
    void whatDiffersIsNotJoinedByTime() {
        HandMade made = HandMade.path();
        talk(made, 40_000, 0);
        HandLog name = HandLog.send(0);
        rows(name, "192.168.1.999:40000", REMOTE, 41_111, 0);
        assertEquals(List.of("none"), joined(name.join(made.correlate())));
        HandLog far = HandLog.send(0);
        rows(far, "192.168.1.999:40000", "198.51.100.77:25", 40_000, 0);
        assertEquals(List.of("none"), joined(far.join(made.correlate())));
        HandLog role = HandLog.receive(0);
        rows(role, "192.168.1.999:25", "192.168.1.888:40000", 40_000, 0);
        assertEquals(List.of("none"), joined(role.join(made.correlate())));
    }

    /** Ends that can be read and are nowhere in the captures are not made good by time. */
    @Test
    void readableEndsThatDifferAreAnother() {
        HandMade made = HandMade.path();
        talk(made, 40_000, 0);
        HandLog log = HandLog.send(0);
        rows(log, "192.168.1.10:41234", REMOTE, 40_000, 0);
        assertEquals(List.of("none"), joined(log.join(made.correlate())));
    }

    /** Captures behind the address translation only: the host's own address is in none of them. */
    @Test
    void behindTranslationTheTimeTells() {
        HandMade made = new HandMade("outside");
        made.connection(40_000)
                .translatedFrom("outside", "203.0.113.2", 61_022)
                .says("EHLO mail40000\r\n", "220 mx ESMTP\r\n250 mx\r\n")
                .open(0)
                .s(60, 0, 14, 0)
                .c(80, 0, 16, 14)
                .s(100, 14, 8, 16);
        HandLog log = HandLog.send(0);
        rows(log, 40_000, 0);
        JoinedLog join = log.join(made.correlate());
        assertEquals(List.of("0"), joined(join));
        assertEquals("log-clock", join.remarks().get(0).id());
    }

    /** By time alone the clock may be off by seconds where several sessions agree on it. */
    @ParameterizedTest
    @CsvSource({"0, 3", "5000, 3", "-5000, 3", "40000, 0"})
    void severalSessionsAgreeOnAClock(long millis, int joined) {
        HandMade made = HandMade.path();
        double[] starts = {0, 61_000, 175_000};
        HandLog log = HandLog.send(millis * HandMade.MILLI);
        for (int i = 0; i < 3; i++) {
            talk(made, 40_000 + i, starts[i]);
            rows(log, "192.168.1.999:x", REMOTE, 40_000 + i, starts[i]);
        }
        JoinedLog join = log.join(made.correlate());
        assertEquals(
                joined, joined(join).stream().filter(one -> !one.equals("none")).count());
    }

    // ---- the other kind of log ----

    @Test
    void aReceiveLogIsHeldAgainstMailThatComesIn() {
        HandMade made = HandMade.path();
        made.inbound("203.0.113.9", 41_000)
                .says("EHLO there\r\n", "220 mx ESMTP\r\n250 mx\r\n")
                .open(0)
                .s(60, 0, 14, 0)
                .c(80, 0, 12, 14)
                .s(100, 14, 8, 12);
        HandLog log = HandLog.receive(0)
                .session("192.168.1.10:25", "203.0.113.9:41000")
                .row(30, "+,,")
                .row(60, ">,220 mx ESMTP,")
                .row(80, "<,EHLO there,")
                .row(100, ">,250 mx,");
        JoinedLog join = log.join(made.correlate());
        assertEquals(List.of("0"), joined(join));
        assertEquals("smtp-receive", join.kind());
    }

    /** What one log tells of the machine's clock holds for the next one that tells nothing. */
    @Test
    void theClockOfOneLogHelpsTheNext() {
        HandMade made = HandMade.path();
        talk(made, 40_000, 0);
        talk(made, 40_001, 5_000);
        HandLog first = HandLog.send(2 * HOUR);
        rows(first, 40_000, 0);
        HandLog second = HandLog.send(2 * HOUR);
        rows(second, "192.168.1.999:40001", REMOTE, 40_001, 5_000);
        List<JoinedLog> joins =
                LogJoiner.join(List.of(first.parse(), second.parse()), made.correlate(), port -> port == 25);
        assertEquals(List.of("0"), joined(joins.get(0)));
        assertEquals(List.of("5"), joined(joins.get(1)));
    }
}
