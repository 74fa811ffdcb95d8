package org.droppoint.correlate.recording;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.TapView;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** A capture's holes among packets without payload, by the count of the stack that sent them. */
class CountedPacketsTest {
    private static final String[] BUT_HOST = {"inside", "outside"};

    private static HandMade.Connection talk(HandMade made) {
        HandMade.Connection talk = made.connection(40_000).open(0);
        for (int i = 0; i < 6; i++) {
            talk.s(100 + 40 * i, 100L * i, 100, 50L * i).c(120 + 40 * i, 50L * i, 50, 100L * (i + 1));
        }
        return talk;
    }

    /** Taps in order of the server's packets: outside 0, inside 1, host 2. */
    private static double missAtOutside(HandMade made) {
        Correlation correlation = made.correlate();
        SessionTrace trace = correlation.sessions().get(0);
        return correlation.view().missProbability(trace, SERVER_TO_CLIENT, 0, HandMade.at(370));
    }

    private static CountedPackets counted(HandMade made) {
        DirectionLedger ledger = made.session().ledger(SERVER_TO_CLIENT);
        return CountedPackets.of(
                Objects.requireNonNull(ledger.at(0)), Objects.requireNonNull(ledger.at(1)), SERVER_TO_CLIENT);
    }

    @Test
    void anAcknowledgementCountedBetweenTwoThatBothHoldWasMissed() {
        HandMade made = HandMade.path();
        talk(made).s(360, 600, 0, 300, "inside", "host").s(380, 600, 100, 300);
        assertEquals(1, counted(made).missed());
        assertTrue(counted(made).missProbability() > TapView.MAX_DOUBT);
    }

    /** Nothing shows that the stack which counted it was the server's. */
    @Test
    void oneWithoutAnIdentificationSaysNothing() {
        HandMade made = HandMade.path();
        talk(made).withoutIpIds().s(360, 600, 0, 300, "inside", "host").s(380, 600, 100, 300);
        assertEquals(0, counted(made).missed());
        assertEquals(0, counted(made).missProbability());
    }

    /** What is beyond the last packet of both may have been made in between. */
    @Test
    void theLastOneSaysNothing() {
        HandMade made = HandMade.path();
        talk(made).s(360, 600, 0, 300, "inside", "host");
        assertEquals(0, counted(made).missed());
    }

    /** A large segment is cut further on, and its pieces are counted one by one. */
    @Test
    void payloadIsJudgedByItsBytes() {
        HandMade made = HandMade.path();
        talk(made).s(360, 600, 50, 300, "inside", "host").s(380, 650, 100, 300);
        assertEquals(0, counted(made).missed());
    }

    @Test
    void aTapThatMissesSuchPacketsIsNotBelieved() {
        HandMade made = HandMade.path();
        talk(made).s(360, 600, 0, 300, "inside", "host").s(380, 600, 100, 300);
        assertTrue(missAtOutside(made) > TapView.MAX_DOUBT);
        HandMade whole = HandMade.path();
        talk(whole).s(360, 600, 0, 300).s(380, 600, 100, 300);
        assertTrue(missAtOutside(whole) <= TapView.MAX_DOUBT);
    }

    /** Its client acknowledged a SYN-ACK that this capture lacks: a reset that it lacks, too, need not have been forged. */
    @Test
    void aTapThatMissedTheSynAckMayHaveMissedMore() {
        for (boolean whole : new boolean[] {true, false}) {
            HandMade made = HandMade.path();
            talk(made);
            HandMade.Connection probe = made.connection(40_001)
                    .isn(5_000, 9_000)
                    .c(1_000, TcpFlags.SYN, -1, 0, 0)
                    .s(1_020, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, whole ? HandMade.EVERYWHERE : BUT_HOST);
            probe.c(1_030, TcpFlags.ACK, 0, 0, 0).s(1_060, 0, 100, 0);
            probe.c(1_062, TcpFlags.RST | TcpFlags.ACK, 0, 0, 100, BUT_HOST);
            Correlation correlation = made.correlate();
            double miss = correlation
                    .view()
                    .missProbability(correlation.sessions().get(1), CLIENT_TO_SERVER, 0, HandMade.at(1_062));
            assertEquals(whole, miss <= TapView.MAX_DOUBT, "missed with " + miss);
        }
    }
}
