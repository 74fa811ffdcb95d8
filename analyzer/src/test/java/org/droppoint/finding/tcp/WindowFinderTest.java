package org.droppoint.finding.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.end.Ends;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A window that was shut at the end, and what shows that it opened, or that nobody waited for it. */
class WindowFinderTest {
    private static final int ACK = TcpFlags.ACK;

    /** Five questions and answers; then the client shuts its window. */
    private static HandTalk shut() {
        HandTalk talk = new HandTalk().open(0, 20);
        for (int i = 0; i < 5; i++) {
            talk.s(100 + 40 * i, ACK, 100L * i, 100, 50L * i).c(120 + 40 * i, ACK, 50L * i, 50, 100L * (i + 1));
        }
        return talk.window(0).c(350, ACK, 250, 0, 500).window(8_192);
    }

    /** A byte of what waits, again and again, each of which is answered by the shut window. */
    private static HandTalk probed(HandTalk talk, double untilMillis) {
        for (double at = 600; at < untilMillis; at *= 2) {
            talk.window(8_192).s(at, ACK, 499, 1, 250).window(0).c(at + 5, ACK, 250, 0, 500);
        }
        return talk.window(8_192);
    }

    private static Optional<Finding.WindowShut> found(HandTalk talk) {
        Correlation correlation = talk.correlate();
        SessionTrace trace = correlation.sessions().get(0);
        Locator locator = new Locator(correlation, trace.session());
        return new WindowFinder(trace, locator, new Ends(trace, locator)).find();
    }

    @Test
    void dataWaitedForIt() {
        assertEquals(
                Side.CLIENT,
                found(probed(shut(), 10_000)).map(Finding.WindowShut::side).orElseThrow());
    }

    @Test
    void whoSendsFarBeyondItHadHeardThatItOpened() {
        HandTalk talk = probed(shut(), 3_000).s(4_000, ACK, 500, 100, 250).s(4_100, ACK, 600, 100, 250);
        assertFalse(found(talk).isPresent());
    }

    @Test
    void nobodyWaitedWhoSaidNothingMoreOrOnlyLeft() {
        assertFalse(found(shut()).isPresent());
        assertFalse(found(shut().s(1_000, ACK | TcpFlags.FIN, 500, 0, 250)).isPresent());
    }

    /** A receiver may be busy for a while: of one that was so when the captures ended nobody can tell. */
    @ParameterizedTest
    @CsvSource({"2000, UNKNOWN", "100000, FAILED"})
    void aWindowIsHeldToStayShutWhenItHasBeenForLong(double untilMillis, Outcome outcome) {
        assertEquals(
                outcome,
                FactFinder.find(probed(shut(), untilMillis).correlate())
                        .sessions()
                        .get(0)
                        .outcome());
    }
}
