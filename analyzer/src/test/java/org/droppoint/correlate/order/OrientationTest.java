package org.droppoint.correlate.order;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.droppoint.correlate.HandMade;
import org.droppoint.flow.Leg;
import org.droppoint.flow.TcpFlags;
import org.droppoint.flow.TimeToLive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mail that leaves the host and mail that comes to it, told by what routers leave of a packet's TTL. */
class OrientationTest {
    private static boolean inbound(HandMade made) {
        return made.session().session().serverAtHost();
    }

    // ---- across taps ----

    @ParameterizedTest
    @ValueSource(strings = {"host inside outside", "inside outside", "host outside"})
    void theSideThatLosesTtlOutwardsIsTheHosts(String taps) {
        HandMade outward = new HandMade(taps.split(" "));
        outward.connection(40_000).open(0).s(60, 0, 50, 0);
        assertFalse(inbound(outward));
        HandMade inward = new HandMade(taps.split(" "));
        inward.inbound("203.0.113.77", 40_000).open(0).s(60, 0, 50, 0);
        assertTrue(inbound(inward));
    }

    /** The TTLs at both taps lie two below a start each, so that one tap alone tells nothing. */
    @ParameterizedTest
    @CsvSource({
        "61, 62, false", // one router for what the client sends
        "62, 61, true",
        "62, 58, true", // four in a row are the most
        "62, 57, false", // a device that sets TTLs anew
        "255, 62, false",
        "255, 61, true", // the other side still tells
        "61, 255, false",
        "62, 62, false",
        "63, 62, true", // it rises on the way out: it comes from there
        "62, 63, false",
    })
    void theFallFromTapToTapTells(int clientOutside, int serverOutside, boolean inbound) {
        HandMade made = new HandMade("inside", "outside");
        made.connection(40_000)
                .ttlAt("inside", 62, 62)
                .ttlAt("outside", clientOutside, serverOutside)
                .open(0)
                .s(60, 0, 50, 0);
        assertEquals(inbound, inbound(made));
    }

    /** Between the first two taps nothing falls; between the next two it does. */
    @Test
    void whereOneHopIsNoRouterTheNextTells() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .ttlAt("host", 62, 62)
                .ttlAt("inside", 62, 62)
                .ttlAt("outside", 63, 61)
                .open(0);
        assertTrue(inbound(made));
    }

    // ---- where no router counts ----

    private static HandMade.Connection flat(HandMade.Connection connection, String... taps) {
        for (String tap : taps) {
            connection.ttlAt(tap, 64, 64);
        }
        return connection;
    }

    /** Both addresses are private: the SYN-ACK comes the sooner the nearer its sender is. */
    @ParameterizedTest
    @ValueSource(strings = {"host inside outside", "inside outside", "host outside"})
    void theWaitForTheSynAckFallsTowardsTheServer(String names) {
        String[] taps = names.split(" ");
        HandMade inward = new HandMade(taps);
        flat(inward.inbound("10.9.8.7", 40_000), taps).open(0.1234).s(60, 0, 50, 0);
        assertTrue(inbound(inward));
        HandMade outward = new HandMade(taps);
        flat(outward.connection(40_000).to("10.9.8.7"), taps).open(0.1234).s(60, 0, 50, 0);
        assertFalse(inbound(outward));
    }

    /** By its addresses the mail leaves: then it is the captures that were given in the other order. */
    @Test
    void whatLeavesByItsAddressesIsNotTurnedByWaits() {
        HandMade made = new HandMade("inside", "outside");
        HandMade.Connection talk = flat(made.inbound("192.168.1.20", 40_000), "inside", "outside")
                .to("198.51.100.9")
                .open(0.1234);
        for (int i = 0; i < 4; i++) {
            talk.s(60.5 + 40 * i, 50L * i, 50, 20L * i).c(80.5 + 40 * i, 20L * i, 20, 50L * (i + 1));
        }
        assertFalse(inbound(made));
        assertTrue(GivenOrder.of(made.correlate()).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"host, 203.0.113.77, true", "inside, 203.0.113.77, true", "inside, 10.9.8.7, false"})
    void aPrivateAddressThatAPublicOneOpensIsTheHosts(String tap, String client, boolean inbound) {
        HandMade made = new HandMade(tap);
        flat(made.inbound(client, 40_000), tap).open(0);
        assertEquals(inbound, inbound(made));
    }

    // ---- one tap alone ----

    @ParameterizedTest
    @CsvSource({
        "64, 50, false",
        "50, 64, true",
        "128, 116, false",
        "116, 128, true",
        "240, 255, true",
        "63, 64, false", // from a private address to a public one: out of a container, the server being beside the tap
        "61, 64, true",
        "50, 49, false", // neither is this machine's own
        "64, 64, false",
        "128, 64, false",
    })
    void atTheHostWhatCameFromAfarIsNotItsOwn(int client, int server, boolean inbound) {
        HandMade made = new HandMade("host");
        made.connection(40_000).ttlAt("host", client, server).open(0);
        assertEquals(inbound, inbound(made));
    }

    @ParameterizedTest
    @CsvSource({
        "63, 64, true", // nothing lies between the tap and the server
        "64, 63, false",
        "64, 64, false",
        "63, 63, false",
        "61, 63, false", // two routers more are no telling difference
        "60, 63, true",
        "63, 60, false",
        "110, 63, true",
    })
    void elsewhereTheSideThatIsClearlyFartherIsTheFarOne(int client, int server, boolean inbound) {
        HandMade made = new HandMade("inside");
        made.connection(40_000)
                .from("203.0.113.77")
                .ttlAt("inside", client, server)
                .open(0);
        assertEquals(inbound, inbound(made));
    }

    /** A proxy beside the tap answers in the public server's name: the private address is the host's all the same. */
    @ParameterizedTest
    @CsvSource({"inside, 127, 64", "inside, 60, 64", "outside, 60, 64"})
    void aPrivateAddressThatAsksAPublicOneIsTheHosts(String tap, int client, int server) {
        HandMade made = new HandMade(tap);
        made.connection(40_000).ttlAt(tap, client, server).open(0);
        assertFalse(inbound(made));
    }

    /** Neither distances nor addresses tell: whose answer takes no time is in the host's own network. */
    @ParameterizedTest
    @CsvSource({"inside, true", "outside, true", "middle, false"})
    void whoAnswersAtOnceIsNear(String tap, boolean inbound) {
        HandMade made = new HandMade(tap);
        HandMade.Connection talk = made.connection(40_000).from("203.0.113.77").ttlAt(tap, 61, 62);
        talk.c(0, TcpFlags.SYN, -1, 0, 0)
                .s(0.2, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0)
                .c(60, 0, 0, 0);
        assertEquals(inbound, inbound(made));
    }

    /** Behind the firewall what has passed no router is no host's: the far end may stand next to the tap. */
    @ParameterizedTest
    @CsvSource({"63, 64, false", "127, 64, false", "62, 64, false", "61, 64, true", "50, 63, true", "64, 50, false"})
    void outsideTheFarEndMayStandNextToTheTap(int client, int server, boolean inbound) {
        HandMade made = new HandMade("outside");
        made.connection(40_000)
                .from("203.0.113.77")
                .ttlAt("outside", client, server)
                .open(0);
        assertEquals(inbound, inbound(made));
    }

    /** A SYN without any answer: its own distance is all there is. */
    @ParameterizedTest
    @CsvSource({
        "host, 64, false",
        "host, 63, true",
        "host, 61, true",
        "inside, 62, false",
        "inside, 61, true",
        "inside, 64, false"
    })
    void anUnansweredSynTellsByItself(String tap, int client, boolean inbound) {
        HandMade made = new HandMade(tap);
        made.connection(40_000).from("203.0.113.77").ttlAt(tap, client, 0).c(0, TcpFlags.SYN, -1, 0, 0);
        assertEquals(inbound, inbound(made));
    }

    /** Some stacks start at 60: a private address that asks a public one in vain, or is reset, is the host's all the same. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLowTtlAloneDoesNotMakeAPrivateAddressAFarOne(boolean refused) {
        HandMade made = new HandMade("host");
        HandMade.Connection asks =
                made.connection(40_000).ttlAt("host", 60, 126).c(0, TcpFlags.SYN, -1, 0, 0);
        if (refused) {
            asks.s(0.5, TcpFlags.RST | TcpFlags.ACK, -1, 0, 0);
        }
        assertFalse(inbound(made));
    }

    /** One router away, as out of a container, and from afar look alike to a tap; addresses do not. */
    @Test
    void mailFromAPublicAddressComesIn() {
        HandMade made = new HandMade("host");
        made.inbound("203.0.113.77", 40_000).ttlAt("host", 63, 64).open(0);
        assertTrue(inbound(made));
    }

    /** A SYN that one tap alone holds goes where its sender's other sessions go. */
    @Test
    void aSessionAtOneTapIsReadLikeThoseOfItsAddresses() {
        HandMade made = HandMade.path();
        made.connection(40_000).open(0).s(60, 0, 50, 0);
        made.connection(40_001).ttlAt("host", 50, 0).c(500, TcpFlags.SYN, -1, 0, 0, "host");
        assertTrue(made.correlate().sessions().stream()
                .noneMatch(trace -> trace.session().serverAtHost()));
        HandMade alone = HandMade.path();
        alone.connection(40_001).from("203.0.113.77").ttlAt("host", 50, 0).c(500, TcpFlags.SYN, -1, 0, 0, "host");
        assertTrue(inbound(alone), "by itself it seems to come from afar");
    }

    /** Nothing starts at the tap called host, and the server's packets start at the last one: as in a laboratory. */
    @Test
    void aServerBesideTheLastTapDoesNotMirrorThePath() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .ttlAt("host", 63, 62)
                .ttlAt("inside", 62, 63)
                .ttlAt("outside", 61, 64)
                .open(0)
                .s(60, 0, 50, 0)
                .c(80, 0, 20, 50)
                .s(100, 50, 50, 20);
        assertTrue(GivenOrder.of(made.correlate()).isEmpty());
        HandMade far = HandMade.path();
        far.connection(40_000)
                .ttlAt("host", 53, 62)
                .ttlAt("inside", 52, 63)
                .ttlAt("outside", 51, 64)
                .open(0)
                .s(60, 0, 50, 0)
                .c(80, 0, 20, 50)
                .s(100, 50, 50, 20);
        assertTrue(GivenOrder.of(far.correlate()).isPresent(), "a client ten routers away is no host of ours");
    }

    /** Each capture has missed one copy of the client's bytes, and holds the other: no trip was that short. */
    @Test
    void twoCopiesOfWhichEachTapMissedOneDoNotTurnThePath() {
        HandMade made = HandMade.path().withoutRouters();
        made.connection(40_000)
                .open(0)
                .s(60, 0, 50, 0)
                .c(80, 0, 20, 50, "inside", "outside")
                .c(380, 0, 20, 50, "host", "outside")
                .s(400, 50, 50, 20)
                .s(440, 100, 50, 20)
                .s(480, 150, 50, 20);
        assertTrue(GivenOrder.of(made.correlate()).isEmpty());
    }

    // ---- the usual TTL ----

    private static Leg leg(HandMade made) {
        return made.legs().get(0).get(0);
    }

    @Test
    void mostPacketsTellWhatIsUsual() {
        HandMade made = new HandMade("host");
        made.connection(40_000)
                .ttlAt("host", 64, 50)
                .open(0)
                .s(60, 0, 10, 0)
                .ttlAt("host", 64, 47)
                .s(70, 10, 10, 0);
        assertEquals(64, Orientation.usualTtl(leg(made), CLIENT_TO_SERVER));
        assertEquals(50, Orientation.usualTtl(leg(made), SERVER_TO_CLIENT));
    }

    /** Firewalls forge resets with TTLs of their own, and more of them than the server sent packets. */
    @Test
    void resetsDoNotCount() {
        HandMade made = new HandMade("host");
        HandMade.Connection one = made.connection(40_000).ttlAt("host", 64, 50).open(0);
        one.ttlAt("host", 64, 255);
        for (int i = 0; i < 5; i++) {
            one.s(100 + i, TcpFlags.RST | TcpFlags.ACK, 0, 0, 0);
        }
        assertEquals(50, Orientation.usualTtl(leg(made), SERVER_TO_CLIENT));
    }

    @Test
    void aSideThatSentNothingHasNone() {
        HandMade made = new HandMade("host");
        made.connection(40_000).c(0, TcpFlags.SYN, -1, 0, 0);
        assertEquals(-1, Orientation.usualTtl(leg(made), SERVER_TO_CLIENT));
        assertEquals(0, Orientation.fall(leg(made), leg(made), SERVER_TO_CLIENT));
    }

    /** The beginning is enough: a route that changes in a long session does not change who opened it. */
    @Test
    void theFirstPacketsAreEnough() {
        HandMade made = new HandMade("host");
        HandMade.Connection one = made.connection(40_000).ttlAt("host", 64, 50).open(0);
        for (int i = 0; i < 200; i++) {
            one.ttlAt("host", 64, i < 40 ? 50 : 40).s(100 + i, 10L * i, 10, 0);
        }
        assertEquals(50, Orientation.usualTtl(leg(made), SERVER_TO_CLIENT));
    }

    @Test
    void sendersStartWithOneOfThree() {
        assertTrue(TimeToLive.isInitial(64));
        assertTrue(TimeToLive.isInitial(128));
        assertTrue(TimeToLive.isInitial(255));
        assertFalse(TimeToLive.isInitial(63));
        assertFalse(TimeToLive.isInitial(127));
        assertFalse(TimeToLive.isInitial(254));
    }
}
