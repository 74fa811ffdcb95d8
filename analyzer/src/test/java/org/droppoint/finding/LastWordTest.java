package org.droppoint.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.droppoint.base.Tap;
import org.droppoint.correlate.HandTalk;
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
    @CsvSource({"96, 600000, FAILED", "96, 10000, OK", "1500, 10000, FAILED"})
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
