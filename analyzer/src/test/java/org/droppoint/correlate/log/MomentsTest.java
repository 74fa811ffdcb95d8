package org.droppoint.correlate.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalLong;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same steps of a session in a log and on the wire, and how far apart in time they stand. */
class MomentsTest {
    private static final String LOCAL = "192.168.1.10:40000";
    private static final String REMOTE = "198.51.100.25:25";

    /** Greeting at 60, EHLO at 80, its answer from 100 to 110, STARTTLS at 120, its answer at 140. */
    private static HandMade wire() {
        HandMade made = new HandMade("host");
        made.connection(40_000)
                .says("EHLO Mail.Example\r\nSTARTTLS\r\n", "220 mx ESMTP\r\n250-mx\r\n250 STARTTLS\r\n220 go ahead\r\n")
                .open(0)
                .s(60, 0, 14, 0)
                .c(80, 0, 19, 14)
                .s(100, 14, 8, 19)
                .s(110, 22, 14, 19)
                .c(120, 19, 10, 36)
                .s(140, 36, 14, 29);
        return made;
    }

    private static Moments of(HandMade made) {
        Correlation correlation = made.correlate();
        return new WireSession(correlation.sessions().get(0).session(), new HostClock(correlation)).moments();
    }

    private static Moments of(HandLog log) {
        return LoggedMoments.of(log.parse().sessions().get(0));
    }

    private static HandLog log() {
        return HandLog.send(0).session(LOCAL, REMOTE);
    }

    /** Whole milliseconds by which the log is later; a row's time is cut, and held for half of one more. */
    private static long[] apart(HandLog log, HandMade made) {
        return Arrays.stream(of(log).minus(of(made)))
                .map(nanos -> Math.floorDiv(nanos, HandMade.MILLI))
                .toArray();
    }

    // ---- steps in common ----

    /** Each row is late by other milliseconds: so it shows which packet it was held against. */
    @Test
    void everyStepHasItsMoment() {
        HandLog log = log().row(25, "+,,")
                .row(60 + 1, "<,220 mx ESMTP,")
                .row(80 + 2, ">,EHLO mail.example,")
                .row(105, "<,250-mx,")
                .row(110 + 4, "<,250 STARTTLS,")
                .row(120 + 8, ">,STARTTLS,")
                .row(140 + 16, "<,220 go ahead,");
        assertArrayEquals(new long[] {1, 2, 4, 8, 16}, apart(log, wire()));
        assertEquals(
                4 * HandMade.MILLI + 500_000, of(log).offsetFrom(of(wire())).orElse(0));
        assertFalse(of(log).differsFrom(of(wire())), "names differ in case only");
    }

    /** In a receive log the host is the server: what it says is held against its first byte, what it hears against the last. */
    @Test
    void whoSpeaksCountsItsFirstByteAndWhoHearsTheLast() {
        HandMade made = new HandMade("host");
        made.inbound("203.0.113.9", 41_000)
                .says("EHLO mail.example\r\n", "220 mx ESMTP\r\n250 mx\r\n")
                .open(0)
                .s(60, 0, 8, 0)
                .s(65, 8, 6, 0)
                .c(80, 0, 10, 14)
                .c(90, 10, 9, 14)
                .s(100, 14, 8, 19);
        HandLog log = HandLog.receive(0)
                .session("192.168.1.10:25", "203.0.113.9:41000")
                .row(25, "+,,")
                .row(60, ">,220 mx ESMTP,")
                .row(90, "<,EHLO mail.example,")
                .row(100, ">,250 mx,");
        assertArrayEquals(new long[] {0, 0, 0}, apart(log, made));
    }

    /** What follows inside TLS has no moment on the wire. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*,,Sending certificate",
                "*,,Remote certificate",
                "*,,TLS negotiation failed with error TimedOut",
                "*,,TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256"
            })
    void nothingCountsBehindTls(String row) {
        HandLog log = log().row(25, "+,,")
                .row(60, "<,220 mx ESMTP,")
                .row(100, row)
                .row(500, ">,EHLO mail.example,")
                .row(510, "<,250 mx,");
        assertArrayEquals(new long[] {0}, apart(log, wire()));
    }

    /** A log cut off at its beginning: its first reply need not be the greeting. */
    @Test
    void aReplyWithoutABeginningIsNoGreeting() {
        HandLog log = log().row(900, "<,250 2.1.0 OK,").row(910, ">,STARTTLS,").row(920, "<,220 go ahead,");
        assertArrayEquals(new long[] {780, 790}, apart(log, wire()));
    }

    @Test
    void aReplyAloneIsNoGreetingEither() {
        assertEquals(0, apart(log().row(900, "<,250 2.1.0 OK,"), wire()).length);
    }

    /** EHLO comes first in a session: what was said before it was the greeting, though the log lacks the connection. */
    @ParameterizedTest
    @ValueSource(strings = {"EHLO", "HELO"})
    void beforeAHelloStandsTheGreeting(String hello) {
        HandLog log = log().row(61, "<,220 mx ESMTP,").row(80, ">," + hello + " mail.example,");
        assertEquals(61 - 60, apart(log, wire())[apart(log, wire()).length - 1]);
    }

    /** Only the first of several equal steps has a moment: mail of one session repeats MAIL and RCPT. */
    @Test
    void theFirstOfEqualStepsCounts() {
        HandLog log = log().row(25, "+,,").row(80, ">,EHLO mail.example,").row(700, ">,EHLO mail.example,");
        assertArrayEquals(new long[] {0}, apart(log, wire()));
    }

    @Test
    void aRowWithoutATimeHasNoMoment() {
        HandLog log = log().row(25, "+,,").row(60, "<,220 mx ESMTP,");
        log.line("not a time,Out,08D8DE0000000001,9," + LOCAL + "," + REMOTE + ",>,STARTTLS,");
        assertArrayEquals(new long[] {0}, apart(log, wire()));
    }

    // ---- only the opening in common ----

    private static HandMade silent() {
        HandMade made = new HandMade("host");
        made.connection(40_000).open(0).c(5_000, TcpFlags.FIN | TcpFlags.ACK, 0, 0, 0);
        return made;
    }

    /** Where nothing was said, the connection's own steps count: the SYN asks, the SYN-ACK grants. */
    @Test
    void theOpeningCountsWhereNothingIsSaid() {
        HandLog both = log().row(3, "*,,attempting to connect").row(21, "+,,").row(5_000, "-,,Local");
        assertArrayEquals(new long[] {1, 3}, apart(both, silent()));
        HandLog stands = log().row(21, "+,,");
        assertArrayEquals(new long[] {1}, apart(stands, silent()));
    }

    @Test
    void theOpeningDoesNotCountWhereSomethingIsSaid() {
        HandLog log = log().row(900, "*,,attempting to connect").row(950, "+,,").row(60, "<,220 mx ESMTP,");
        assertArrayEquals(new long[] {0}, apart(log, wire()));
    }

    // ---- names ----

    @ParameterizedTest
    @CsvSource({"mail.example, false", "MAIL.EXAMPLE, false", "other.example, true", "'', false"})
    void anotherNameIsAnotherSession(String name, boolean differs) {
        HandLog log = log().row(25, "+,,").row(80, ">,EHLO " + name + ",");
        assertEquals(differs, of(log).differsFrom(of(wire())));
    }

    @Test
    void theFirstNameCounts() {
        HandLog log = log().row(25, "+,,").row(80, ">,EHLO mail.example,").row(90, ">,EHLO other.example,");
        assertFalse(of(log).differsFrom(of(wire())));
        Moments unnamed = of(silent());
        assertFalse(unnamed.differsFrom(of(wire())));
        assertFalse(of(wire()).differsFrom(unnamed));
    }

    // ---- medians ----

    @Test
    void theMedianOfAnEvenNumberIsTheLower() {
        assertEquals(OptionalLong.empty(), Moments.median(new long[0]));
        assertEquals(7, Moments.median(new long[] {7}).orElse(0));
        assertEquals(5, Moments.median(new long[] {5, 9}).orElse(0));
        assertEquals(9, Moments.median(new long[] {5, 9, 11}).orElse(0));
    }

    // ---- when a session lasted ----

    @ParameterizedTest
    @CsvSource({
        "-300, -100, 100, true",
        "-300, -101, 100, false",
        "5100, 9000, 100, true",
        "5101, 9000, 100, false",
        "1000, 2000, 0, true",
        "-1000, 9000, 0, true"
    })
    void overlapsWithSomeSlack(double from, double to, long slackMillis, boolean overlaps) {
        Correlation correlation = silent().correlate();
        WireSession wire = new WireSession(correlation.sessions().get(0).session(), new HostClock(correlation));
        assertEquals(overlaps, wire.overlaps(HandMade.at(from), HandMade.at(to), slackMillis * HandMade.MILLI));
        assertEquals(HandMade.at(0), wire.beginNanos());
        assertTrue(wire.session().legs().size() == 1);
    }
}
