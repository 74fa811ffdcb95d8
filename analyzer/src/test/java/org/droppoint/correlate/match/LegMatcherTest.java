package org.droppoint.correlate.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.droppoint.correlate.HandMade;
import org.droppoint.flow.Leg;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** Which connections of two taps are one session, by what evidence, and which must stay apart. */
class LegMatcherTest {
    private static final String NAT = "203.0.113.2";

    private static List<SessionLegs> matched(HandMade made) {
        return new LegMatcher(made.taps()).sessions();
    }

    private static HandMade two() {
        return new HandMade("inside", "outside");
    }

    /** How many taps each session was seen at, in the order of the sessions. */
    private static List<Integer> sizes(List<SessionLegs> sessions) {
        return sessions.stream().map(one -> one.byTap().size()).toList();
    }

    private static Leg last(SessionLegs session) {
        return Objects.requireNonNull(session.byTap().get(session.byTap().lastKey()));
    }

    private static String reason(SessionLegs session) {
        return String.join("; ", session.reasons());
    }

    @Test
    void bothInitialSequenceNumbersTellThroughTranslation() {
        HandMade made = two();
        made.connection(40_000)
                .withoutIpIds()
                .translatedFrom("outside", NAT, 61_022)
                .open(0);
        SessionLegs session = matched(made).get(0);
        assertEquals("inside–outside: both initial sequence numbers are the same", reason(session));
        assertTrue(!session.unsure(session.byTap().lastKey()), "that is no chance");
    }

    @Test
    void theClientsAloneTellsWhereTheAnswerIsLacking() {
        HandMade made = two();
        made.connection(40_000)
                .withoutIpIds()
                .translatedFrom("outside", NAT, 61_022)
                .c(0, TcpFlags.SYN, -1, 0, 0)
                .s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, "outside");
        List<SessionLegs> sessions = matched(made);
        assertEquals(List.of(2), sizes(sessions));
        assertEquals("inside–outside: the client's initial sequence number is the same", reason(sessions.get(0)));
    }

    /** Two connections with one sequence number: neither is told by it; ports tell them. */
    @Test
    void aSequenceNumberOfTwoTellsNeither() {
        HandMade made = two();
        for (int port : new int[] {40_000, 40_001}) {
            made.connection(port).withoutIpIds().open(port - 40_000, "inside", "outside");
        }
        List<SessionLegs> sessions = matched(made);
        assertEquals(List.of(2, 2), sizes(sessions));
        for (SessionLegs session : sessions) {
            assertEquals("inside–outside: addresses and ports are the same, and were used once only", reason(session));
            assertTrue(session.unsure(session.byTap().lastKey()));
        }
    }

    @Test
    void packetsMarksTellWhereAddressesAndNumbersAreChanged() {
        HandMade made = two();
        for (int i = 0; i < 3; i++) {
            made.connection(40_000 + i)
                    .isn(1_000_000 + 7_000L * i, 9_000_000 + 7_000L * i)
                    .translatedFrom("outside", NAT, 61_022 + i)
                    .renumberedFrom("outside", 123_456 + i, 654_321 + i)
                    .open(100 * i);
        }
        List<SessionLegs> sessions = matched(made);
        assertEquals(List.of(2, 2, 2), sizes(sessions));
        for (SessionLegs session : sessions) {
            int near =
                    session.nearest(session.byTap().firstKey()).key().client().port();
            int far = last(session).key().client().port();
            assertEquals(21_022, far - near, "the right one");
            assertTrue(reason(session).contains("3 packets"), reason(session));
        }
    }

    /** One packet's mark has 16 bits: two packets that agree are no chance, one may be. */
    @Test
    void oneMarkAloneIsChance() {
        HandMade made = two();
        made.connection(40_000)
                .translatedFrom("outside", NAT, 61_022)
                .renumberedFrom("outside", 123_456, 654_321)
                .c(0, TcpFlags.SYN, -1, 0, 0);
        assertEquals(List.of(1, 1), sizes(matched(made)));
    }

    @Test
    void aPortUsedTwiceIsMatchedUseByUse() {
        HandMade made = two();
        for (int use = 0; use < 2; use++) {
            made.connection(40_000)
                    .isn(1_000_000L + use * 50_000_000L, 9_000_000L + use * 50_000_000L)
                    .withoutIpIds()
                    .renumberedFrom("outside", 123_456 + use, 654_321 + use)
                    .open(use * 200_000.0)
                    .s(use * 200_000.0 + 60, TcpFlags.FIN | TcpFlags.ACK, 0, 0, 0);
        }
        List<SessionLegs> sessions = matched(made);
        assertEquals(List.of(2, 2), sizes(sessions));
        for (int use = 0; use < 2; use++) {
            SessionLegs session = sessions.get(use);
            assertEquals(
                    "inside–outside: addresses and ports are the same, use " + (use + 1) + " of 2 at both taps",
                    reason(session));
            long apart = last(session).firstNanos() - session.first().firstNanos();
            assertEquals(HandMade.MILLI, apart, "its own use, not the other");
            assertTrue(session.unsure(session.byTap().lastKey()), "times may still speak against it");
        }
    }

    /** A use that one tap did not record leaves it open which of the others it was. */
    @Test
    void aPortUsedMoreOftenAtOneTapIsNotGuessed() {
        HandMade made = two();
        for (int use = 0; use < 2; use++) {
            made.connection(40_000)
                    .isn(1_000_000L + use * 50_000_000L, 9_000_000L + use * 50_000_000L)
                    .withoutIpIds()
                    .renumberedFrom("outside", 123_456 + use, 654_321 + use)
                    .open(use * 200_000.0, use == 0 ? HandMade.EVERYWHERE : new String[] {"outside"});
        }
        assertEquals(List.of(1, 1, 1), sizes(matched(made)));
    }

    /** Without its SYN the first thing seen of a use may belong to one before the capture began. */
    @Test
    void usesThatWereNotSeenFromTheirBeginAreNotCounted() {
        HandMade made = two();
        for (int use = 0; use < 2; use++) {
            HandMade.Connection connection = made.connection(40_000)
                    .isn(1_000_000L + use * 50_000_000L, 9_000_000L + use * 50_000_000L)
                    .withoutIpIds()
                    .renumberedFrom("outside", 123_456 + use, 654_321 + use);
            connection.c(
                    use * 200_000.0, TcpFlags.SYN, -1, 0, 0, use == 0 ? new String[] {"inside"} : HandMade.EVERYWHERE);
            if (use == 0) {
                connection.c(300, 0, 20, 0, "outside");
            }
        }
        List<SessionLegs> sessions = matched(made);
        assertTrue(sessions.stream().noneMatch(one -> reason(one).contains("use ")), () -> sizes(sessions)
                .toString());
    }

    @Test
    void contentTellsWhatNothingElseDoes() {
        HandMade made = two();
        for (int i = 0; i < 2; i++) {
            made.connection(40_000 + i)
                    .isn(1_000_000 + 7_000L * i, 9_000_000 + 7_000L * i)
                    .withoutIpIds()
                    .says("EHLO host-" + i + ".example.org\r\n", "220 mx.example.net ready for number " + i + "\r\n")
                    .translatedFrom("outside", NAT, 61_022 + i)
                    .renumberedFrom("outside", 123_456 + i, 654_321 + i)
                    .open(100 * i)
                    .s(100 * i + 50, 0, 30, 0)
                    .c(100 * i + 80, 0, 20, 30);
        }
        List<SessionLegs> sessions = matched(made);
        assertEquals(List.of(2, 2), sizes(sessions));
        for (SessionLegs session : sessions) {
            int near = session.first().key().client().port();
            int far = last(session).key().client().port();
            assertEquals(21_022, far - near, "the right one");
            assertTrue(reason(session).endsWith("no other connection of 2 and 2 without a match"), reason(session));
            assertTrue(session.unsure(session.byTap().lastKey()));
        }
    }

    /** Every session greets alike: what two connections hold tells neither. */
    @Test
    void contentThatTwoHaveTellsNeither() {
        HandMade made = two();
        for (int i = 0; i < 2; i++) {
            made.connection(40_000 + i)
                    .isn(1_000_000 + 7_000L * i, 9_000_000 + 7_000L * i)
                    .withoutIpIds()
                    .translatedFrom("outside", NAT, 61_022 + i)
                    .renumberedFrom("outside", 123_456 + i, 654_321 + i)
                    .open(100 * i)
                    .s(100 * i + 50, 0, 30, 0);
        }
        assertEquals(List.of(1, 1, 1, 1), sizes(matched(made)));
    }

    /** They share a line, but at the stream's begin they say different things: two connections. */
    @Test
    void contentThatContradictsElsewhereIsNoMatch() {
        HandMade made = two();
        String shared = "EHLO the-very-same.example.org\r\n";
        made.connection(40_000)
                .withoutIpIds()
                .says(shared, "220 one.example.net ESMTP ready\r\n")
                .open(0, "inside")
                .s(50, 0, 30, 0, "inside")
                .c(80, 0, 30, 30, "inside");
        made.connection(45_000)
                .isn(77, 88)
                .withoutIpIds()
                .says(shared, "220 two.example.net ESMTP ready\r\n")
                .open(0, "outside")
                .s(50, 0, 30, 0, "outside")
                .c(80, 0, 30, 30, "outside");
        assertEquals(List.of(1, 1), sizes(matched(made)));
    }

    /** What is joined behind a tap leaves with it when times speak against it. */
    @Test
    void aSessionIsTakenApartFromATapOn() {
        HandMade made = HandMade.path();
        made.connection(40_000).open(0);
        SessionLegs session = matched(made).get(0);
        SessionLegs rest = session.splitAt(made.taps().path().taps().get(1));
        assertEquals(1, session.byTap().size());
        assertEquals(2, rest.byTap().size());
        assertEquals(List.of(), session.reasons());
        assertEquals("inside–outside: both initial sequence numbers are the same", reason(rest));
    }
}
