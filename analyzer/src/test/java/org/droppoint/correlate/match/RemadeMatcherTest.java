package org.droppoint.correlate.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Tap;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.HandTls;
import org.droppoint.correlate.session.Taps;
import org.droppoint.flow.Leg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Connections on both sides of a proxy that ends TLS: their clear text is the same, and nothing else is. They are paired
 * as a whole, by rhythm, or not at all.
 */
class RemadeMatcherTest {
    private static final String ASKS = "EHLO mail.example\r\nSTARTTLS\r\n";
    private static final String ANSWERS = "220 mx ESMTP\r\n250-mx\r\n250 STARTTLS\r\n220 go ahead\r\n";

    private HandMade made = new HandMade("inside", "outside").withoutDelay();
    private int ports = 40_000;

    /** Who makes connections anew behind an address of its own. */
    private static final String PROXY = "203.0.113.9";

    private String proxySide = "outside";

    /** One side of a session that begins at a time; lines cross so much later than the proxy opened its side. */
    private void side(String tap, double at, char random, double crossing) {
        side(tap, at, random, crossing, ASKS, ANSWERS);
    }

    private void side(String tap, double at, char random, double crossing, String asks, String answers) {
        side(tap, at, random, crossing, asks, answers, HandTls.serverHello(random));
    }

    private void side(String tap, double at, char random, double crossing, String asks, String answers, String flight) {
        int port = ports++;
        double from = at + crossing;
        int hello = HandTls.clientHello(random).length();
        connection(port, random, tap)
                .isn(port * 1_000L, port * 3_000L)
                .says(asks + HandTls.clientHello(random), answers + flight)
                .open(at, tap)
                .s(from + 60, 0, 14, 0, tap)
                .c(from + 80, 0, 19, 14, tap)
                .s(from + 100, 14, 22, 19, tap)
                .c(from + 120, 19, 10, 36, tap)
                .s(from + 140, 36, 14, 29, tap)
                .c(from + 160, 29, hello, 50, tap)
                .s(from + 180, 50, flight.length(), 29 + hello, tap);
    }

    /** The proxy's have another address; what is known to pass it bears no marks that differ. */
    private HandMade.Connection connection(int port, char random, String tap) {
        HandMade.Connection connection = made.connection(port);
        if (tap.equals(proxySide)) {
            connection.translatedFrom(tap, PROXY, port);
        }
        return random == 'k' ? connection.withoutIpIds() : connection;
    }

    /** A session on both sides; the proxy opens its own side so much later. */
    private void session(double at, double later) {
        side("inside", at, 'i', 0);
        side("outside", at + later, 'o', 0);
    }

    /** Which inside port is paired with which outside port. */
    private List<String> pairs() {
        List<List<Leg>> legs = made.legs();
        Taps taps = made.taps();
        List<SessionLegs> sessions = new ArrayList<>();
        for (Leg leg : legs.get(0)) {
            sessions.add(new SessionLegs(taps.traces().get(0).tap(), leg));
        }
        return paired(new RemadeMatcher(taps, taps.traces().get(1).tap(), List.of()), sessions, legs.get(1));
    }

    private static List<String> paired(RemadeMatcher matcher, List<SessionLegs> sessions, List<Leg> legs) {
        return matcher.matches(sessions, legs).stream()
                .map(match -> match.session().first().key().client().port() + "+"
                        + match.leg().key().client().port() + " " + match.lines())
                .sorted()
                .toList();
    }

    @Test
    void aLoneSessionIsPaired() {
        session(0, 30);
        assertEquals(List.of("40000+40001 5"), pairs());
    }

    @Test
    void sessionsArePairedInTheirOrder() {
        for (int i = 0; i < 3; i++) {
            session(1_000 * i, 30 + 5 * i);
        }
        assertEquals(List.of("40000+40001 5", "40002+40003 5", "40004+40005 5"), pairs());
    }

    /** The capture in between missed a session that goes on beyond it as it was, and holds another of the same words. */
    @ParameterizedTest
    @CsvSource({"false, 1", "true, 0"})
    void whatGoesOnAsItWasWasNotRemade(boolean goesOn, int paired) {
        made = HandMade.path().withoutDelay();
        proxySide = "inside";
        side("host", 0, 'h', 0);
        side("inside", 30, 'i', 0);
        if (goesOn) {
            ports -= 2;
            side("outside", 0, 'h', 0);
        }
        assertEquals(paired, pairs().size());
    }

    /** One more on one side: which of them has no mate, nobody knows. */
    @Test
    void asManyMustBeOnEitherSide() {
        session(0, 30);
        side("inside", 1_000, 'i', 0);
        assertEquals(List.of(), pairs());
    }

    /** Two that begin together could be either's. */
    @ParameterizedTest
    @CsvSource({"80, 0", "81, 2"})
    void sessionsMustBeApart(double gap, int paired) {
        session(0, 30);
        session(gap, 30);
        assertEquals(paired, pairs().size());
    }

    /** The proxy may be slower once, by less than a quarter of what lies between two sessions. */
    @ParameterizedTest
    @CsvSource({"279, 2", "280, 0"})
    void theRhythmIsTheSame(double second, int paired) {
        made.other(5_000);
        session(0, 30);
        session(1_000, second);
        assertEquals(paired, pairs().size());
    }

    /** A line may be held up, as until the proxy's own handshake is over, but not for ever. */
    @ParameterizedTest
    @CsvSource({"0, 1", "5000, 1", "5001, 0"})
    void linesMayBeHeldUp(double slower, int paired) {
        side("inside", 0, 'i', 0);
        int port = ports++;
        connection(port, 'o', "outside")
                .isn(77_000, 99_000)
                .says(ASKS + HandTls.clientHello('o'), ANSWERS)
                .open(30, "outside")
                .s(90, 0, 14, 0, "outside")
                .c(110, 0, 19, 14, "outside")
                .s(130, 14, 22, 19, "outside")
                .c(150 + slower, 19, 10, 36, "outside")
                .s(170, 36, 14, 29, "outside")
                .c(190, 29, HandTls.clientHello('o').length(), 50, "outside");
        assertEquals(paired, pairs().size());
    }

    /** What either end says first must not come sooner than what it answers: whatever the clocks say, no line goes back. */
    @ParameterizedTest
    @CsvSource({"20, 1", "21, 0"})
    void noLineCrossesBeforeItWasSaid(double early, int paired) {
        side("inside", 0, 'i', 0);
        int port = ports++;
        connection(port, 'o', "outside")
                .isn(77_000, 99_000)
                .says(ASKS + HandTls.clientHello('o'), ANSWERS)
                .open(30, "outside")
                .s(90, 0, 14, 0, "outside")
                .c(110 - early, 0, 19, 14, "outside")
                .s(130, 14, 22, 19, "outside")
                .c(150 + early, 19, 10, 36, "outside")
                .s(170, 36, 14, 29, "outside")
                .c(190 + early, 29, HandTls.clientHello('o').length(), 50, "outside");
        assertEquals(paired, pairs().size());
    }

    /** Begun together, and one more on one side: a greeting that nobody else has still tells whose it is. */
    @Test
    void aGreetingOfItsOwnTellsWhereOrderDoesNot() {
        String[] answers = {ANSWERS.replace("ESMTP", "ESMT1"), ANSWERS.replace("ESMTP", "ESMT2")};
        for (int i = 0; i < 2; i++) {
            side("inside", 10 * i, 'i', 0, ASKS, answers[i]);
            side("outside", 10 * i + 30, 'o', 0, ASKS, answers[i]);
        }
        side("inside", 1_000, 'i', 0);
        assertEquals(List.of("40000+40001 5", "40002+40003 5"), pairs());
    }

    /** Another server's lines, or too few of them, pair nothing. */
    @Test
    void theLinesMustBeTheSame() {
        side("inside", 0, 'i', 0);
        side(
                "outside",
                30,
                'o',
                0,
                "EHLO mail.samples\r\nSTARTTLS\r\n",
                "220 my ESMTP\r\n250-my\r\n250 STARTTLS\r\n220 go AHEAD\r\n");
        assertEquals(List.of(), pairs());
    }

    /** Lines of one direction only may be any server's. */
    @Test
    void bothSidesMustSpeakAlike() {
        side("inside", 0, 'i', 0);
        side("outside", 30, 'o', 0, "EHLO mail.samples\r\nstarttls\r\n", ANSWERS);
        assertEquals(List.of(), pairs());
    }

    /** Where no clock is known yet, what was not re-made is paired by the same rhythm. */
    @Test
    void equalTlsIsPairedToo() {
        side("inside", 0, 'i', 0);
        side("outside", 30, 'i', 0);
        assertEquals(List.of("40000+40001 7"), pairs());
    }

    /** A connection that passed both taps tells how the clocks stand: an hour apart is the same moment then, and no other. */
    @ParameterizedTest
    @CsvSource({"3600030, 1", "3603100, 0", "30, 0"})
    void aKnownClockDecides(double later, int expected) {
        side("inside", 5_000, 'k', 0);
        side("outside", 3_605_000, 'k', 0);
        session(0, later);
        List<List<Leg>> legs = made.legs();
        Taps taps = made.taps();
        Tap inside = taps.traces().get(0).tap();
        Tap outside = taps.traces().get(1).tap();
        SessionLegs known = new SessionLegs(inside, at(legs.get(0), 40_000));
        known.join(outside, at(legs.get(1), 40_001), "the same packets", true);
        RemadeMatcher matcher = new RemadeMatcher(taps, outside, List.of(known));
        List<SessionLegs> waiting = List.of(new SessionLegs(inside, at(legs.get(0), 40_002)));
        assertEquals(
                expected,
                paired(matcher, waiting, List.of(at(legs.get(1), 40_003))).size());
    }

    private static Leg at(List<Leg> legs, int port) {
        return legs.stream()
                .filter(leg -> leg.key().client().port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** A capture of another hour holds sessions like these: then only a long rhythm tells. */
    @ParameterizedTest
    @CsvSource({"1, 9900, 1", "1, 10001, 0", "3, 3600000, 0", "4, 3600000, 4", "4, -3600000, 4", "1, -10001, 0"})
    void atAnotherMomentOnlyALongRhythmTells(int sessions, double later, int paired) {
        double[] starts = {0, 1_000, 2_700, 3_300};
        made.other(-11_000).other(15_000);
        for (int i = 0; i < sessions; i++) {
            session(starts[i], later);
        }
        assertEquals(paired, pairs().size());
    }

    /** One capture ended before the other began: a lone session of the one is none of the other's. */
    @ParameterizedTest
    @CsvSource({"1500, 2000, 0", "3000, -100, 1"})
    void capturesThatDidNotRunTogetherShareNoLoneSession(double insideUntil, double outsideFrom, int paired) {
        made.other(insideUntil, "inside").other(outsideFrom, "outside").other(4_000, "outside");
        side("inside", 0, 'i', 0);
        side("outside", 2_500, 'o', 0);
        assertEquals(paired, pairs().size());
    }

    /** The server's name, certified by another issuer on either side: that is the proxy's work, at whatever hour. */
    @ParameterizedTest
    @CsvSource({
        "mx.example, Real CA, mx.example, Proxy CA, 1",
        "mx.example, Real CA, mx.example, Real CA, 0",
        "mx.example, Real CA, other.example, Proxy CA, 0"
    })
    void anotherIssuerTellsAtAnyMoment(String near, String nearIssuer, String far, String farIssuer, int paired) {
        String in = HandTls.serverHello('i') + HandTls.certificate(near, nearIssuer);
        String out = HandTls.serverHello('o') + HandTls.certificate(far, farIssuer);
        side("inside", 0, 'i', 0, ASKS, ANSWERS, in);
        side("outside", 3_600_000, 'o', 0, ASKS, ANSWERS, out);
        assertEquals(paired, pairs().size());
    }

    /** A side that shows no certificate proves no issuer. */
    @Test
    void withoutACertificateNoIssuerTells() {
        side("inside", 0, 'i', 0, ASKS, ANSWERS, HandTls.serverHello('i') + HandTls.certificate("mx.example", "CA"));
        side("outside", 3_600_000, 'o', 0);
        assertEquals(List.of(), pairs());
    }
}
