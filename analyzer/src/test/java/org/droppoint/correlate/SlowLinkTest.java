package org.droppoint.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/**
 * Links that crawl behind the last tap: what waits in their queue is neither lost, however long the receiver is heard
 * without it, nor made good by a second copy.
 */
class SlowLinkTest {
    private static final String[] ALL = HandMade.EVERYWHERE;
    private static final String[] OUTSIDE = {"inside", "outside"};
    private static final int ACK = TcpFlags.ACK;
    private static final int FIN = TcpFlags.FIN | ACK;

    /** A talk at the pace of a good line: 500 bytes of the server's and 250 of the client's, all acknowledged. */
    private static HandMade.Connection talk(HandMade made, String... taps) {
        HandMade.Connection talk = made.connection(40_000).open(0, taps);
        for (int i = 0; i < 5; i++) {
            talk.s(100 + 40 * i, 100L * i, 100, 50L * i, taps).c(120 + 40 * i, 50L * i, 50, 100L * (i + 1), taps);
        }
        return talk.s(300, ACK, 500, 0, 250, taps);
    }

    /** Four segments at once, of which the client acknowledges one in 1.5 seconds until it leaves without the last. */
    private static HandMade.Connection crawling(HandMade made) {
        HandMade.Connection talk = talk(made, OUTSIDE);
        for (int i = 0; i < 4; i++) {
            talk.s(400 + i, 500 + 100L * i, 100, 250, OUTSIDE);
        }
        for (int i = 1; i < 4; i++) {
            talk.c(400 + 1_500 * i, ACK, 250, 0, 500 + 100L * i, OUTSIDE);
        }
        return talk;
    }

    @Test
    void whatWaitsInAQueueIsNotLost() {
        HandMade made = new HandMade("inside", "outside");
        crawling(made).c(5_500, FIN, 250, 0, 800, OUTSIDE).c(7_000, FIN, 250, 0, 800, OUTSIDE);
        made.other(9_000);
        assertEquals(List.of(), made.session().vanishings());
    }

    /** What was sent after it came, and it did not: a SACK names that. */
    @Test
    void whatLaterPacketsOvertookIsLost() {
        HandMade made = new HandMade("inside", "outside");
        crawling(made).s(5_000, 900, 100, 250, OUTSIDE).cSack(6_500, 250, 800, 900, 1_000, OUTSIDE);
        List<Vanishing> gone = made.session().vanishings();
        assertEquals(1, gone.size(), gone::toString);
        assertEquals(new ByteRange(800, 900), gone.get(0).range());
    }

    /** A SACK of what had been sent before tells nothing: the packets came in another order to this tap already. */
    @Test
    void whatPassedTheTapBehindWhatIsSelectedMayStillCome() {
        HandMade made = new HandMade("inside", "outside");
        talk(made, OUTSIDE)
                .s(400, 600, 100, 250, OUTSIDE)
                .s(401, 700, 100, 250, OUTSIDE)
                .s(402, 500, 100, 250, OUTSIDE)
                .cSack(1_900, 250, 500, 600, 700, OUTSIDE)
                .cSack(3_400, 250, 500, 600, 800, OUTSIDE)
                .c(3_500, FIN, 250, 0, 500, OUTSIDE);
        assertEquals(List.of(), made.session().vanishings());
    }

    /** Nothing else was slow: five seconds are no queue. */
    @Test
    void onAGoodLineTheSameSilenceIsALoss() {
        HandMade made = new HandMade("inside", "outside");
        talk(made, OUTSIDE)
                .s(400, 500, 100, 250, OUTSIDE)
                .s(900, 500, 100, 250, OUTSIDE)
                .c(5_500, FIN, 250, 0, 500, OUTSIDE);
        List<Vanishing> gone = made.session().vanishings();
        assertEquals(1, gone.size(), gone::toString);
        assertEquals(new ByteRange(500, 600), gone.get(0).range());
    }

    /** Another connection's data crawl through the same link: they show how long this one's may take. */
    @Test
    void anotherSessionShowsTheQueue() {
        HandMade made = new HandMade("inside", "outside");
        crawling(made);
        made.connection(41_000)
                .isn(77_000_000, 99_000_000)
                .open(1_000, OUTSIDE)
                .s(1_100, 0, 100, 0, OUTSIDE)
                .s(1_600, 0, 100, 0, OUTSIDE)
                .c(6_000, FIN, 0, 0, 0, OUTSIDE)
                .c(6_500, FIN, 0, 0, 0, OUTSIDE);
        List<SessionTrace> sessions = made.correlate().sessions();
        assertEquals(2, sessions.size());
        sessions.forEach(session -> assertEquals(List.of(), session.vanishings()));
    }

    /** The host's capture ended a second after bytes had passed inside, and those before them had needed two. */
    @Test
    void aCaptureThatEndedTooSoonCannotTell() {
        HandMade made = HandMade.path();
        talk(made, ALL)
                .s(400, 500, 100, 250, OUTSIDE)
                .s(2_400, 500, 100, 250, "host")
                .s(2_500, 600, 100, 250, OUTSIDE)
                .s(2_800, 600, 100, 250, OUTSIDE);
        made.other(3_500);
        assertEquals(List.of(), made.session().vanishings());
    }

    /** The acknowledgement passed inside when the host's capture had ended. */
    @Test
    void anAcknowledgementCountsWhereThoseBehindHadEnded() {
        HandMade made = HandMade.path();
        talk(made, ALL)
                .s(400, 500, 100, 250, OUTSIDE)
                .s(900, 500, 100, 250, OUTSIDE)
                .c(2_000, ACK, 250, 0, 600, OUTSIDE)
                .c(2_100, 250, 50, 600, OUTSIDE);
        made.other(1_500, "host");
        assertEquals(List.of(), made.session().vanishings());
    }

    /** Each copy was answered: two acknowledgements of the same, so that the first answers the first copy. */
    @Test
    void whatIsAnsweredAsOftenAsItWasSentWasNotLost() {
        HandMade made = HandMade.path();
        talk(made, ALL)
                .c(400, 250, 50, 500, ALL)
                .c(700, 250, 50, 500, ALL)
                .s(730, ACK, 500, 0, 300, ALL)
                .c(740, 300, 50, 500, ALL)
                .c(800, 300, 50, 500, ALL)
                .s(1_030, ACK, 500, 0, 300, ALL)
                .s(1_070, ACK, 500, 0, 350, ALL)
                .s(1_130, ACK, 500, 0, 350, ALL);
        assertEquals(List.of(), made.session().repairs());
    }
}
