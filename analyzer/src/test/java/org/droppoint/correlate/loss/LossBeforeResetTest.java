package org.droppoint.correlate.loss;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bytes beyond the last tap whose sender is then reset. A reset ends the wait for an acknowledgement; one that answers the
 * very packets shows that they arrived.
 */
class LossBeforeResetTest {
    private static final String[] ALL = HandMade.EVERYWHERE;
    private static final int RST = TcpFlags.RST;
    private static final int RST_ACK = TcpFlags.RST | TcpFlags.ACK;

    /** The client's last 100 bytes, twice, 250 ms apart; the captures end before they are overdue. */
    private static HandMade.Connection repeatedTwice(HandMade made) {
        HandMade.Connection talk = made.connection(40_000).open(0);
        for (int i = 0; i < 10; i++) {
            talk.s(100 + 40 * i, 100L * i, 100, 50L * i).c(120 + 40 * i, 50L * i, 50, 100L * (i + 1));
        }
        return talk.s(540, TcpFlags.ACK, 1_000, 0, 500, ALL)
                .c(600, 500, 100, 1_000, ALL)
                .c(850, 500, 100, 1_000, ALL);
    }

    private static List<Vanishing> vanished(HandMade made) {
        return made.session().vanishings();
    }

    private static void assertUnanswered(HandMade made) {
        List<Vanishing> gone = vanished(made);
        assertEquals(1, gone.size(), gone::toString);
        assertEquals(CLIENT_TO_SERVER, gone.get(0).direction());
        assertEquals(new ByteRange(500, 600), gone.get(0).range());
        assertEquals(Vanishing.Known.UNANSWERED, gone.get(0).known());
        assertEquals(3, gone.get(0).absent(), "beyond the last tap");
        assertFalse(gone.get(0).receiverAlive());
    }

    @Test
    void withoutAResetTheCapturesEndTooSoon() {
        HandMade made = HandMade.path();
        repeatedTwice(made);
        assertEquals(List.of(), vanished(made));
    }

    /** Forged between inside and host: it says nothing of the server, and who was reset waits for nothing more. */
    @Test
    void aSenderThatWasResetWaitsNoLonger() {
        HandMade made = HandMade.path();
        repeatedTwice(made).s(900, RST_ACK, 1_000, 0, 500, "host");
        assertUnanswered(made);
    }

    /** It went on sending after that reset: an acknowledgement may still be under way. */
    @Test
    void aResetBeforeTheLastCopyEndsNoWait() {
        HandMade made = HandMade.path();
        repeatedTwice(made).s(845, RST_ACK, 1_000, 0, 500, "host");
        assertEquals(List.of(), vanished(made));
    }

    /** The sender's own reset is no end to what the other side may say. */
    @Test
    void theSendersOwnResetEndsNoWait() {
        HandMade made = HandMade.path();
        repeatedTwice(made).s(845, RST_ACK, 1_000, 0, 500, "host").c(900, RST_ACK, 600, 0, 1_000, ALL);
        assertEquals(List.of(), vanished(made));
    }

    /** RFC 9293 section 3.10.7.1: a stack without that connection resets at the number that it was asked to go on from. */
    @Test
    void aStraysAnswerShowsThatTheyArrived() {
        HandMade made = HandMade.path();
        repeatedTwice(made).s(900, RST, 1_000, 0, 0, ALL);
        assertEquals(List.of(), vanished(made));
        HandMade long_ = HandMade.path();
        repeatedTwice(long_).s(900, RST, 1_000, 0, 0, ALL);
        long_.other(9_000);
        assertEquals(List.of(), vanished(long_), "however long nothing else comes");
    }

    /** The same from a machine so much nearer that it is none of the server's route: it was made on the way. */
    @ParameterizedTest
    @CsvSource({"64, true", "49, false"})
    void aResetOfAnotherMachineAnswersNothing(int ttl, boolean lost) {
        HandMade made = HandMade.path();
        HandMade.Connection talk = repeatedTwice(made);
        for (String tap : new String[] {"host", "inside", "outside"}) {
            talk.ttlAt(tap, 62, ttl);
        }
        talk.s(900, RST, 1_000, 0, 0, ALL);
        made.other(9_000);
        assertEquals(lost ? 1 : 0, vanished(made).size());
    }

    /** Another number answers something else; with an acknowledgement it is no stray's; before them it answers others. */
    @ParameterizedTest
    @CsvSource({"900, 900, false", "900, 1100, false", "900, 1000, true", "595, 1000, false"})
    void anyOtherResetDoesNot(double millis, long offset, boolean acknowledges) {
        HandMade made = HandMade.path();
        repeatedTwice(made).s(millis, acknowledges ? RST_ACK : RST, offset, 0, acknowledges ? 500 : 0, ALL);
        made.other(9_000);
        assertUnanswered(made);
    }

    /** The client's own reset, at the number that the server would have answered with. */
    @Test
    void theSendersOwnResetIsNoAnswer() {
        HandMade made = HandMade.path();
        repeatedTwice(made).c(900, RST, 1_000, 0, 0, ALL).s(905, RST, 1_100, 0, 0, ALL);
        made.other(9_000);
        assertUnanswered(made);
    }

    /** The answer to one of several copies is the answer to the bytes. */
    @Test
    void itMayAnswerTheFirstCopy() {
        HandMade made = HandMade.path();
        repeatedTwice(made).s(700, RST, 1_000, 0, 0, ALL);
        made.other(9_000);
        assertEquals(List.of(), vanished(made));
    }
}
