package org.droppoint.finding.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.stream.Collectors;
import org.droppoint.base.Place;
import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.end.Ends;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A window that is open at one tap and shut, in the same packets, at the next: the sender goes by what comes to it. */
class WindowOnTheWayTest {
    private static final int ACK = TcpFlags.ACK;

    /** @param at the outside tap's window in what the others show as 0 */
    private static Optional<Finding.WindowShut> found(int at) {
        HandTalk talk = new HandTalk().open(0, 20);
        for (int i = 0; i < 5; i++) {
            talk.s(100 + 40 * i, ACK, 100L * i, 100, 50L * i).c(120 + 40 * i, ACK, 50L * i, 50, 100L * (i + 1));
        }
        for (int i = 0; i < 5; i++) {
            double again = 400 + 300 * Math.pow(2, i);
            talk.window(at).s(again, ACK, 500, 0, 250, "outside");
            talk.window(0).countsOn(-1).s(again, ACK, 500, 0, 250, "inside", "host");
            talk.window(8_192).c(again + 100, ACK, 249, 0, 500);
        }
        Correlation correlation = talk.correlate();
        SessionTrace trace = correlation.sessions().get(0);
        Locator locator = new Locator(correlation, trace.session());
        return new WindowFinder(trace, locator, new Ends(trace, locator)).find();
    }

    @ParameterizedTest
    @CsvSource({"8192, firewall", "0, server"})
    void whereItIsShut(int atOutside, String where) {
        Finding.WindowShut shut = found(atOutside).orElseThrow();
        assertEquals(Side.SERVER, shut.side());
        assertEquals(where, shut.gap().places().stream().map(Place::name).collect(Collectors.joining(" ")));
    }
}
