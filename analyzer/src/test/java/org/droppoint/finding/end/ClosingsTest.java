package org.droppoint.finding.end;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** Who left without what: a FIN says itself what its sender had got by then. */
class ClosingsTest {
    private static final int ACK = TcpFlags.ACK;
    private static final int FIN = TcpFlags.FIN | ACK;
    private static final String GREETING = "220 mail.example.net ready\r\n";
    private static final String HELLO = "EHLO client.example.org\r\n";
    private static final String OFFER = "250 mail.example.net\r\n";
    private static final long GREETED = GREETING.length();

    /** The server answers EHLO at a time outside; the answer needs five seconds more to the host. */
    private static HandTalk answered(double outside) {
        return new HandTalk()
                .says(HELLO, GREETING + OFFER)
                .open(0, 20)
                .s(100, ACK, 0, GREETING.length(), 0)
                .c(110, ACK, 0, HELLO.length(), GREETED)
                .s(130, ACK, GREETED, 0, HELLO.length())
                .s(outside, ACK, GREETED, OFFER.length(), HELLO.length(), "inside", "outside")
                .s(outside + 5_000, ACK, GREETED, OFFER.length(), HELLO.length(), "host");
    }

    private static SessionFacts facts(HandTalk talk) {
        return FactFinder.find(talk.correlate()).sessions().get(0);
    }

    @Test
    void anAnswerThatCrossedTheFinWasUnderWay() {
        SessionFacts facts = facts(
                answered(9_000).c(10_000, FIN, HELLO.length(), 0, GREETED).c(13_000, FIN, HELLO.length(), 0, GREETED));
        assertEquals(Outcome.FAILED, facts.outcome(), facts::outcomeReason);
        Optional<Finding.AnswerLate> late = facts.first(Finding.AnswerLate.class);
        assertTrue(late.isPresent(), () -> facts.findings().toString());
        assertEquals(Side.SERVER, late.get().side());
    }

    @Test
    void anAnswerThatTheFinAcknowledgesWasHeard() {
        SessionFacts facts = facts(answered(200)
                .c(5_300, FIN, HELLO.length(), 0, GREETED + OFFER.length())
                .s(5_400, FIN, GREETED + OFFER.length(), 0, HELLO.length() + 1));
        assertEquals(Outcome.OK, facts.outcome(), facts::outcomeReason);
    }

    /** A reset need not acknowledge anything: what the tap that has it saw before it was there. */
    @Test
    void whatTheHostSawBeforeAResetWasHeard() {
        SessionFacts heard = facts(answered(200).c(5_300, TcpFlags.RST, HELLO.length(), 0, 0));
        assertEquals(Outcome.OK, heard.outcome(), heard::outcomeReason);
        SessionFacts early = facts(answered(3_000).c(7_000, TcpFlags.RST, HELLO.length(), 0, 0));
        assertEquals(Outcome.FAILED, early.outcome(), early::outcomeReason);
    }
}
