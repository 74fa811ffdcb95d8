package org.droppoint.correlate.loss;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Tap;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.HandTls;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.Sighting;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How well taps recorded, what their silence is worth, and how far loss beyond all of them reaches. */
class LossSightingsTest {
    private static final String[] ALL = HandMade.EVERYWHERE;
    private static final String OUT = "outside";

    /** 1000 bytes of the server's, 500 of the client's, all acknowledged. */
    private static HandMade.Connection talk(HandMade.Connection one) {
        one.open(0);
        for (int i = 0; i < 10; i++) {
            one.s(100 + 40 * i, 100L * i, 100, 50L * i).c(120 + 40 * i, 50L * i, 50, 100L * (i + 1));
        }
        return one;
    }

    private static List<String> words(List<Sighting> sightings) {
        return sightings.stream()
                .map(one -> one instanceof Sighting.Unobservable blind
                        ? blind.reason().name()
                        : one.getClass().getSimpleName())
                .toList();
    }

    private static Vanishing only(HandMade made) {
        List<Vanishing> gone = made.session().vanishings();
        assertEquals(1, gone.size(), gone::toString);
        return gone.get(0);
    }

    // ---- how well a tap recorded ----

    private static Correlation.TapQuality quality(HandMade made, String tap) {
        return made.correlate().quality().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(tap))
                .map(java.util.Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatPassedAtBothSidesIsWhatATapMissed() {
        HandMade made = HandMade.path();
        talk(made.connection(40_000))
                .s(600, 1_000, 200, 500, "host", OUT)
                .s(640, 1_200, 200, 500, "host", OUT)
                .c(700, TcpFlags.ACK, 500, 0, 1_400, ALL);
        assertEquals(new Correlation.TapQuality(400, 2), quality(made, "inside"));
        assertEquals(new Correlation.TapQuality(0, 0), quality(made, "host"));
        assertEquals(new Correlation.TapQuality(0, 0), quality(made, OUT));
    }

    /** Each copy that passed is one more that it missed. */
    @Test
    void everyCopyThatPassedCounts() {
        HandMade made = HandMade.path();
        talk(made.connection(40_000))
                .s(600, 1_000, 200, 500, "host", OUT)
                .s(900, 1_000, 200, 500, "host", OUT)
                .c(1_000, TcpFlags.ACK, 500, 0, 1_200, ALL);
        assertEquals(new Correlation.TapQuality(400, 2), quality(made, "inside"));
    }

    /** What vanished was missed by nobody. */
    @Test
    void whatVanishedWasNotMissed() {
        HandMade made = HandMade.path();
        talk(made.connection(40_000))
                .s(600, 1_000, 200, 500, OUT)
                .s(900, 1_000, 200, 500, OUT)
                .c(1_400, TcpFlags.ACK, 500, 0, 1_000, ALL)
                .c(1_700, TcpFlags.ACK, 500, 0, 1_000, ALL);
        assertEquals(new Correlation.TapQuality(0, 0), quality(made, "inside"));
        assertEquals(new Correlation.TapQuality(0, 0), quality(made, "host"));
    }

    /** No tap has the bytes, and the receiver acknowledges them: every capture missed them. */
    @Test
    void whatWasAcknowledgedAndSeenNowhereAllMissed() {
        HandMade made = HandMade.path();
        talk(made.connection(40_000)).s(640, 1_200, 200, 500, ALL).c(700, TcpFlags.ACK, 500, 0, 1_400, ALL);
        for (String tap : List.of("host", "inside", OUT)) {
            assertEquals(new Correlation.TapQuality(200, 1), quality(made, tap), tap);
        }
    }

    /** The taps nearest the receiver do not hear it; the last one that does heard the acknowledgement. */
    @Test
    void whatWasAcknowledgedPassedTheDeafTapsToo() {
        HandMade made = HandMade.path();
        HandMade.Connection one = made.connection(40_000)
                .c(0, TcpFlags.SYN, -1, 0, 0, "inside", OUT)
                .s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, ALL)
                .c(30, TcpFlags.ACK, 0, 0, 0, "inside", OUT);
        for (int i = 0; i < 6; i++) {
            one.s(100 + 40 * i, 100L * i, 100, 0, ALL)
                    .c(120 + 40 * i, TcpFlags.ACK, 0, 0, 100L * (i + 1), "inside", OUT);
        }
        one.s(600, 600, 200, 0, "inside", OUT).c(650, TcpFlags.ACK, 0, 0, 800, "inside", OUT);
        assertEquals(List.of(), made.session().vanishings());
        assertEquals(200, quality(made, "host").missedBytes());
    }

    // ---- holes ----

    /** Of the client's lines this capture missed every third: what of the server's it does not hold proves nothing. */
    @ParameterizedTest
    @CsvSource({"true, BLIND", "false, Absent"})
    void whatMissesLinesOfOneSideMissesThoseOfTheOther(boolean holes, String word) {
        HandMade made = new HandMade(OUT);
        HandMade.Connection one = made.connection(40_000).open(0);
        for (int i = 0; i < 9; i++) {
            String[] seen = holes && i % 3 == 1 ? new String[] {"nowhere"} : ALL;
            one.c(100 + 40 * i, 50L * i, 50, 100L * i, seen)
                    .s(120 + 40 * i, 100L * i, 100, 50L * (i + 1), ALL)
                    .c(125 + 40 * i, TcpFlags.ACK, 50L * (i + 1), 0, 100L * (i + 1), ALL);
        }
        one.s(600, 1_400, 100, 450).c(620, TcpFlags.ACK, 450, 0, 900, ALL).c(2_000, TcpFlags.ACK, 450, 0, 900, ALL);
        Vanishing jump = made.session().vanishings().get(0);
        assertEquals(new ByteRange(900, 1_400), jump.range());
        assertEquals(word, words(jump.sightings()).get(0));
    }

    /** After timeouts a sender repeats the first bytes that were not acknowledged: those before were, whoever heard it. */
    @ParameterizedTest
    @CsvSource({"3, true", "2, false"})
    void whoRepeatsFromSomewhereHadAllBeforeAcknowledged(int copies, boolean acknowledged) {
        HandMade made = new HandMade(OUT);
        HandMade.Connection one =
                made.connection(40_000).open(0).s(100, 0, 100, 0).c(120, TcpFlags.ACK, 0, 0, 100);
        double at = 200;
        for (int i = 0; i < copies; i++) {
            one.s(at, 150, 100, 0);
            at += 300 << i;
        }
        List<ByteRange> gone =
                made.session().vanishings().stream().map(Vanishing::range).toList();
        assertEquals(acknowledged, gone.stream().noneMatch(range -> range.start() < 150), gone::toString);
    }

    /** A client says hello in TLS only when STARTTLS was answered: the line that no tap holds had come. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasSaidBeforeAHelloHadCome(boolean hello) {
        String clear = "EHLO mail.example.com\r\nSTARTTLS\r\n";
        String then = hello ? HandTls.clientHello('x') : "x".repeat(40);
        HandMade made = new HandMade(OUT);
        HandMade.Connection one = made.connection(40_000)
                .says(clear + then, "220 mx.example.net ESMTP\r\n".repeat(9))
                .c(0, TcpFlags.SYN, -1, 0, 0);
        one.c(30, TcpFlags.ACK, 0, 0, 0).c(40, 0, 23, 26).c(90, clear.length(), then.length(), 78);
        assertEquals(hello, made.session().vanishings().isEmpty());
    }

    /** Each packet that comes where no connection is any more gets a reset of its own (RFC 9293 section 3.10.7.1). */
    @ParameterizedTest
    @CsvSource({"2, true", "1, false"})
    void whatWasAnsweredAsAStrayHadCome(int resets, boolean came) {
        HandMade made = HandMade.path().other(2_000);
        HandMade.Connection one = talk(made.connection(40_000));
        one.s(600, TcpFlags.FIN | TcpFlags.ACK, 1_000, 0, 500, ALL)
                .c(620, TcpFlags.ACK, 500, 0, 1_001, ALL)
                .c(621, 500, 31, 1_001, "host", "inside")
                .c(622, TcpFlags.FIN | TcpFlags.ACK, 531, 0, 1_001, ALL);
        for (int i = 0; i < resets; i++) {
            one.s(650 + i, TcpFlags.RST, 1_001, 0, -1, ALL);
        }
        assertEquals(came, made.session().vanishings().isEmpty());
    }

    // ---- the handshake ----

    /** A SYN that inside and outside have passed the host's tap: its capture missed it, though it has all the rest. */
    @Test
    void aSynThatALaterTapHasPassedTheEarlierOnes() {
        HandMade made = HandMade.path();
        made.other(-500);
        HandMade.Connection one = made.connection(40_000)
                .c(0, TcpFlags.SYN, -1, 0, 0, "inside", OUT)
                .s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, ALL)
                .c(30, TcpFlags.ACK, 0, 0, 0, ALL);
        one.c(40, 0, 50, 0, ALL).s(60, 0, 50, 50, ALL);
        SessionTrace trace = made.session();
        TapView view = made.correlate().view();
        double host = view.missProbability(trace, CLIENT_TO_SERVER, 0, HandMade.at(40));
        double inside = view.missProbability(trace, CLIENT_TO_SERVER, 1, HandMade.at(40));
        assertTrue(
                view.missProbability(trace, CLIENT_TO_SERVER, 0, HandMade.at(0)) > 0.9,
                "in the hole where the SYN was");
        assertTrue(inside < 0.05, "inside " + inside + ", host " + host);
    }

    // ---- what a silence is worth ----

    /** A capture that begins in mid-session sees a repeat first, and then a number beyond what had gone out before. */
    @ParameterizedTest
    @CsvSource({"true, NOT_RUNNING", "false, Absent"})
    void whatMayHavePassedBeforeTheCaptureBeganIsNotAbsent(boolean fromTheMiddle, String word) {
        HandMade made = new HandMade("inside", OUT);
        HandMade.Connection one = made.connection(40_000);
        if (!fromTheMiddle) {
            one.open(0);
        }
        long acknowledged = fromTheMiddle ? 50 : 100;
        one.s(100, 0, 100, 0)
                .c(150, TcpFlags.ACK, 0, 0, acknowledged)
                .s(600, 400, 100, 0)
                .s(900, 400, 100, 0)
                .c(1_000, TcpFlags.ACK, 0, 0, acknowledged)
                .c(2_500, TcpFlags.ACK, 0, 0, acknowledged);
        List<Vanishing> gone = made.session().vanishings();
        if (fromTheMiddle) {
            assertTrue(gone.stream().noneMatch(one1 -> words(one1.sightings()).contains("Absent")), gone::toString);
        } else {
            assertEquals(word, words(gone.get(0).sightings()).get(0));
            assertEquals(Vanishing.Known.JUMP, gone.get(0).known());
            assertEquals(new ByteRange(100, 400), gone.get(0).range());
        }
    }

    /** Once all before was acknowledged, what jumps behind it is new, however late the capture began. */
    @Test
    void behindWhatWasAcknowledgedAJumpIsNew() {
        HandMade made = new HandMade("inside", OUT);
        HandMade.Connection one = made.connection(40_000);
        one.s(100, 0, 100, 50).c(150, TcpFlags.ACK, 50, 0, 100);
        one.s(200, 100, 100, 50).c(250, 50, 20, 200);
        one.s(600, 500, 100, 70)
                .s(900, 500, 100, 70)
                .c(1_000, TcpFlags.ACK, 70, 0, 200)
                .c(2_500, TcpFlags.ACK, 70, 0, 200);
        List<Vanishing> gone = made.session().vanishings();
        assertFalse(gone.isEmpty());
    }

    /** It saw nothing of the session since, and nothing of that kind in any other: nothing shows that it would have. */
    @Test
    void aTapThatNeverRecordedDataProvesNothing() {
        HandMade made = HandMade.path();
        HandMade.Connection one = made.connection(40_000).open(0);
        one.s(600, 0, 200, 0, OUT)
                .s(900, 0, 200, 0, OUT)
                .s(1_500, 0, 200, 0, OUT)
                .c(2_000, TcpFlags.ACK, 0, 0, 0, OUT)
                .c(3_300, TcpFlags.ACK, 0, 0, 0, OUT);
        made.other(5_000);
        Vanishing gone = only(made);
        assertEquals(List.of("Seen", "UNPROVEN", "UNPROVEN"), words(gone.sightings()));
        assertEquals(3, gone.absent());
    }

    /** Data of other sessions shows that the tap records such packets. */
    @Test
    void dataOfOthersProvesThatATapRecords() {
        HandMade made = HandMade.path();
        talk(made.connection(41_000).isn(77_000_000, 99_000_000));
        made.connection(40_000)
                .open(10_000)
                .s(10_600, 0, 200, 0, OUT)
                .s(10_900, 0, 200, 0, OUT)
                .s(11_500, 0, 200, 0, OUT)
                .c(12_000, TcpFlags.ACK, 0, 0, 0, OUT)
                .c(13_300, TcpFlags.ACK, 0, 0, 0, OUT);
        made.other(15_000);
        List<Vanishing> gone = made.correlate().sessions().stream()
                .flatMap(trace -> trace.vanishings().stream())
                .toList();
        assertEquals(1, gone.size());
        assertEquals(List.of("Seen", "Absent", "Absent"), words(gone.get(0).sightings()));
        assertTrue(
                gone.get(0).sightings().get(1) instanceof Sighting.Absent absent
                        && absent.why().equals("recorded such packets of other sessions")
                        && absent.copies() == 3,
                gone.get(0).sightings()::toString);
    }

    /** It heard the session since: that is said, and how often the bytes must have passed it. */
    @Test
    void whatATapHeardSinceIsSaid() {
        HandMade made = HandMade.path();
        talk(made.connection(40_000))
                .s(600, 1_000, 200, 500, OUT)
                .s(900, 1_000, 200, 500, OUT)
                .c(1_400, TcpFlags.ACK, 500, 0, 1_000, ALL)
                .c(1_700, TcpFlags.ACK, 500, 0, 1_000, ALL);
        Vanishing gone = only(made);
        assertTrue(
                gone.sightings().get(1) instanceof Sighting.Absent absent
                        && absent.why().equals("recorded other packets of this session meanwhile")
                        && absent.copies() == 2
                        && absent.tap().equals(new Tap("inside", 1)),
                gone.sightings()::toString);
    }

    /** The jump is the last frame of all: the very packet that tells of the loss shows that the tap was listening. */
    @Test
    void theJumpItselfShowsThatATapWasListening() {
        HandMade made = new HandMade("inside", OUT);
        talk(made.connection(40_000)).s(600, 1_300, 100, 500);
        Vanishing gone = only(made);
        assertEquals(new ByteRange(1_000, 1_300), gone.range());
        assertEquals(Vanishing.Known.JUMP, gone.known());
        assertEquals(List.of("Absent", "Absent"), words(gone.sightings()));
        assertEquals(0, gone.absent());
    }

    /** Clear text up to an offset, then TLS, of which the server's part is recorded at these taps. */
    private static HandMade.Connection inTls(HandMade made, int port, double at, String... taps) {
        String asks = "EHLO mail.example\r\nSTARTTLS\r\n" + HandTls.clientHello('c');
        String answers = "220 mx ESMTP\r\n250-mx\r\n250 STARTTLS\r\n220 go ahead\r\n"
                + HandTls.certificate(490).repeat(8);
        HandMade.Connection one = made.connection(port)
                .isn(port * 100L, port * 300L)
                .says(asks, answers)
                .open(at)
                .s(at + 60, 0, 14, 0)
                .c(at + 80, 0, 19, 14)
                .s(at + 100, 14, 22, 19)
                .c(at + 120, 19, 10, 36)
                .s(at + 140, 36, 14, 29)
                .c(at + 160, 29, asks.length() - 29, 50);
        for (int i = 0; i < 6; i++) {
            one.s(at + 200 + 10 * i, 50 + 499L * i, 499, asks.length(), taps);
        }
        return one;
    }

    /** Firewalls leave what their hardware forwards out of their own captures: TLS is missing, clear text is not. */
    @ParameterizedTest
    @CsvSource({"true, BLIND", "false, Absent"})
    void aTapThatMissesTlsIsNoWitnessOfTls(boolean tls, String word) {
        HandMade made = HandMade.path();
        inTls(made, 41_000, 0, "host", OUT).c(400, TcpFlags.ACK, 80, 0, 50 + 6 * 499, ALL);
        inTls(made, 42_000, 5_000, "host", OUT).c(5_400, TcpFlags.ACK, 80, 0, 50 + 6 * 499, ALL);
        if (tls) {
            HandMade.Connection lost = inTls(made, 40_000, 20_000, OUT);
            for (double at : new double[] {20_900, 22_000}) {
                lost.s(at, 50, 499, 80, OUT).c(at + 500, TcpFlags.ACK, 80, 0, 50, ALL);
            }
        } else {
            HandMade.Connection lost = made.connection(40_000).open(20_000).s(20_060, 0, 100, 0);
            for (double at : new double[] {20_200, 20_900, 22_000}) {
                lost.s(at, 100, 100, 0, OUT).c(at + 500, TcpFlags.ACK, 0, 0, 100, ALL);
            }
        }
        Vanishing gone = made.correlate().sessions().stream()
                .flatMap(trace -> trace.vanishings().stream())
                .filter(one -> one.direction() == SERVER_TO_CLIENT)
                .findFirst()
                .orElseThrow();
        assertEquals(List.of("Seen", word, "Absent"), words(gone.sightings()));
    }

    // ---- beyond all taps ----

    /** Three segments leave the last tap, are sent again, and the server goes on acknowledging what came before. */
    private static HandMade beyond(boolean selective, long acknowledged) {
        HandMade made = HandMade.path();
        HandMade.Connection one = made.connection(40_000);
        if (selective) {
            one.selective();
        }
        talk(one);
        for (double at : new double[] {600, 900, 1_500}) {
            one.c(at, 500, 100, 1_000).c(at + 1, 600, 100, 1_000).c(at + 2, 700, 100, 1_000);
        }
        one.s(2_000, TcpFlags.ACK, 1_000, 0, acknowledged).s(3_000, TcpFlags.ACK, 1_000, 0, acknowledged);
        return made;
    }

    /** Both said they would acknowledge selectively, and nothing is: nothing of it came. */
    @Test
    void withSelectiveAcknowledgementsAllOfItIsLost() {
        Vanishing gone = only(beyond(true, 500));
        assertEquals(new ByteRange(500, 800), gone.range());
        assertEquals(Vanishing.Known.ACK, gone.known());
        assertEquals(3, gone.absent());
    }

    /** Else a receiver tells of the first byte that it lacks: what lies behind may have come. */
    @Test
    void withoutThemOnlyTheFirstSegmentIsKnownToBe() {
        Vanishing gone = only(beyond(false, 500));
        assertEquals(new ByteRange(500, 600), gone.range());
    }

    /** One end alone does not agree. */
    @Test
    void bothEndsMustAgree() {
        HandMade made = HandMade.path();
        HandMade.Connection one = made.connection(40_000).selective();
        one.c(0, TcpFlags.SYN, -1, 0, 0);
        HandMade.Connection other = made.connection(40_000);
        other.s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0).c(30, TcpFlags.ACK, 0, 0, 0);
        for (double at : new double[] {600, 900, 1_500}) {
            other.c(at, 0, 100, 0).c(at + 1, 100, 100, 0);
        }
        other.s(2_000, TcpFlags.ACK, 0, 0, 0).s(3_000, TcpFlags.ACK, 0, 0, 0);
        assertEquals(new ByteRange(0, 100), only(made).range());
    }

    /** Nothing comes back: then the captures must go on long enough for an answer to be overdue. */
    @ParameterizedTest
    @ValueSource(doubles = {1_250, 3_000})
    void silenceMustLastToTell(double until) {
        HandMade made = HandMade.path();
        talk(made.connection(40_000)).c(600, 500, 100, 1_000).c(900, 500, 100, 1_000);
        made.other(until);
        List<Vanishing> gone = made.session().vanishings();
        assertEquals(until > 2_000 ? 1 : 0, gone.size(), gone::toString);
        if (until > 2_000) {
            assertEquals(Vanishing.Known.UNANSWERED, gone.get(0).known());
            assertFalse(gone.get(0).receiverAlive());
            assertEquals(-1, gone.get(0).alivePosition());
            assertEquals(Vanishing.NO_ROW, gone.get(0).aliveRow());
        }
    }

    // ---- neighbours ----

    /** The first half outside's capture missed; both halves came in, and neither reached the host: one loss. */
    @Test
    void neighboursThatWentAsFarAreOneThoughATapMissedOne() {
        HandMade made = HandMade.path();
        talk(made.connection(40_000))
                .s(600, 1_000, 100, 500, "inside")
                .s(610, 1_100, 150, 500, "inside", OUT)
                .s(900, 1_000, 100, 500, "inside")
                .s(910, 1_100, 150, 500, "inside", OUT)
                .c(2_000, TcpFlags.ACK, 500, 0, 1_000, ALL)
                .c(2_300, TcpFlags.ACK, 500, 0, 1_000, ALL);
        Vanishing gone = only(made);
        assertEquals(new ByteRange(1_000, 1_250), gone.range());
        assertEquals(1, gone.reached());
        assertEquals(2, gone.absent());
        assertEquals(4, gone.copies().size());
        assertTrue(gone.receiverAlive());
        assertEquals(HandMade.at(601), gone.firstNanos(), 3.0 * HandMade.MILLI);
        assertEquals(HandMade.at(911), gone.lastNanos(), 3.0 * HandMade.MILLI);
        assertEquals(SERVER_TO_CLIENT, gone.direction());
    }

    /** Between two losses something arrived: two losses. */
    @Test
    void lossesApartAreTwo() {
        HandMade made = HandMade.path();
        talk(made.connection(40_000))
                .s(600, 1_000, 100, 500, OUT)
                .s(610, 1_100, 100, 500, ALL)
                .s(620, 1_200, 100, 500, OUT)
                .cSack(700, 500, 1_000, 1_100, 1_200, ALL)
                .s(900, 1_000, 100, 500, OUT)
                .s(910, 1_200, 100, 500, OUT)
                .cSack(1_000, 500, 1_000, 1_100, 1_200, ALL)
                .cSack(2_000, 500, 1_000, 1_100, 1_200, ALL);
        assertEquals(
                List.of(new ByteRange(1_000, 1_100), new ByteRange(1_200, 1_300)),
                made.session().vanishings().stream().map(Vanishing::range).toList());
    }
}
