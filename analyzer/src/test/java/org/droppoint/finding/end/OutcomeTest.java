package org.droppoint.finding.end;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** How a session went, by what was said in it and by what no capture holds of it. */
class OutcomeTest {
    private static final int ACK = TcpFlags.ACK;
    private static final int FIN = TcpFlags.FIN | ACK;
    private static final String ENVELOPE = "EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n.\r\n";
    private static final String REPLIES = "220 mx\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n";

    private static SessionFacts facts(HandTalk talk) {
        return FactFinder.find(talk.correlate()).sessions().get(0);
    }

    /** Turn by turn, each line in a packet of its own. */
    private static HandTalk spoken(String client, String server) {
        HandTalk talk = new HandTalk().says(client, server).open(0, 20);
        String[] asks = client.split("(?<=\n)");
        String[] answers = server.split("(?<=\n)");
        long asked = 0;
        long said = 0;
        for (int i = 0; i < answers.length; i++) {
            talk.s(60 + 60 * i, ACK, said, answers[i].length(), asked);
            said += answers[i].length();
            if (i < asks.length) {
                talk.c(90 + 60 * i, ACK, asked, asks[i].length(), said);
                asked += asks[i].length();
            }
        }
        return talk;
    }

    /** A refusal is the end of a session that no message had been taken in. */
    @ParameterizedTest
    @CsvSource({"'', FAILED", "250 taken, OK"})
    void aRefusalAfterAnAcceptedMessageIsNoFailure(String taken, Outcome outcome) {
        boolean mail = !taken.isEmpty();
        String client = mail ? ENVELOPE : "EHLO a\r\n";
        String server = (mail ? REPLIES + taken + "\r\n" : "220 mx\r\n") + "421 closing\r\n";
        HandTalk talk = spoken(client, server);
        double end = 60 + 60.0 * server.split("\n").length;
        talk.s(end, FIN, server.length(), 0, client.length()).c(end + 20, FIN, client.length(), 0, server.length() + 1);
        assertEquals(outcome, facts(talk).outcome());
    }

    /** The client asks for TLS and gets no answer for as long; it leaves. */
    @Test
    void whoNeverAnsweredOwes() {
        String client = "EHLO a\r\nSTARTTLS\r\n";
        String server = "220 mx\r\n250 STARTTLS\r\n";
        HandTalk talk = spoken(client, server).s(180, ACK, server.length(), 0, client.length());
        SessionFacts facts = facts(talk.s(20_000, ACK, server.length(), 0, client.length())
                .c(30_000, FIN, client.length(), 0, server.length()));
        Stall stall = facts.stall();
        assertEquals(Outcome.FAILED, facts.outcome());
        assertEquals(Side.SERVER, stall == null ? null : stall.owedBy());
        assertTrue(facts.all(Finding.AnswerMissing.class).allMatch(Finding.AnswerMissing::proven));
    }

    /** It was heard for the last time when it had acknowledged the question: since then nobody knows. */
    @Test
    void aSilenceThatNobodyHeardIsNotProven() {
        String client = "EHLO a\r\nSTARTTLS\r\n";
        String server = "220 mx\r\n250 STARTTLS\r\n";
        SessionFacts facts = facts(spoken(client, server)
                .s(180, ACK, server.length(), 0, client.length())
                .c(30_000, FIN, client.length(), 0, server.length()));
        assertEquals(Outcome.FAILED, facts.outcome());
        assertTrue(facts.all(Finding.AnswerMissing.class).noneMatch(Finding.AnswerMissing::proven));
    }

    // ---- what no capture holds ----

    @Test
    void ofResetsAloneNothingCanBeTold() {
        HandTalk talk = new HandTalk().s(100, TcpFlags.RST, 500, 0, 0).c(130, TcpFlags.RST, 200, 0, 0);
        assertEquals(Outcome.UNKNOWN, facts(talk).outcome());
    }

    /** Both acknowledge what no capture has: data went over the connection, and how it went cannot be told. */
    @Test
    void ofASessionWhoseDataNoCaptureHoldsNothingCanBeTold() {
        HandTalk talk = new HandTalk().open(0, 20);
        for (int i = 1; i < 6; i++) {
            talk.c(100 * i, ACK, 50L * i, 0, 100L * i).s(100 * i + 40, ACK, 100L * i, 0, 50L * i);
        }
        SessionFacts facts = facts(talk.c(700, FIN, 250, 0, 500).s(730, FIN, 500, 0, 251));
        assertEquals(Outcome.UNKNOWN, facts.outcome());
        assertEquals(1, facts.all(Finding.NotObservable.class).count());
    }
}
