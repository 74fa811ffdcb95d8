package org.droppoint.finding.end;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.fact.Stall;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sooner than a way there and back, and who leaves while the other speaks. */
class LeftTooSoonTest {
    private static final int ACK = TcpFlags.ACK;
    private static final int FIN = TcpFlags.FIN | ACK;
    private static final String[] NEAR = {"host", "inside"};
    private static final String DATA = "MAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n";
    private static final String ANSWERS = "220 mx\r\n250 ok\r\n250 ok\r\n354 go\r\n";
    private static final int SAID = DATA.length();
    private static final int ANSWERED = ANSWERS.length();

    private static SessionFacts facts(HandTalk talk) {
        return FactFinder.find(talk.correlate()).sessions().get(0);
    }

    /** The handshake took 20 ms at the host; its last packet went at 30 ms. */
    @ParameterizedTest
    @CsvSource({"31, OK", "49, OK", "60, FAILED"})
    void whoLeavesBeforeAGreetingCanHaveComeOnlyLooked(double leaves, Outcome outcome) {
        assertEquals(
                outcome,
                facts(new HandTalk().open(0, 20).c(leaves, FIN, 0, 0, 0).s(leaves + 10, FIN, 0, 0, 1))
                        .outcome());
    }

    /** The SYN was answered after nine seconds; the client waited for eight more. */
    @Test
    void whoWaitsForLongDoesNotOnlyLookHoweverSlowTheWay() {
        assertEquals(
                Outcome.FAILED,
                facts(new HandTalk().open(0, 9_000).c(17_000, FIN, 0, 0, 0).s(26_000, FIN, 0, 0, 1))
                        .outcome());
    }

    private static HandTalk beforeTheMessage() {
        return new HandTalk()
                .says(DATA + "x".repeat(8_000), ANSWERS)
                .ttlAt("inside", 64, 64)
                .ttlAt("host", 64, 64)
                .open(0, 20)
                .s(60, ACK, 0, 8, 0)
                .c(90, ACK, 0, SAID, 8)
                .s(120, ACK, 8, ANSWERED - 8, SAID);
    }

    /** The message was under way: nobody waited in vain, and the server said no word. */
    @Test
    void aServerThatLeavesWhileTheClientSpeaksEndsTheSession() {
        HandTalk talk = beforeTheMessage()
                .c(150, ACK, SAID, 1_000, ANSWERED)
                .s(180, FIN, ANSWERED, 0, SAID + 1_000)
                .c(179, ACK, SAID + 1_000, 1_000, ANSWERED)
                .s(210, TcpFlags.RST, ANSWERED + 1, 0, 0);
        Stall stall = facts(talk).stall();
        assertNotNull(stall);
        assertEquals(Side.SERVER, stall.owedBy());
        assertEquals(0, facts(talk).all(Finding.AnswerLate.class).count());
    }

    /** A packet filter answers for the server (RFC 9293 section 3.10.7.1), which is 30 ms away and back. */
    @ParameterizedTest
    @CsvSource({"5001, true", "5030, false"})
    void aBareResetThatCameAtOnceIsNotOfWhoIsFarAway(double reset, boolean forged) {
        HandTalk talk = beforeTheMessage()
                .c(5_000, ACK, SAID, 1_000, ANSWERED, NEAR)
                .unnumbered()
                .window(0)
                .s(reset, TcpFlags.RST, ANSWERED, 0, 0, NEAR);
        assertEquals(
                forged,
                facts(talk)
                        .all(Finding.ResetSeen.class)
                        .findFirst()
                        .orElseThrow()
                        .forged(),
                () -> ""
                        + facts(talk)
                                .all(Finding.ResetSeen.class)
                                .map(Finding.ResetSeen::why)
                                .toList());
    }
}
