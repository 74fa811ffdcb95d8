package org.droppoint.finding.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.droppoint.base.Place;
import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A device that sets time stamps back: the receiver must drop what bears them (RFC 7323 section 5.3). */
class StampsSetBackTest {
    private static final int ACK = TcpFlags.ACK;
    private static final String[] NEAR = {"host", "inside"};

    /** The server's last bytes come four times, at the two nearer taps with stamps so much older. */
    private static List<Finding.BytesVanished> lost(double olderNear, double olderFar) {
        HandTalk talk = new HandTalk().stamped().open(0, 20);
        for (int i = 0; i < 10; i++) {
            talk.s(100 + 40 * i, ACK, 100L * i, 100, 50L * i).c(120 + 40 * i, ACK, 50L * i, 50, 100L * (i + 1));
        }
        for (int i = 0; i < 4; i++) {
            double again = 600 + 300 * (Math.pow(2, i) - 1);
            talk.stampedEarlier(olderFar).s(again, ACK, 1_000, 200, 500, "outside");
            talk.countsOn(-1).stampedEarlier(olderNear).s(again, ACK, 1_000, 200, 500, NEAR);
            talk.c(again + 20, ACK, 500, 0, 1_000);
        }
        return FactFinder.find(talk.correlate())
                .sessions()
                .get(0)
                .all(Finding.BytesVanished.class)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"0, 0, host", "100000, 0, firewall", "100000, 100000, upstream server"})
    void whoSetThemBackIsSuspected(double olderNear, double olderFar, String places) {
        List<Finding.BytesVanished> lost = lost(olderNear, olderFar);
        assertEquals(1, lost.size());
        assertEquals(
                places, lost.get(0).gap().places().stream().map(Place::name).collect(Collectors.joining(" ")));
    }
}
