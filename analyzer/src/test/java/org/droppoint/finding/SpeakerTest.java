package org.droppoint.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.correlate.Correlation;
import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.Session;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may speak in an end's name to a tap: a proxy in between sends with a TTL that no router has diminished, too. */
class SpeakerTest {
    private static final int ACK = TcpFlags.ACK;

    @ParameterizedTest
    @CsvSource({
        "CLIENT, outside, 62, host",
        "CLIENT, outside, 64, host lan firewall",
        "CLIENT, outside, 128, host lan firewall",
        "CLIENT, inside, 64, host",
        "SERVER, outside, 50, server",
        "SERVER, inside, 255, firewall upstream server",
        "SERVER, inside, 59, server"
    })
    void whereTheSpeakerMayStand(Side side, String tap, int ttl, String places) {
        HandTalk talk = new HandTalk()
                .ttlAt(tap, side == Side.CLIENT ? ttl : 63, side == Side.SERVER ? ttl : 50)
                .open(0, 20);
        Correlation correlation = talk.s(60, ACK, 0, 50, 0)
                .c(90, ACK, 0, 60, 50)
                .s(120, ACK, 50, 70, 60)
                .correlate();
        Session session = correlation.sessions().get(0).session();
        Tap at = correlation.taps().path().taps().stream()
                .filter(one -> one.name().equals(tap))
                .findFirst()
                .orElseThrow();
        assertEquals(
                places,
                new Locator(correlation, session)
                        .speaker(side, java.util.Objects.requireNonNull(session.leg(at))).stream()
                                .map(Place::name)
                                .collect(Collectors.joining(" ")));
    }
}
