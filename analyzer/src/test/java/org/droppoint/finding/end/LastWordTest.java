package org.droppoint.finding.end;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.droppoint.base.Tap;
import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who owes what where captures cut the bytes off, and where QUIT goes out with the message. */
class LastWordTest {
    private static final int ACK = TcpFlags.ACK;
    private static final String GREETING = "220 mx.example.net ESMTP\r\n";
    private static final String WELCOME = "250-mx.example.net says hello to somebody who has come from far away\r\n"
            + "250-PIPELINING\r\n250 SIZE 10000000\r\n";
    private static final int SAID = GREETING.length() + WELCOME.length();

    private static SessionFacts facts(HandTalk talk) {
        return FactFinder.find(talk.correlate()).sessions().get(0);
    }

    /** Up to the client's next command, which the server acknowledges. */
    private static HandTalk talk(String command, int bytes) {
        HandTalk talk = new HandTalk().says("EHLO host.example\r\n" + command, GREETING + WELCOME);
        for (String tap : new String[] {Tap.HOST, Tap.INSIDE, Tap.OUTSIDE}) {
            talk.snapLength(tap, bytes);
        }
        int said = SAID;
        return talk.open(0, 20)
                .s(100, ACK, 0, GREETING.length(), 0)
                .c(120, ACK, 0, 19, GREETING.length())
                .s(140, ACK, GREETING.length(), WELCOME.length(), 19)
                .c(160, ACK, 19, command.length(), said)
                .s(200, ACK, said, 0, 19L + command.length());
    }

    private static SessionFacts left(String command, int bytes, double after) {
        long said = SAID;
        long spoken = 19L + command.length();
        return facts(talk(command, bytes)
                .c(160 + after, ACK | TcpFlags.FIN, spoken, 0, said)
                .s(180 + after, ACK, said, 0, spoken + 1));
    }

    @ParameterizedTest
    @CsvSource({"96, 600000, FAILED", "96, 10000, FAILED", "96, 1000, OK", "1500, 10000, FAILED"})
    void aCommandThatIsNeverAnsweredIsMissedByItsHeadersToo(int bytes, double after, Outcome outcome) {
        SessionFacts facts = left("MAIL FROM:<a@example.com>\r\n", bytes, after);
        assertEquals(outcome, facts.outcome());
        boolean missing = facts.findings().stream()
                .anyMatch(finding -> finding instanceof Finding.AnswerMissing answer && answer.side() == Side.SERVER);
        assertEquals(outcome == Outcome.FAILED, missing);
    }

    @Test
    void whoSaidQuitWaitsForNothing() {
        assertEquals(Outcome.OK, left("QUIT\r\n", 96, 600_000).outcome());
    }

    @Test
    void aServerThatResetsInsteadOfAnsweringEndedIt() {
        String command = "MAIL FROM:<a@example.com>\r\n";
        long said = SAID;
        SessionFacts facts = facts(talk(command, 96).s(260, TcpFlags.RST | ACK, said, 0, 19L + command.length()));
        assertEquals(Outcome.FAILED, facts.outcome());
        assertTrue(facts.outcomeReason().contains("server"), facts::outcomeReason);
    }

    /** What a cut capture left of a reply or an alert says who ended the session; the rest of it nobody can read. */
    @ParameterizedTest
    @CsvSource({"96, true", "1500, true", "42, false"})
    void aRefusalThatCanBeReadIsOne(int bytes, boolean read) {
        String command = "MAIL FROM:<a@example.com>\r\n";
        HandTalk talk = talk(command, bytes);
        String refusal = "421 4.3.2 closing\r\n";
        talk.says("EHLO host.example\r\n" + command, GREETING + WELCOME + refusal);
        long spoken = 19L + command.length();
        talk.s(260, ACK | TcpFlags.FIN, SAID, refusal.length(), spoken);
        talk.c(280, ACK | TcpFlags.FIN, spoken, 0, SAID + refusal.length() + 1);
        SessionFacts facts = facts(talk);
        assertEquals(read, facts.findings().stream().anyMatch(Finding.Refusal.class::isInstance));
        assertEquals(read, facts.outcome() == Outcome.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"96, true", "1500, true"})
    void anAlertThatCanBeReadIsOne(int bytes, boolean read) {
        String starttls = "STARTTLS\r\n";
        String hello = "\u0016\u0003\u0003\u0000\u0064\u0001\u0000\u0000\u0060" + "h".repeat(96);
        String go = "220 go\r\n";
        String alert = "\u0015\u0003\u0003\u0000\u0002\u0002\u0028";
        HandTalk talk = talk(starttls, bytes);
        talk.says("EHLO host.example\r\n" + starttls + hello, GREETING + WELCOME + go + alert);
        talk.s(230, ACK, SAID, 8, 29).c(260, ACK, 29, hello.length(), SAID + 8);
        talk.s(300, ACK | TcpFlags.FIN, SAID + 8, 7, 29 + hello.length());
        talk.c(330, ACK | TcpFlags.FIN, 29 + hello.length(), 0, SAID + 16);
        SessionFacts facts = facts(talk);
        assertEquals(read, facts.outcome() == Outcome.FAILED);
        assertEquals(read, facts.outcomeReason().contains("alert"), facts.outcomeReason());
    }

    /** What vanishes behind a farewell that can be read stops nothing, in cut captures either. */
    @ParameterizedTest
    @CsvSource({"QUIT, 96, false", "NOOP, 96, true", "QUIT, 1500, false"})
    void behindAFarewellNothingIsNeeded(String verb, int bytes, boolean needed) {
        String command = verb + "\r\n";
        String reply = "2".repeat(100);
        HandTalk talk = talk(command, bytes).says("EHLO host.example\r\n" + command, GREETING + WELCOME + reply);
        for (double again : new double[] {260, 600, 1_300, 2_700}) {
            talk.s(again, ACK, SAID, reply.length(), 25, Tap.OUTSIDE).c(again + 30, ACK, 25, 0, SAID);
        }
        assertEquals(needed, facts(talk).all(Finding.BytesVanished.class).anyMatch(Finding.BytesVanished::needed));
    }

    /** An alert answers the close: what is as short, and cannot be read, is no late answer. */
    @ParameterizedTest
    @CsvSource({"31, false", "32, true"})
    void whatMayBeAnAlertIsNoLateAnswer(int length, boolean late) {
        String words = "x".repeat(100);
        HandTalk talk = talk(words, 42);
        long spoken = 19L + words.length();
        talk.c(5_160, ACK | TcpFlags.FIN, spoken, 0, SAID).says("", GREETING + WELCOME + "a".repeat(length));
        talk.s(5_200, ACK, SAID, length, spoken + 1);
        assertEquals(late, facts(talk).findings().stream().anyMatch(Finding.AnswerLate.class::isInstance));
    }

    /** RFC 2920 lets QUIT follow the message at once: whether the mail was taken the client still has to hear. */
    @ParameterizedTest
    @CsvSource({"true, OK", "false, FAILED"})
    void aQuitSaidWithTheMessageDoesNotCancelItsReply(boolean answered, Outcome outcome) {
        String data = "DATA\r\n";
        String message = "Subject: x\r\n\r\nx\r\n.\r\nQUIT\r\n";
        String go = "354 go on\r\n";
        String done = "250 taken\r\n221 bye\r\n";
        HandTalk talk = new HandTalk().says("EHLO host.example\r\n" + data + message, GREETING + WELCOME + go + done);
        int said = SAID;
        long spoken = 19L + data.length() + message.length();
        int heard = said + go.length();
        talk.open(0, 20)
                .s(100, ACK, 0, GREETING.length(), 0)
                .c(120, ACK, 0, 19, GREETING.length())
                .s(140, ACK, GREETING.length(), WELCOME.length(), 19)
                .c(160, ACK, 19, data.length(), said)
                .s(180, ACK, said, go.length(), 19L + data.length())
                .c(200, ACK, 19L + data.length(), message.length(), heard)
                .s(220, ACK, heard, 0, spoken);
        if (answered) {
            talk.s(300, ACK, heard, done.length(), spoken);
            heard += done.length();
        }
        talk.c(60_000, ACK | TcpFlags.FIN, spoken, 0, heard).s(60_020, ACK, heard, 0, spoken + 1);
        assertEquals(outcome, facts(talk).outcome());
    }
}
