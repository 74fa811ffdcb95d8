package org.droppoint.finding.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.droppoint.base.Place;
import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client sends, the server acknowledges, and from some place on nobody hears it. */
class AcknowledgementsLostTest {
    private static final String[] BEYOND = {"outside"};
    private static final String[] ALL = {"host", "inside", "outside"};

    /** Ten exchanges that go well, then a message that is acknowledged as far as these taps and repeated so often. */
    private static List<Finding.BytesVanished> found(String[] hearing, int repeats) {
        HandTalk talk = new HandTalk().open(0, 20);
        for (int i = 0; i < 10; i++) {
            talk.s(100 + 40 * i, TcpFlags.ACK, 100L * i, 100, 50L * i);
            talk.c(120 + 40 * i, TcpFlags.ACK, 50L * i, 50, 100L * (i + 1));
        }
        talk.s(510, TcpFlags.ACK, 1_000, 0, 500);
        talk.c(600, TcpFlags.ACK, 500, 1_000, 1_000);
        for (int i = 0; i <= repeats; i++) {
            double again = 600 + 300 * (Math.pow(2, i) - 1);
            if (i > 0) {
                talk.c(again, TcpFlags.ACK, 500, 1_000, 1_000);
            }
            talk.s(again + 20, TcpFlags.ACK, 1_000, 0, 1_500, hearing);
        }
        Correlation correlation = talk.correlate();
        SessionTrace trace = correlation.sessions().get(0);
        return new AcknowledgementsLost(trace, new Locator(correlation, trace.session())).find(List.of());
    }

    private static String places(Finding.BytesVanished lost) {
        return lost.gap().places().stream().map(Place::name).collect(Collectors.joining(" "));
    }

    /** Between the last tap that has them and the next; behind every tap, on the machine that repeats. */
    @ParameterizedTest
    @CsvSource({"false, firewall", "true, host"})
    void theyVanishBehindTheLastTapThatHasThem(boolean everywhere, String where) {
        List<Finding.BytesVanished> lost = found(everywhere ? ALL : BEYOND, 4);
        assertEquals(1, lost.size());
        assertEquals(where, places(lost.get(0)));
        assertEquals(Side.SERVER, Side.sending(lost.get(0).direction()));
        assertEquals(0, lost.get(0).range().length());
        assertEquals(List.of(), lost.get(0).units());
    }

    /** One copy may have crossed its acknowledgement; who repeats nothing has heard. */
    @ParameterizedTest
    @CsvSource({"0", "1"})
    void aCopyMayHaveCrossedItsAcknowledgement(int repeats) {
        assertEquals(List.of(), found(BEYOND, repeats));
    }

    /** Where bytes went the same way and vanished, they tell enough. */
    @Test
    void bytesTellEnough() {
        HandTalk talk = new HandTalk().open(0, 20);
        Correlation correlation = talk.correlate();
        SessionTrace trace = correlation.sessions().get(0);
        Locator locator = new Locator(correlation, trace.session());
        List<Finding.BytesVanished> known = found(BEYOND, 4);
        assertEquals(List.of(), new AcknowledgementsLost(trace, locator).find(known));
    }
}
