package org.droppoint.finding.place;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Objects;
import java.util.stream.Collectors;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Session;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may speak in an end's name to a tap: on the internet no end is so near that no router has counted its TTL down. */
class SpeakerTest {
    private static final int ACK = TcpFlags.ACK;

    /** Addresses of the internet, one kept for documentation, and a private one. */
    private static final String CLIENT = "20.70.246.20";

    private static final String SERVER = "52.101.40.26";
    private static final String LAB = "198.51.100.25";
    private static final String PRIVATE = "10.2.3.4";

    @ParameterizedTest
    @CsvSource({
        "CLIENT, outside, 62, host",
        "CLIENT, outside, 64, host lan firewall",
        "CLIENT, outside, 255, host lan firewall",
        "CLIENT, inside, 64, host",
        "SERVER, outside, 50, server",
        "SERVER, outside, 64, upstream server",
        "SERVER, inside, 255, firewall upstream server",
        "SERVER, inside, 59, server"
    })
    void whereTheSpeakerMayStand(Side side, String tap, int ttl, String places) {
        assertEquals(places, places(side, tap, ttl, CLIENT, SERVER));
    }

    /** Where nothing is known of the way no TTL is too large for it. */
    @ParameterizedTest
    @CsvSource({"CLIENT, outside, 64, host", "SERVER, outside, 64, server", "SERVER, inside, 255, server"})
    void addressesThatAreNotOnTheInternetProveNothing(Side side, String tap, int ttl, String places) {
        assertEquals(places, places(side, tap, ttl, PRIVATE, LAB));
    }

    /** The firewall hands on what it gets as a bridge does: the server may be next to it. */
    @Test
    void aBridgeCountsNothingDown() {
        HandTalk talk = new HandTalk().between(CLIENT, SERVER);
        for (String tap : new String[] {Tap.HOST, Tap.INSIDE, Tap.OUTSIDE}) {
            talk.ttlAt(tap, 64, 64);
        }
        assertEquals("server", places(talk, Side.SERVER, Tap.INSIDE));
    }

    private static String places(Side side, String tap, int ttl, String client, String server) {
        HandTalk talk = new HandTalk().between(client, server);
        for (String other : new String[] {Tap.HOST, Tap.INSIDE, Tap.OUTSIDE}) {
            talk.ttlAt(other, other.equals(Tap.OUTSIDE) ? 127 : 128, other.equals(Tap.OUTSIDE) ? 50 : 49);
        }
        return places(talk.ttlAt(tap, side == Side.CLIENT ? ttl : 126, side == Side.SERVER ? ttl : 51), side, tap);
    }

    private static String places(HandTalk talk, Side side, String tap) {
        Correlation correlation = talk.open(0, 20)
                .s(60, ACK, 0, 50, 0)
                .c(90, ACK, 0, 60, 50)
                .s(120, ACK, 50, 70, 60)
                .correlate();
        Session session = correlation.sessions().get(0).session();
        Tap at = correlation.taps().path().taps().stream()
                .filter(one -> one.name().equals(tap))
                .findFirst()
                .orElseThrow();
        return new Speaker(session, new Locator(correlation, session))
                .places(side, Objects.requireNonNull(session.leg(at))).stream()
                        .map(Place::name)
                        .collect(Collectors.joining(" "));
    }
}
