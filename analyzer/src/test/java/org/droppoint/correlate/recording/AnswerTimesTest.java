package org.droppoint.correlate.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.droppoint.base.Direction;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At the tap inside: SYN-ACK and greeting take the way to the server and back, and so does every answer that is its own. */
class AnswerTimesTest {
    /**
     * @param takes how long the SYN-ACK, the greeting and the reply to EHLO wait, in milliseconds
     */
    @ParameterizedTest
    @CsvSource({
        "40, 40, 40, false",
        "40, 45, 12, false",
        "40, 45, 5, true",
        "40, 4, 3.5, false",
        "0.4, 0.4, 0.05, false"
    })
    void whatComesMuchSoonerThanAllOthersWasMadeNearer(double synAck, double greeting, double reply, boolean tooSoon) {
        HandMade made = new HandMade("host", "inside").withoutDelay();
        made.connection(40_000)
                .c(0, 2, -1, 0, 0)
                .s(synAck, 18, -1, 0, 0)
                .c(100, 0, 0, 0)
                .s(100 + greeting, 0, 28, 0)
                .c(200, 0, 19, 28)
                .s(200 + reply, 28, 40, 19);
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
