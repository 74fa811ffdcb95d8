package org.droppoint.finding.end;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.base.Place;
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

/** Who ended a session of which captures have missed something. */
class WhoEndedTest {
    private static final int ACK = TcpFlags.ACK;
    private static final int RESET = TcpFlags.RST | ACK;
    private static final String[] NEAR = {"host", "inside"};

    private static final String CLIENT = "EHLO mail.example\r\nSTARTTLS\r\n";
    private static final String SERVER =
            "220 mx.example ESMTP ready\r\n250-mx.example hello\r\n250 STARTTLS ok\r\n220 go ahead\r\n";

    /** Greeting, EHLO and its answer; STARTTLS is asked for at 150 ms. */
    private static HandTalk asked() {
        return new HandTalk()
                .says(CLIENT, SERVER)
                .open(0, 20)
                .s(60, ACK, 0, 28, 0)
                .c(90, ACK, 0, 19, 28)
                .s(120, ACK, 28, 39, 19)
                .c(150, ACK, 19, 10, 67);
    }

    private static SessionFacts facts(HandTalk talk) {
        return FactFinder.find(talk.correlate()).sessions().get(0);
    }

    /** Without ACK, at the number that the server's packet acknowledges: the client's machine knows of no connection. */
    @Test
    void whoAnswersForALostConnectionDidNotEndIt() {
        SessionFacts facts = facts(asked().s(180, ACK, 67, 0, 29).c(181, TcpFlags.RST, 29, 0, 0));
        assertEquals(Outcome.FAILED, facts.outcome());
        assertNull(facts.stall(), "what reset it before, no capture shows");
        Stall stall =
                facts(asked().s(180, ACK, 67, 0, 29).c(181, RESET, 29, 0, 67)).stall();
        assertEquals(Side.CLIENT, stall == null ? null : stall.owedBy(), "with ACK it is the client's own word");
    }

    /** Outside has a reset in the client's name that no other tap has; what the client said later outside does not hold. */
    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void whoGoesOnSpeakingDidNotReset(boolean goesOn, boolean forged) {
        HandTalk talk = asked().c(160, RESET, 29, 0, 67, "outside");
        if (goesOn) {
            talk.s(180, ACK, 67, 14, 29, NEAR).c(200, ACK, 29, 0, 81, NEAR);
        }
        Finding.ResetSeen reset =
                facts(talk).all(Finding.ResetSeen.class).findFirst().orElseThrow();
        assertEquals(forged, reset.forged(), reset::why);
        assertTrue(reset.madeAt().contains(Place.FIREWALL) || !forged, () -> "" + reset.madeAt());
    }

    /** The other end got a reset at the same moment with a TTL that none of its peer's packets has. */
    @Test
    void aResetBesideAnAlienOneIsNoMissOfACapture() {
        HandTalk talk = asked().unnumbered().window(0).c(160, RESET, 29, 0, 67, "outside");
        talk.ttlAt("inside", 63, 255).ttlAt("host", 64, 254).s(160, RESET, 67, 0, 29, NEAR);
        List<Finding.ResetSeen> ofClient = facts(talk)
                .all(Finding.ResetSeen.class)
                .filter(reset -> Side.sending(reset.direction()) == Side.CLIENT)
                .toList();
        assertEquals(1, ofClient.size());
        assertTrue(ofClient.get(0).forged(), ofClient.get(0)::why);
    }

    /** The server's FIN comes first on record; the client counts one of its own that the captures missed. */
    @ParameterizedTest
    @CsvSource({"30, CLIENT", "29, SERVER"})
    void aFinThatItsSenderCountsWasSent(int heard, Side by) {
        HandTalk talk = asked().s(180, ACK, 67, 14, 29)
                .s(240, ACK, 81, 0, heard)
                .s(241, TcpFlags.FIN | ACK, 81, 0, heard)
                .c(270, ACK, heard, 0, 82);
        Stall stall = facts(talk).stall();
        assertEquals(by, stall == null ? null : stall.owedBy());
    }
}
