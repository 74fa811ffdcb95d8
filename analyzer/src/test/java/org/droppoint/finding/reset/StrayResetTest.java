package org.droppoint.finding.reset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** A late packet of a connection from before the captures, and the reset of a stack that knows nothing of it any more. */
class StrayResetTest {
    /** A record of 1000 bytes that begins with a ServerHello, as RFC 5246 section 7.4.1.3 has it. */
    private static final String HELLO = "\u0016\u0003\u0003\u0003\u00e3\u0002\u0000\u0000\u004c\u0003\u0003"
            + "r".repeat(32) + "\u0020" + "i".repeat(32) + "\u00c0\u002f\u0000\u0000\u0004\u00ff\u0001\u0000\u0000"
            + "c".repeat(1_000 - 85);

    private static Outcome outcome(HandTalk talk) {
        return FactFinder.find(talk.correlate()).sessions().get(0).outcome();
    }

    @Test
    void whatBecameOfTheConnectionIsUnknown() {
        assertEquals(
                Outcome.UNKNOWN,
                outcome(new HandTalk()
                        .says("", HELLO)
                        .s(100, TcpFlags.ACK | TcpFlags.PSH, 0, 1_000, 0)
                        .c(110, TcpFlags.RST, 0, 0, 0)));
    }

    @Test
    void whoWasConnectedAndResetsHasEndedIt() {
        assertEquals(
                Outcome.FAILED,
                outcome(new HandTalk()
                        .says("", HELLO)
                        .open(0, 20)
                        .s(100, TcpFlags.ACK | TcpFlags.PSH, 0, 1_000, 0)
                        .c(10_000, TcpFlags.RST | TcpFlags.ACK, 0, 0, 1_000)));
    }
}
