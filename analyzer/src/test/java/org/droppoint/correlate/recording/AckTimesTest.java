package org.droppoint.correlate.recording;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.droppoint.base.Direction;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.Frontier;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** What acknowledgements tell of when each stretch had come. */
class AckTimesTest {
    private static AckTimes acks(HandMade made, Direction direction) {
        return new AckTimes(made.session().session().legs().get(0), direction);
    }

    /** Two segments of the server's are acknowledged after 25 ms, the third after 12. */
    private static HandMade answered() {
        HandMade made = new HandMade("outside");
        made.connection(40_000)
                .open(0)
                .s(100, 0, 100, 0)
                .s(105, 100, 100, 0)
                .c(130, TcpFlags.ACK, 0, 0, 200)
                .s(200, 200, 100, 0)
                .c(212, TcpFlags.ACK, 0, 0, 300)
                .c(220, TcpFlags.ACK, 0, 0, 250)
                .c(230, TcpFlags.RST | TcpFlags.ACK, 0, 0, 400);
        return made;
    }

    @Test
    void eachStretchWasAcknowledgedAtATime() {
        AckTimes acks = acks(answered(), SERVER_TO_CLIENT);
        assertEquals(HandMade.at(130), acks.firstCovering(50));
        assertEquals(HandMade.at(130), acks.firstCovering(200));
        assertEquals(HandMade.at(212), acks.firstCovering(201));
        assertEquals(Frontier.NEVER, acks.firstCovering(301), "a reset acknowledges nothing");
        assertEquals(0, acks.acknowledgedBy(HandMade.at(20)));
        assertEquals(0, acks.acknowledgedBy(HandMade.at(129)));
        assertEquals(200, acks.acknowledgedBy(HandMade.at(130)));
        assertEquals(300, acks.acknowledgedBy(HandMade.at(999)));
    }

    @Test
    void theQuickestAnswerCounts() {
        assertEquals(12 * HandMade.MILLI, acks(answered(), SERVER_TO_CLIENT).shortestNanos());
        assertEquals(Frontier.NEVER, acks(answered(), CLIENT_TO_SERVER).shortestNanos());
    }

    /** The answer to a repeat may be the first copy's: it tells no time, unless it is the last that was sent. */
    @Test
    void anAnswerToWhatWasSentLongAgoTellsNoTime() {
        HandMade made = new HandMade("outside");
        made.connection(40_000)
                .open(0)
                .s(100, 0, 100, 0)
                .s(300, 0, 100, 0)
                .c(301, TcpFlags.ACK, 0, 0, 100)
                .s(400, 100, 100, 0)
                .s(401, 200, 100, 0)
                .c(402, TcpFlags.ACK, 0, 0, 200);
        assertEquals(201 * HandMade.MILLI, acks(made, SERVER_TO_CLIENT).shortestNanos());
    }
}
