package org.droppoint.finding.place;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/**
 * Acknowledgements from much nearer than the machine that accepted and answers. Times are asked at the outside tap, two
 * milliseconds behind the host's for what the client sends.
 */
class AckDistanceTest {
    private static final int ACK = TcpFlags.ACK;
    private static final double MILLI = 1e6;

    /** So far is the server that accepts and answers, behind the outside tap. */
    private static final double FAR = 60;

    private static Optional<AckDistance.Proxy> proxy(HandTalk talk) {
        List<SessionLeg> legs = talk.correlate().sessions().get(0).session().legs();
        return AckDistance.proxyBehind(legs.get(legs.size() - 1));
    }

    /** The client asks ten bytes at a time; an acknowledgement comes so soon, the answer of a hundred bytes after FAR. */
    private static HandTalk asked(int questions, double... acknowledgedAfter) {
        HandTalk talk =
                new HandTalk().open(0, FAR + 2).s(74 + FAR, ACK, 0, 100, 0).c(140, ACK, 0, 0, 100);
        for (int i = 0; i < questions; i++) {
            double asks = 300 + 200 * i;
            talk.c(asks, ACK, 10L * i, 10, 100L * (i + 1));
            if (i < acknowledgedAfter.length && acknowledgedAfter[i] > 0) {
                talk.s(asks + 2 + acknowledgedAfter[i], ACK, 100L * (i + 1), 0, 10L * (i + 1));
            }
            talk.s(asks + 2 + FAR, ACK, 100L * (i + 1), 100, 10L * (i + 1));
        }
        return talk;
    }

    @Test
    void whoAcknowledgesFromMuchNearerIsAProxy() {
        AckDistance.Proxy proxy = proxy(asked(3, 1, 2, 3)).orElseThrow();
        assertEquals(FAR * MILLI, proxy.farNanos(), MILLI);
        assertEquals(2 * MILLI, proxy.nearNanos(), MILLI / 2, "the second soonest of them");
    }

    @Test
    void acknowledgementsFromWhereTheAnswersComeAreTheServers() {
        assertEquals(Optional.empty(), proxy(asked(3, FAR - 1, FAR - 1, FAR - 1)));
    }

    /** A quarter of the way: no queue explains less, and any may explain more. */
    @Test
    void aQuarterOfTheWayIsNotMuchNearer() {
        assertEquals(Optional.empty(), proxy(asked(3, FAR / 4 + 1, FAR / 4 + 1, FAR / 4 + 1)));
        assertEquals(
                true, proxy(asked(3, FAR / 4 - 1, FAR / 4 - 1, FAR / 4 - 1)).isPresent());
    }

    @Test
    void oneAcknowledgementProvesNothing() {
        assertEquals(Optional.empty(), proxy(asked(3, 1, 0, 0)));
        assertEquals(true, proxy(asked(3, 1, 1, 0)).isPresent());
    }

    /** One answer may have been slow for reasons of its own. */
    @Test
    void oneAnswerProvesNothing() {
        HandTalk talk = new HandTalk().open(0, FAR + 2);
        for (int i = 0; i < 3; i++) {
            talk.c(300 + 200 * i, ACK, 10L * i, 10, 0).s(303 + 200 * i, ACK, 0, 0, 10L * (i + 1));
        }
        assertEquals(Optional.empty(), proxy(talk));
        talk.s(1_000, ACK, 0, 100, 30);
        assertEquals(Optional.empty(), proxy(talk));
        talk.c(1_100, ACK, 30, 10, 100).s(1_200, ACK, 100, 100, 40);
        assertEquals(true, proxy(talk).isPresent());
    }

    /** A server that once answered, or accepted, as fast as it acknowledges is itself as near. */
    @Test
    void oneFastAnswerShowsThatTheServerIsNear() {
        assertEquals(
                Optional.empty(),
                proxy(asked(3, 1, 1, 1).c(2_000, ACK, 30, 10, 400).s(2_004, ACK, 400, 100, 40)));
    }

    /** What follows the client's bare acknowledgement was under way before it. */
    @Test
    void bareAcknowledgementsAskForNothing() {
        HandTalk talk = asked(3, 1, 1, 1).c(2_000, ACK, 30, 0, 400).s(2_004, ACK, 400, 100, 30);
        assertEquals(true, proxy(talk).isPresent());
    }

    /** Which of two SYNs was answered, nobody knows. */
    @Test
    void ofTwoSynsNothingIsMeasured() {
        HandTalk talk = asked(3, 1, 1, 1).c(1, TcpFlags.SYN, -1, 0, 0);
        assertEquals(Optional.empty(), proxy(talk));
    }

    /** The acknowledgement behind a repeated packet may be the first copy's. */
    @Test
    void acknowledgementsOfWhatWasRepeatedAreNotMeasured() {
        HandTalk talk = asked(0).s(200, ACK, 100, 100, 0);
        for (int i = 0; i < 3; i++) {
            double asks = 300 + 400 * i;
            talk.c(asks, ACK, 10L * i, 10, 200 + 100L * i)
                    .c(asks + 220, ACK, 10L * i, 10, 200 + 100L * i)
                    .s(asks + 223, ACK, 200 + 100L * i, 0, 10L * (i + 1))
                    .s(asks + 222 + FAR, ACK, 200 + 100L * i, 100, 10L * (i + 1));
        }
        assertEquals(Optional.empty(), proxy(talk));
    }

    /** All is near: beside five milliseconds, less is no distance. */
    @Test
    void besideAShortWayNothingIsNearer() {
        HandTalk talk = new HandTalk().open(0, 6);
        for (int i = 0; i < 3; i++) {
            double asks = 300 + 200 * i;
            talk.c(asks, ACK, 10L * i, 10, 100L * i)
                    .s(asks + 2.2, ACK, 100L * i, 0, 10L * (i + 1))
                    .s(asks + 6, ACK, 100L * i, 100, 10L * (i + 1));
        }
        assertEquals(Optional.empty(), proxy(talk));
    }

    /** A reset acknowledges too, and measures nothing. */
    @Test
    void resetsAreNoAcknowledgements() {
        HandTalk talk = asked(3, 1, 0, 0).c(2_000, ACK, 30, 10, 400);
        assertEquals(Optional.empty(), proxy(talk.s(2_003, TcpFlags.RST | ACK, 400, 0, 40)));
    }
}
