package org.droppoint.correlate.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.droppoint.base.Direction;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At the tap inside: SYN-ACK and greeting take the way to the server and back, and so does every answer that is its own. */
class AnswerTimesTest {
    /** How long the SYN-ACK, the greeting and the reply to EHLO wait, and the grain of the stamps, all in milliseconds. */
    @ParameterizedTest
    @CsvSource({
        "40, 40, 40, 0, false",
        "40, 45, 12, 0, false",
        "40, 45, 5, 0, true",
        "40, 4, 3.5, 0, false",
        "0.4, 0.4, 0.05, 0, false",
        "1000, 1000, 0.05, 0, true",
        "1000, 1000, 0.05, 1000, false"
    })
    void whatComesMuchSoonerThanAllOthersWasMadeNearer(
            double synAck, double greeting, double reply, long grain, boolean tooSoon) {
        HandMade made = new HandMade("host", "inside").withoutDelay();
        if (grain > 0) {
            made.resolution("inside", grain * HandMade.MILLI);
        }
        double greeted = synAck + 60 + greeting;
        made.connection(40_000)
                .c(0, TcpFlags.SYN, -1, 0, 0)
                .s(synAck, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0)
                .c(synAck + 60, 0, 0, 0)
                .s(greeted, 0, 28, 0)
                .c(greeted + 60, 0, 19, 28)
                .s(greeted + 60 + reply, 28, 40, 19);
        SessionLeg leg = made.session().session().legs().get(1);
        SegmentStore store = leg.leg().store();
        AnswerTimes times = new AnswerTimes(leg, Direction.SERVER_TO_CLIENT);
        int soon = 0;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            soon += times.tooSoon(row) ? 1 : 0;
            assertEquals(tooSoon && store.length(row) == 40, times.tooSoon(row));
        }
        assertEquals(tooSoon ? 1 : 0, soon);
    }
}
