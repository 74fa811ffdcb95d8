package org.droppoint.finding.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A SYN that every tap saw and nothing answered, beside a session that went well. */
class ConnectFinderTest {
    private static final String[] ALL = {"host", "inside", "outside"};
    private static final String[] DEAF = {"host", "inside"};

    private static List<Place> places(String[] hearing) {
        HandTalk well = new HandTalk()
                .c(0, TcpFlags.SYN, -1, 0, 0)
                .s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, hearing)
                .c(30, TcpFlags.ACK, 0, 0, 0);
        for (int i = 0; i < 10; i++) {
            well.s(100 + 40 * i, TcpFlags.ACK, 100L * i, 100, 50L * i, hearing);
            well.c(120 + 40 * i, TcpFlags.ACK, 50L * i, 50, 100L * (i + 1));
        }
        well.other(40_001).c(200, TcpFlags.SYN, -1, 0, 0).c(300, TcpFlags.SYN, -1, 0, 0);
        Correlation correlation = well.correlate();
        SessionTrace trace = correlation.sessions().get(1);
        Locator locator = new Locator(correlation, trace.session());
        Finding.ConnectFailed failed =
                new ConnectFinder(trace, locator).find(List.of(), List.of()).orElseThrow();
        return failed.gap().places();
    }

    /** A tap that hears the way back would have recorded a SYN-ACK; of one that does not nothing is known beyond the next. */
    @ParameterizedTest
    @CsvSource({"true, upstream server", "false, firewall upstream server"})
    void whoHearsTheWayBackTellsASynFromItsAnswer(boolean outsideHears, String expected) {
        assertEquals(
                List.of(expected.split(" ")),
                places(outsideHears ? ALL : DEAF).stream().map(Place::name).toList());
    }

    /** Blind to data, as of sessions that a card handles, outside holds the handshakes: it would have had the SYN-ACK. */
    @ParameterizedTest
    @CsvSource({"true, upstream server", "false, firewall upstream server"})
    void whoIsBlindToDataStillHearsAnswers(boolean hears, String expected) {
        HandTalk talk = new HandTalk();
        for (int session = 0; session < 2; session++) {
            double at = 1_000 * session;
            HandTalk well = talk.other(40_010 + session)
                    .c(at, TcpFlags.SYN, -1, 0, 0)
                    .s(at + 20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, hears ? ALL : DEAF)
                    .c(at + 30, TcpFlags.ACK, 0, 0, 0);
            for (int i = 0; i < 5; i++) {
                well.s(at + 100 + 40 * i, TcpFlags.ACK, 100L * i, 100, 50L * i, DEAF);
                well.c(at + 120 + 40 * i, TcpFlags.ACK, 50L * i, 50, 100L * (i + 1));
            }
        }
        talk.other(40_001).c(2_200, TcpFlags.SYN, -1, 0, 0).c(2_300, TcpFlags.SYN, -1, 0, 0);
        Correlation correlation = talk.correlate();
        SessionTrace trace = correlation.sessions().get(2);
        Locator locator = new Locator(correlation, trace.session());
        Finding.ConnectFailed failed =
                new ConnectFinder(trace, locator).find(List.of(), List.of()).orElseThrow();
        assertEquals(
                List.of(expected.split(" ")),
                failed.gap().places().stream().map(Place::name).toList());
    }
}
