package org.droppoint.correlate.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** Connections that nothing but their times tell: joined where one fits, told apart where none can be the same. */
class TimeMatcherTest {
    private static final int STRANGE = 45_000;

    /** Ordinary sessions, by which the two clocks are known; the outer one is off by most of an hour. */
    private static HandMade known() {
        HandMade made = new HandMade("inside", "outside").clock("outside", 3_000 * HandMade.SECOND);
        for (int i = 0; i < 12; i++) {
            made.connection(40_000 + i)
                    .isn(1_000_000 + 1_000 * i, 9_000_000 + 1_000 * i)
                    .open(i * 10_000)
                    .s(i * 10_000 + 60, 0, 50, 0)
                    .c(i * 10_000 + 90, 0, 50, 50);
        }
        return made;
    }

    /** A connection that translation and randomisation leave no mark of; every one says the same. */
    private static HandMade.Connection strange(HandMade made, int port) {
        return made.connection(port)
                .isn(77_000_000 + port, 88_000_000 + port)
                .withoutIpIds()
                .translatedFrom("outside", "203.0.113.2", port + 10_000)
                .renumberedFrom("outside", 123_456, 654_321);
    }

    /** SYN, SYN-ACK, ACK and six segments at times of its own. */
    private static void talk(HandMade.Connection one, double at, double pace) {
        one.open(at);
        for (int i = 0; i < 3; i++) {
            one.s(at + 60 + 2 * i * pace, 50L * i, 50, 50L * i)
                    .c(at + 60 + (2 * i + 1) * pace, 50L * i, 50, 50L * (i + 1));
        }
    }

    /** Of the strange connections: inside port and outside port where they are joined, one port where not. */
    private static List<String> pairs(HandMade made) {
        return made.correlate().sessions().stream()
                .map(SessionTrace::session)
                .filter(session -> session.legs().stream()
                        .anyMatch(leg -> leg.key().client().port() >= STRANGE))
                .map(session -> String.join(
                        "+",
                        session.legs().stream()
                                .map(leg -> String.valueOf(leg.key().client().port()))
                                .toList()))
                .sorted()
                .toList();
    }

    private static String reason(HandMade made) {
        return made.correlate().sessions().stream()
                .map(SessionTrace::session)
                .filter(session -> session.key().client().port() >= STRANGE)
                .flatMap(session -> session.matchReasons().stream())
                .findFirst()
                .orElse("none");
    }

    @Test
    void theOnlyOneThatFitsIsIt() {
        HandMade made = known();
        strange(made, STRANGE).open(50_000);
        assertEquals(List.of("45000+55000"), pairs(made));
        assertEquals("inside–outside: the only connection whose SYN fits in time", reason(made));
    }

    /** A SYN needs no three seconds from one tap to the next. */
    @Test
    void aSynThatComesSecondsLaterIsAnother() {
        for (double later : new double[] {-3_100, 3_100}) {
            HandMade made = known();
            strange(made, STRANGE).c(50_000, TcpFlags.SYN, -1, 0, 0, "inside");
            strange(made, STRANGE + 1).c(50_000 + later, TcpFlags.SYN, -1, 0, 0, "outside");
            assertEquals(List.of("45000", "55001"), pairs(made), later + " ms");
        }
        for (double later : new double[] {-2_900, 2_900}) {
            HandMade made = known();
            strange(made, STRANGE).c(50_000, TcpFlags.SYN, -1, 0, 0, "inside");
            strange(made, STRANGE + 1).c(50_000 + later, TcpFlags.SYN, -1, 0, 0, "outside");
            assertEquals(List.of("45000+55001"), pairs(made), later + " ms");
        }
    }

    /** Where a server is known by its address at both taps, no other one's session is its. */
    @Test
    void anotherServersSessionIsAnother() {
        HandMade made = known();
        strange(made, STRANGE).to("198.51.100.99").c(50_000, TcpFlags.SYN, -1, 0, 0, "inside");
        strange(made, STRANGE + 1).c(50_000, TcpFlags.SYN, -1, 0, 0, "outside");
        assertEquals(List.of("45000", "55001"), pairs(made));
    }

    /** Where the clocks are not known times tell nothing. */
    @Test
    void withoutClocksNothingIsJoined() {
        HandMade made = new HandMade("inside", "outside");
        strange(made, STRANGE).open(50_000);
        assertEquals(List.of("45000", "55000"), pairs(made));
    }

    /** Two at once, each with times of its own: the one whose packets all cross alike. */
    @Test
    void ofSeveralThePatternOfTimesTells() {
        HandMade made = known();
        talk(strange(made, STRANGE), 50_000, 30);
        talk(strange(made, STRANGE + 1), 50_400, 70);
        talk(strange(made, STRANGE + 2), 50_900, 110);
        assertEquals(List.of("45000+55000", "45001+55001", "45002+55002"), pairs(made));
        String reason = reason(made);
        assertTrue(
                reason.startsWith("inside–outside: of 3 connections whose SYN fits in time the one whose packets all"
                        + " cross within 1"),
                reason);
    }

    /** Three packets each: no pattern. */
    @Test
    void aHandshakeIsNoPattern() {
        HandMade made = known();
        strange(made, STRANGE).open(50_000);
        strange(made, STRANGE + 1).open(50_400);
        assertEquals(List.of("45000", "45001", "55000", "55001"), pairs(made));
    }

    /** A connection in vain: its SYN and its copies after one second and three. */
    private static void ask(HandMade.Connection one, double at, String... taps) {
        for (double later : new double[] {0, 1_000, 3_000}) {
            one.c(at + later, TcpFlags.SYN, -1, 0, 0, taps);
        }
    }

    /** Nothing was ever said: when each asked, and asked again, is all there is. */
    @Test
    void thoseThatAskInVainAreToldByWhenTheyAsked() {
        HandMade made = known();
        ask(strange(made, STRANGE), 50_000);
        ask(strange(made, STRANGE + 1), 50_400);
        assertEquals(List.of("45000+55000", "45001+55001"), pairs(made));
    }

    /** One asked once more than the other. */
    @Test
    void thoseThatAskAnotherNumberOfTimesAreOthers() {
        HandMade made = known();
        ask(strange(made, STRANGE), 50_000, "inside");
        ask(strange(made, STRANGE + 1), 50_400, "inside");
        HandMade.Connection one = strange(made, STRANGE);
        one.c(50_000, TcpFlags.SYN, -1, 0, 0, "outside").c(51_000, TcpFlags.SYN, -1, 0, 0, "outside");
        HandMade.Connection other = strange(made, STRANGE + 1);
        other.c(50_400, TcpFlags.SYN, -1, 0, 0, "outside").c(51_400, TcpFlags.SYN, -1, 0, 0, "outside");
        assertEquals(List.of("45000", "45001", "55000", "55001"), pairs(made));
    }

    /** Who was answered is none of those that asked in vain. */
    @Test
    void anAnsweredOneIsNoneOfThose() {
        HandMade made = known();
        strange(made, STRANGE).open(50_000, "inside").c(53_000, TcpFlags.FIN | TcpFlags.ACK, 0, 0, 0, "inside");
        strange(made, STRANGE + 1).open(50_400, "inside").c(53_400, TcpFlags.FIN | TcpFlags.ACK, 0, 0, 0, "inside");
        ask(strange(made, STRANGE), 50_000, "outside");
        ask(strange(made, STRANGE + 1), 50_400, "outside");
        assertEquals(List.of("45000", "45001", "55000", "55001"), pairs(made));
    }

    /** A SYN crosses within three seconds, or it is another's. */
    @Test
    void aSynCrossesWithinSeconds() {
        for (double later : new double[] {-2_900, 2_900, -3_100, 3_100}) {
            HandMade made = known();
            strange(made, STRANGE).open(50_000, "inside");
            strange(made, STRANGE).open(50_000 + later, "outside");
            boolean fits = Math.abs(later) < 3_000;
            assertEquals(fits ? List.of("45000+55000") : List.of("45000", "55000"), pairs(made), later + " ms");
        }
    }

    /** The right one must be clearly better: three times as near as the next. */
    @Test
    void aPatternThatFitsHardlyBetterTellsNothing() {
        for (double offStep : new double[] {2, 200}) {
            HandMade made = known();
            talk(strange(made, STRANGE), 50_000, 30);
            talk(strange(made, STRANGE + 1), 50_000 + offStep, 30);
            boolean clear = offStep > 100;
            assertEquals(
                    clear ? List.of("45000+55000", "45001+55001") : List.of("45000", "45001", "55000", "55001"),
                    pairs(made),
                    offStep + " ms");
        }
    }

    /** Started together by one program, in step: either may be the other. */
    @Test
    void thoseThatRunInStepStayApart() {
        HandMade made = known();
        talk(strange(made, STRANGE), 50_000, 30);
        talk(strange(made, STRANGE + 1), 50_001, 30);
        assertEquals(List.of("45000", "45001", "55000", "55001"), pairs(made));
    }

    /** One of two was not recorded outside: the other one's pattern still tells whose it is. */
    @Test
    void aConnectionMissingAtOneTapTakesNobodyElses() {
        HandMade made = known();
        talk(strange(made, STRANGE), 50_000, 30);
        HandMade.Connection missing = strange(made, STRANGE + 1);
        missing.open(50_400, "inside");
        for (int i = 0; i < 3; i++) {
            missing.s(50_500 + 150 * i, 50L * i, 50, 50L * i, "inside")
                    .c(50_570 + 150 * i, 50L * i, 50, 50L * (i + 1), "inside");
        }
        assertEquals(List.of("45000+55000", "45001"), pairs(made));
    }

    /** Joined by its ports, which were used once at either tap; but minutes lie between. */
    @Test
    void aPortUsedAgainMinutesLaterIsTakenApart() {
        HandMade made = known();
        made.connection(STRANGE).isn(77, 88).withoutIpIds().open(20_000, "inside");
        made.connection(STRANGE).isn(777_777, 888_888).withoutIpIds().open(80_000, "outside");
        assertEquals(List.of("45000", "45000"), pairs(made));
        HandMade same = known();
        same.connection(STRANGE)
                .isn(77, 88)
                .withoutIpIds()
                .renumberedFrom("outside", 5_000, 6_000)
                .open(20_000);
        assertEquals(List.of("45000+45000"), pairs(same));
    }

    /** The session as joined lies at all three taps: what was joined behind comes along. */
    @Test
    void whatIsJoinedBehindComesAlong() {
        HandMade made = HandMade.path();
        for (int i = 0; i < 12; i++) {
            made.connection(40_000 + i)
                    .isn(1_000_000 + 1_000 * i, 9_000_000 + 1_000 * i)
                    .open(i * 10_000)
                    .s(i * 10_000 + 60, 0, 50, 0)
                    .c(i * 10_000 + 90, 0, 50, 50);
        }
        talk(
                made.connection(STRANGE)
                        .isn(77_000_000, 88_000_000)
                        .withoutIpIds()
                        .translatedFrom("inside", "203.0.113.2", STRANGE + 10_000)
                        .renumberedFrom("inside", 123_456, 654_321),
                50_000,
                20);
        assertEquals(List.of("45000+55000+55000"), pairs(made));
    }
}
