package org.droppoint.correlate.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.HandTls;
import org.droppoint.correlate.match.Remaking.Relation;
import org.droppoint.correlate.session.Taps;
import org.droppoint.flow.Leg;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One connection with rewritten numbers, or two that a proxy joined; and whether that proxy speaks TLS itself. */
class RemakingTest {
    private static final String ASKS = "EHLO mail.example\r\nSTARTTLS\r\n";
    private static final String ANSWERS = "220 mx ESMTP\r\n250-mx\r\n250 STARTTLS\r\n220 go ahead\r\n";

    private static HandMade made() {
        return new HandMade("inside", "outside");
    }

    private static Passage passage(HandMade made) {
        List<List<Leg>> legs = made.legs();
        Taps taps = made.taps();
        SessionLegs session =
                new SessionLegs(taps.traces().get(0).tap(), legs.get(0).get(0));
        session.join(taps.traces().get(1).tap(), legs.get(1).get(0), "for this test", true);
        return session.passage();
    }

    private static Relation relation(HandMade made) {
        return Remaking.relation(made.taps(), passage(made), 0, 1);
    }

    // ---- the same packets ----

    /** A firewall that sets all numbers anew leaves the senders' marks. */
    @ParameterizedTest
    @CsvSource({"true, true", "false, true", "true, false"})
    void packetsKeepTheirMarks(boolean identified, boolean stamped) {
        HandMade made = made();
        HandMade.Connection one = made.connection(40_000).renumberedFrom("outside", 123_456, 654_321);
        if (!identified) {
            one.withoutIpIds();
        }
        if (stamped) {
            one.stamped();
        }
        one.open(0).s(60, 0, 50, 0).c(90, 0, 50, 50).s(120, 50, 60, 50);
        assertTrue(passage(made).between(0, 1));
        assertEquals(Relation.PASSED, relation(made));
    }

    @Test
    void rawNumbersOfOneDirectionSuffice() {
        HandMade made = made();
        made.connection(40_000)
                .withoutIpIds()
                .renumberedFrom("outside", 123_456, 0)
                .open(0)
                .s(60, 0, 50, 0);
        assertEquals(Relation.PASSED, relation(made));
    }

    // ---- a proxy ----

    /** Two connections of one session: the proxy's has numbers and marks of its own. */
    private static HandMade proxied(
            String insideAsks, String outsideAsks, String insideAnswers, String outsideAnswers) {
        HandMade made = made();
        speak(
                made.connection(40_000).isn(1_000, 2_000).says(insideAsks, insideAnswers),
                0,
                insideAsks,
                insideAnswers,
                "inside");
        speak(
                made.connection(50_000).isn(777_000, 999_000).says(outsideAsks, outsideAnswers),
                10,
                outsideAsks,
                outsideAnswers,
                "outside");
        return made;
    }

    private static void speak(HandMade.Connection one, double at, String asks, String answers, String tap) {
        one.open(at, tap)
                .s(at + 60, 0, 14, 0, tap)
                .c(at + 80, 0, 19, 14, tap)
                .s(at + 100, 14, 22, 19, tap)
                .c(at + 120, 19, 10, 36, tap)
                .s(at + 140, 36, 14, 29, tap);
        if (asks.length() > 29) {
            one.c(at + 160, 29, asks.length() - 29, 50, tap);
        }
        if (answers.length() > 50) {
            one.s(at + 180, 50, answers.length() - 50, asks.length(), tap);
        }
    }

    @Test
    void aProxyThatPassesTheSameBytesRelays() {
        HandMade made = proxied(ASKS, ASKS, ANSWERS, ANSWERS);
        assertFalse(passage(made).between(0, 1));
        assertEquals(Relation.RELAYED, relation(made));
        assertEquals(2, Remaking.followed(made.taps(), passage(made)));
    }

    @Test
    void theSameRandomsAreTheSameTls() {
        String hello = HandTls.clientHello('x');
        assertEquals(Relation.RELAYED, relation(proxied(ASKS + hello, ASKS + hello, ANSWERS, ANSWERS)));
    }

    @ParameterizedTest
    @CsvSource({"i, o, x, x", "x, x, i, o", "i, o, s, t"})
    void otherRandomsAreTlsMadeAnew(char in, char out, char answerIn, char answerOut) {
        HandMade made = proxied(
                ASKS + HandTls.clientHello(in),
                ASKS + HandTls.clientHello(out),
                ANSWERS + HandTls.serverHello(answerIn),
                ANSWERS + HandTls.serverHello(answerOut));
        assertEquals(Relation.ANEW, relation(made));
        assertEquals(1, Remaking.followed(made.taps(), passage(made)));
    }

    /** The capture next to the proxy ended before TLS began: the host's shows that it was made anew. */
    @Test
    void whatOneCaptureDoesNotShowAnotherOfTheSamePacketsDoes() {
        String asks = ASKS + HandTls.clientHello('i');
        String asksBehind = ASKS + HandTls.clientHello('o');
        HandMade made = HandMade.path();
        HandMade.Connection in = made.connection(40_000).isn(1_000, 2_000).says(asks, ANSWERS);
        in.open(0, "host", "inside")
                .s(60, 0, 14, 0, "host", "inside")
                .c(80, 0, 19, 14, "host", "inside")
                .s(100, 14, 22, 19, "host", "inside")
                .c(120, 19, 10, 36, "host", "inside")
                .s(140, 36, 14, 29, "host", "inside")
                .c(160, 29, asks.length() - 29, 50, "host");
        speak(
                made.connection(50_000).isn(777_000, 999_000).says(asksBehind, ANSWERS),
                10,
                asksBehind,
                ANSWERS,
                "outside");
        List<List<Leg>> legs = made.legs();
        Taps taps = made.taps();
        SessionLegs session =
                new SessionLegs(taps.traces().get(0).tap(), legs.get(0).get(0));
        session.join(taps.traces().get(1).tap(), legs.get(1).get(0), "for this test", true);
        session.join(taps.traces().get(2).tap(), legs.get(2).get(0), "for this test", true);
        assertEquals(Relation.RELAYED, Remaking.relation(taps, session.passage(), 1, 2));
        assertEquals(Relation.ANEW, Remaking.across(taps, session.passage(), 1, 2));
    }

    /** The proxy opened its side and got no answer yet: whether it hands on the same bytes cannot be seen. */
    @Test
    void aSideWithoutDataTellsNothing() {
        HandMade made = made();
        speak(made.connection(40_000).isn(1_000, 2_000).says(ASKS, ANSWERS), 0, ASKS, ANSWERS, "inside");
        made.connection(50_000).isn(777_000, 999_000).says(ASKS, ANSWERS).open(10, "outside");
        assertEquals(Relation.UNTOLD, relation(made));
        assertEquals(1, Remaking.followed(made.taps(), passage(made)));
    }

    /** Cut frames hold no whole segment to compare; they tell by the lengths of all that was said. */
    @Test
    void cutFramesTellByTheirShapeAlone() {
        assertEquals(
                Relation.RELAYED, relation(proxied(ASKS, ASKS, ANSWERS, ANSWERS).snapLength("outside", 54)));
        assertEquals(
                Relation.UNTOLD,
                relation(proxied(ASKS + "NOOP\r\n", ASKS + "NOOP again\r\n", ANSWERS, ANSWERS)
                        .snapLength("outside", 54)));
    }

    /** Neither side holds any data: nothing can have been changed. */
    @Test
    void handshakesAloneAreRelayed() {
        HandMade made = made();
        made.connection(40_000).isn(1_000, 2_000).open(0, "inside");
        made.connection(50_000).isn(777_000, 999_000).open(10, "outside");
        assertEquals(Relation.RELAYED, relation(made));
    }

    /** Laid beside the other by its numbers, for want of anything else, a leg does not prove them to be the same. */
    @Test
    void numbersAreNotComparedWithThemselves() {
        HandMade made = made();
        speak(made.connection(40_000).isn(1_000, 2_000).says(ASKS, ANSWERS), 0, ASKS, ANSWERS, "inside");
        made.connection(50_000)
                .isn(777_000_000, 999_000_000)
                .says(ASKS, ANSWERS)
                .c(300, TcpFlags.ACK, 29, 0, 50, "outside");
        assertFalse(passage(made).between(0, 1));
    }

    // ---- windows ----

    /** Packets without any mark: each stack counts its window for itself, so equal ones on both sides are the same. */
    @Test
    void withoutMarksEqualWindowsTell() {
        HandMade made = made();
        HandMade.Connection one = made.connection(40_000)
                .withoutIpIds()
                .renumberedFrom("outside", 123_456, 654_321)
                .open(0);
        for (int i = 0; i < 4; i++) {
            one.window(1_000 + 10 * i).s(60 + 40 * i, 50L * i, 50, 50L * i);
            one.window(5_000 + 10 * i).c(80 + 40 * i, 50L * i, 50, 50L * (i + 1));
        }
        assertEquals(Relation.PASSED, relation(made));
    }

    /** Two stacks that never change theirs may well have the same. */
    @Test
    void windowsThatNeverChangeTellNothing() {
        HandMade made = made();
        HandMade.Connection one = made.connection(40_000)
                .withoutIpIds()
                .renumberedFrom("outside", 123_456, 654_321)
                .open(0);
        for (int i = 0; i < 4; i++) {
            one.s(60 + 40 * i, 50L * i, 50, 50L * i).c(80 + 40 * i, 50L * i, 50, 50L * (i + 1));
        }
        assertFalse(passage(made).between(0, 1));
    }

    @Test
    void aHandfulOfWindowsTellsNothing() {
        HandMade made = made();
        made.connection(40_000)
                .withoutIpIds()
                .renumberedFrom("outside", 123_456, 654_321)
                .open(0)
                .window(1_000)
                .s(60, 0, 50, 0)
                .window(1_010)
                .s(70, 50, 50, 0)
                .window(1_020)
                .s(80, 100, 50, 0);
        assertFalse(passage(made).between(0, 1));
    }
}
