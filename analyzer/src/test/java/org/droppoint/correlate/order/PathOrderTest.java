package org.droppoint.correlate.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.correlate.HandMade;
import org.droppoint.flow.Leg;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Captures without roles, given in any order, are put into the order of the path. */
class PathOrderTest {
    private static final String BOTH =
            "order found: the TTL falls along the way, and SYN to SYN-ACK takes longer nearer" + " the client";

    /** The path's captures in another order: the first digit says which tap is given first. */
    private static PathOrder.Result of(HandMade made, String shuffled) {
        List<List<Leg>> legs = made.legs();
        List<List<Leg>> given = new ArrayList<>();
        shuffled.chars().forEach(digit -> given.add(legs.get(digit - '0')));
        return PathOrder.of(given);
    }

    private static HandMade oneSession() {
        HandMade made = HandMade.path();
        made.connection(40_000).open(0).s(60, 0, 100, 0).c(90, 0, 20, 100);
        return made;
    }

    @ParameterizedTest
    @CsvSource({"012, 0 1 2", "021, 0 2 1", "102, 1 0 2", "120, 2 0 1", "201, 1 2 0", "210, 2 1 0"})
    void theClientsTtlFallsAlongTheWay(String shuffled, String order) {
        PathOrder.Result found = of(oneSession(), shuffled);
        assertEquals(order, words(found.order()));
        assertTrue(found.linked());
        assertFalse(found.serverAtHost());
        assertEquals(BOTH, found.reason());
        assertEquals(List.of(), found.translated());
    }

    private static String words(List<Integer> order) {
        return String.join(" ", order.stream().map(String::valueOf).toList());
    }

    @ParameterizedTest
    @CsvSource({"012, 0 1 2", "201, 1 2 0", "210, 2 1 0"})
    void theWaitForTheSynAckTellsWhereNoRouterCounts(String shuffled, String order) {
        HandMade made = HandMade.path().withoutRouters();
        made.connection(40_000).open(0);
        PathOrder.Result found = of(made, shuffled);
        assertEquals(order, words(found.order()));
        assertEquals("order found: SYN to SYN-ACK takes longer nearer the client", found.reason());
    }

    /** A proxy between host and inside answers SYNs at once and sends packets as fresh as the host's: they are its own. */
    @ParameterizedTest
    @CsvSource({"012, 0 1 2", "102, 1 0 2", "210, 2 1 0"})
    void aProxysConnectionsSayNothing(String shuffled, String order) {
        HandMade made = HandMade.path().withoutRouters();
        made.connection(40_000).open(0).s(60, 0, 100, 0).c(90, 0, 20, 100);
        for (int i = 0; i < 3; i++) {
            made.connection(40_001 + i)
                    .isn(1_000 + i, 2_000)
                    .ttlAt("host", 60, 64)
                    .c(1_000 + i * 100, TcpFlags.SYN, -1, 0, 0, "host")
                    .s(1_001 + i * 100, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, "host");
            made.connection(40_001 + i)
                    .isn(5_000_000 + 100 * i, 6_000_000)
                    .ttlAt("inside", 64, 50)
                    .c(1_002 + i * 100, TcpFlags.SYN, -1, 0, 0, "inside", "outside")
                    .s(1_040 + i * 100, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, "inside", "outside");
        }
        assertEquals(order, words(of(made, shuffled).order()));
    }

    @Test
    void theTtlTellsWhereNoHandshakeWasCaptured() {
        HandMade made = HandMade.path();
        made.connection(40_000).s(60, 0, 100, 0).c(90, 0, 20, 100);
        PathOrder.Result found = of(made, "210");
        assertEquals(List.of(2, 1, 0), found.order());
        assertEquals("order found: the TTL falls along the way", found.reason());
    }

    /** Interrupt coalescing makes a wait look shorter by a little; routers do not miscount. */
    @Test
    void theTtlOutweighsTheWait() {
        HandMade made = HandMade.path().withoutDelay();
        made.connection(40_000)
                .c(0, TcpFlags.SYN, -1, 0, 0, "host")
                .c(-2, TcpFlags.SYN, -1, 0, 0, "inside")
                .c(-4, TcpFlags.SYN, -1, 0, 0, "outside")
                .s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0);
        assertEquals(List.of(2, 1, 0), of(made, "210").order());
    }

    /** A client that repeats its SYN waits from the last one on: the lost one was seen nearer to it only. */
    @Test
    void aLostSynDoesNotLengthenTheWait() {
        HandMade made = HandMade.path().withoutRouters();
        made.connection(40_000).c(-3_000, TcpFlags.SYN, -1, 0, 0, "outside").open(0);
        assertEquals(List.of(2, 1, 0), of(made, "210").order());
    }

    @Test
    void nothingTells() {
        HandMade made = HandMade.path().withoutRouters().withoutDelay();
        made.connection(40_000).open(0);
        PathOrder.Result found = of(made, "210");
        assertEquals(List.of(0, 1, 2), found.order());
        assertTrue(found.linked());
        assertEquals("nothing tells the order: as given", found.reason());
    }

    @Test
    void capturesOfDifferentSessionsStayInTheOrderGiven() {
        HandMade made = HandMade.path();
        made.connection(40_000).isn(77_000, 99_000).open(0, "host", "inside");
        made.connection(40_001).isn(177_000, 199_000).open(5_000, "outside");
        PathOrder.Result found = of(made, "210");
        assertFalse(found.linked());
        assertEquals("no session in common with the others: order as given", found.reason());
    }

    @Test
    void oneCaptureHasNoOrder() {
        HandMade made = new HandMade("host");
        made.connection(40_000).open(0);
        PathOrder.Result found = PathOrder.of(made.legs());
        assertEquals(List.of(0), found.order());
        assertFalse(found.linked());
        assertEquals("the only capture", found.reason());
    }

    @Test
    void noCaptureAtAllIsNoFailure() {
        assertEquals(List.of(), PathOrder.of(List.of()).order());
    }

    /** The listening side's packets start fresh at one end, the client's nowhere: the host is the listening side. */
    @ParameterizedTest
    @CsvSource({"012, 0 1 2", "210, 2 1 0", "120, 2 0 1"})
    void inboundMailComesFromTheFarEnd(String shuffled, String order) {
        HandMade made = HandMade.path();
        made.inbound("203.0.113.77", 40_000).open(0).s(60, 0, 100, 0);
        PathOrder.Result found = of(made, shuffled);
        assertTrue(found.serverAtHost());
        assertEquals(order, words(found.order()));
    }

    /** Mail goes out from most of the connections that start fresh; one scan from outside does not turn the path round. */
    @ParameterizedTest
    @CsvSource({"203.0.113.77, 0 1 2, true", "10.9.8.7, 2 1 0, false"})
    void whereNoRouterCountsAddressesTellWhoseEndIsTheHosts(String client, String order, boolean inbound) {
        HandMade made = HandMade.path();
        HandMade.Connection talk = made.inbound(client, 40_000);
        for (String tap : new String[] {"host", "inside", "outside"}) {
            talk.ttlAt(tap, 64, 64);
        }
        talk.open(0).s(60, 0, 100, 0);
        PathOrder.Result found = of(made, "012");
        assertEquals(order, words(found.order()));
        assertEquals(inbound, found.serverAtHost());
    }

    @Test
    void outboundMailOfManyOutweighsOneProbe() {
        HandMade made = HandMade.path();
        made.connection(40_000).isn(1_000, 2_000).open(0);
        made.connection(40_001).isn(11_000, 12_000).open(100);
        made.inbound("203.0.113.77", 40_002).isn(21_000, 22_000).open(200);
        PathOrder.Result found = of(made, "012");
        assertFalse(found.serverAtHost());
    }

    @ParameterizedTest
    @CsvSource({"outside, 012, 1", "inside, 012, 0", "outside, 210, 1", "inside, 210, 0"})
    void tellsBehindWhichCaptureAddressesChange(String from, String shuffled, int position) {
        HandMade made = HandMade.path();
        made.connection(40_000).translatedFrom(from, "203.0.113.2", 61_022).open(0);
        PathOrder.Result found = of(made, shuffled);
        assertTrue(found.linked());
        assertEquals(List.of(position), found.translated());
    }

    /**
     * A relay between inside and outside accepts at once, and its own TTLs look as if the outside lay nearest the host:
     * the turns that it hands on take longer nearer the client.
     */
    @ParameterizedTest
    @CsvSource({"012, 0 1 2", "201, 1 2 0", "210, 2 1 0"})
    void turnsThatARelayHandsOnTellTheOrder(String shuffled, String order) {
        String[] near = {"host", "inside"};
        HandMade made = HandMade.path().withoutRouters();
        HandMade.Connection client = made.connection(40_000).isn(1_000, 2_000);
        client.ttlAt("host", 64, 64).ttlAt("inside", 64, 64);
        client.c(0, TcpFlags.SYN, -1, 0, 0, near).s(2, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, near);
        HandMade.Connection relays = made.connection(50_000).isn(70_000, 90_000).ttlAt("outside", 64, 50);
        relays.c(4, TcpFlags.SYN, -1, 0, 0, "outside").s(54, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, "outside");
        relays.s(104, 0, 100, 0, "outside");
        client.s(104, 0, 100, 0, near);
        for (int i = 0; i < 12; i++) {
            double asked = 200 + 100 * i;
            client.c(asked, 60L * i, 60, 100L * (i + 1), near).s(asked + 60, 100L * (i + 1), 100, 60L * (i + 1), near);
            relays.c(asked + 5, 60L * i, 60, 100L * (i + 1), "outside");
            relays.s(asked + 55, 100L * (i + 1), 100, 60L * (i + 1), "outside");
        }
        PathOrder.Result found = of(made, shuffled);
        assertEquals(order, words(found.order()), found::reason);
        assertTrue(found.reason().contains("a proxy's answers"), found.reason());
    }
}
