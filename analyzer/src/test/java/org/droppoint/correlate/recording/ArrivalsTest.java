package org.droppoint.correlate.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.droppoint.base.Direction;
import org.droppoint.correlate.HandMade;
import org.droppoint.flow.Leg;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long what passed a tap took until it was answered. */
class ArrivalsTest {
    private static final int ACK = TcpFlags.ACK;

    /**
     * The server repeats what nobody takes, closes, and gives up by a reset behind it; the client answers that by an
     * acknowledgement (RFC 5961 section 3.2), not the FIN.
     */
    @ParameterizedTest
    @CsvSource({"true, 20", "false, 87020"})
    void anAcknowledgementRightAfterAResetAnswersThat(boolean reset, long slowestMillis) {
        HandMade made = HandMade.path();
        HandMade.Connection talk = made.connection(40_000).open(0);
        talk.s(1_000, 0, 35, 0).s(2_000, 0, 35, 0).s(3_000, ACK | TcpFlags.FIN, 35, 0, 0);
        if (reset) {
            talk.s(90_000, ACK | TcpFlags.RST, 35, 0, 0);
        }
        talk.c(90_020, ACK, 0, 0, 0);
        Leg leg = made.legs().get(2).get(0);
        long slowest = new Arrivals(leg, Direction.SERVER_TO_CLIENT).slowestNanos();
        assertEquals(slowestMillis, Math.round(slowest / 1e6 / 20) * 20);
    }
}
