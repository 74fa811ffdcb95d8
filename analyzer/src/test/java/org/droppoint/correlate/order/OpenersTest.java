package org.droppoint.correlate.order;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.droppoint.correlate.HandMade;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A SYN that one tap holds and nobody answered: who sent it, the host's side or the far one. */
class OpenersTest {
    private final HandMade made = HandMade.path();

    private void talk(int port, double from) {
        HandMade.Connection talk = made.connection(port).isn(port * 1_000L, port * 3_000L);
        talk.open(from);
        for (int i = 0; i < 10; i++) {
            talk.s(from + 100 + 40 * i, TcpFlags.ACK, 100L * i, 100, 50L * i);
            talk.c(from + 120 + 40 * i, TcpFlags.ACK, 50L * i, 50, 100L * (i + 1));
        }
    }

    /** What the host opens passes the taps nearest to it, if these were there; an address known as another server's is one. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.77, outside, true, true",
        "192.0.2.77, outside, false, false",
        "192.0.2.77, inside outside, true, true",
        "192.0.2.77, host inside outside, true, false",
        "known, outside, true, false"
    })
    void whatNoNearerTapHasCameFromBeyond(String server, String taps, boolean mailAfter, boolean beyond) {
        talk(40_000, 0);
        HandMade.Connection asks = made.connection(40_001).isn(77_000, 99_000);
        if (!server.equals("known")) {
            asks.to(server).from("198.51.100.99");
        }
        asks.c(3_000, TcpFlags.SYN, -1, 0, 0, taps.split(" ")).c(4_000, TcpFlags.SYN, -1, 0, 0, taps.split(" "));
        if (mailAfter) {
            talk(40_002, 9_000);
        }
        assertEquals(beyond, made.correlate().sessions().get(1).session().serverAtHost());
    }

    /** Three routers behind one tap alone: the client whose sessions leave opens this one, too, whoever refuses it. */
    @ParameterizedTest
    @CsvSource({
        "198.51.100.99, false, false",
        "198.51.100.99, true, false",
        "192.0.2.5, false, true",
        "192.0.2.5, true, true"
    })
    void whoLeavesElsewhereLeavesHere(String client, boolean refused, boolean beyond) {
        HandMade alone = new HandMade("outside");
        HandMade.Connection talk = alone.connection(40_000)
                .from("198.51.100.99")
                .ttlAt("outside", 61, 50)
                .open(0);
        talk.s(60, TcpFlags.ACK, 0, 50, 0).c(80, TcpFlags.ACK, 0, 20, 50);
        HandMade.Connection asks = alone.connection(40_001).isn(77_000, 99_000);
        asks.from(client)
                .to(beyond ? "203.0.113.9" : "198.51.100.25")
                .ttlAt("outside", 61, 63)
                .c(3_000, TcpFlags.SYN, -1, 0, 0);
        if (refused) {
            asks.s(3_001, TcpFlags.RST | TcpFlags.ACK, -1, 0, 0);
        }
        assertEquals(beyond, alone.correlate().sessions().get(1).session().serverAtHost());
    }
}
