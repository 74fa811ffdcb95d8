package org.droppoint.correlate.loss;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.correlate.session.Sighting;
import org.droppoint.correlate.session.Sighting.Reason;
import org.droppoint.correlate.session.TapView;
import org.droppoint.correlate.session.Trail;
import org.droppoint.correlate.session.Vanishing;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** Bytes that were sent and never delivered: between which points they vanished, and what each tap can say of it. */
class LossTracerTest {
    private static final String[] ALL = HandMade.EVERYWHERE;
    private static final String OUT = "outside";

    /** A talk that shows every tap recording both directions: 1000 bytes of the server's, 500 of the client's. */
    private static HandMade.Connection talk(HandMade made) {
        HandMade.Connection talk = made.connection(40_000).open(0);
        for (int i = 0; i < 10; i++) {
            talk.s(100 + 40 * i, 100L * i, 100, 50L * i).c(120 + 40 * i, 50L * i, 50, 100L * (i + 1));
        }
        return talk;
    }

    private static Vanishing only(SessionTrace trace) {
        assertEquals(1, trace.vanishings().size(), () -> trace.vanishings().toString());
        return trace.vanishings().get(0);
    }

    /** The sightings in order of travel: S(een), A(bsent), or why the tap cannot tell. */
    private static List<String> words(List<Sighting> sightings) {
        return sightings.stream()
                .map(one -> one instanceof Sighting.Unobservable blind
                        ? blind.reason().name()
                        : one.getClass().getSimpleName())
                .toList();
    }

    private static List<Long> frames(SessionTrace trace, Vanishing gone, int position, List<Integer> rows) {
        SessionLeg leg = Objects.requireNonNull(trace.ledger(gone.direction()).at(position));
        return rows.stream().map(row -> leg.leg().store().frame(row)).toList();
    }

    /** The server's next bytes are seen outside three times, and never inside. */
    private static HandMade dropped() {
        HandMade made = HandMade.path();
        talk(made)
                .s(600, 1_000, 200, 500, OUT)
                .s(900, 1_000, 200, 500, OUT)
                .s(1_500, 1_000, 200, 500, OUT)
                .c(2_000, 500, 50, 1_000, ALL)
                .c(2_300, 500, 50, 1_000, ALL);
        return made;
    }

    @Test
    void whatIsSeenOutsideAndNeverInsideVanishedBetween() {
        SessionTrace trace = dropped().session();
        Vanishing gone = trace.vanishings().get(0);
        assertEquals(SERVER_TO_CLIENT, gone.direction());
        assertEquals(new ByteRange(1_000, 1_200), gone.range());
        assertEquals(Vanishing.Known.SEEN, gone.known());
        assertEquals(0, gone.reached());
        assertEquals(1, gone.absent());
        assertEquals(List.of("Seen", "Absent", "Absent"), words(gone.sightings()));
        assertEquals(List.of(24L, 25L, 26L), frames(trace, gone, 0, gone.copies()));
        assertEquals(HandMade.at(600), gone.firstNanos(), 3.0 * HandMade.MILLI);
        assertEquals(HandMade.at(1_500), gone.lastNanos(), 3.0 * HandMade.MILLI);
        assertTrue(gone.receiverAlive());
        assertTrue(gone.doubt() > 0 && gone.doubt() < TapView.MAX_DOUBT, () -> "doubt " + gone.doubt());
    }

    @Test
    void theMoreCopiesTheLessTheDoubt() {
        HandMade one = HandMade.path();
        talk(one).s(600, 1_000, 200, 500, OUT).c(2_000, 500, 50, 1_000, ALL).c(2_300, 500, 50, 1_000, ALL);
        double single = one.session().vanishings().get(0).doubt();
        double triple = dropped().session().vanishings().get(0).doubt();
        assertEquals(Math.pow(single, 3), triple, single / 100);
    }

    @Test
    void nothingVanishesWhereAllWasAcknowledged() {
        HandMade made = HandMade.path();
        talk(made).s(600, 1_000, 200, 500, OUT).c(650, 500, 50, 1_200, ALL);
        assertEquals(
                List.of(),
                made.session().vanishings().stream()
                        .filter(gone -> gone.direction() == SERVER_TO_CLIENT)
                        .toList());
    }

    /** The host's stack repeats its acknowledgement, which passes all taps: it is alive, and did not get the bytes. */
    @Test
    void aReceiverThatGoesOnWithoutIsToldByItsPacket() {
        SessionTrace trace = dropped().session();
        Vanishing gone = trace.vanishings().get(0);
        assertEquals(2, gone.alivePosition(), "at the host's own tap");
        assertEquals(List.of(25L), frames(trace, gone, 2, List.of(gone.aliveRow())), "its last packet");
    }

    @Test
    void aReceiverThatIsNotHeardIsNotAlive() {
        HandMade made = HandMade.path();
        talk(made).s(600, 1_000, 200, 500, OUT).s(900, 1_000, 200, 500, OUT).s(1_900, 1_000, 200, 500, OUT);
        Vanishing gone = only(made.session());
        assertFalse(gone.receiverAlive());
        assertEquals(Vanishing.NO_ROW, gone.aliveRow());
        assertEquals(-1, gone.alivePosition());
    }

    /**
     * The first of two segments is acknowledged as soon as ever, the second repeated in vain: that acknowledgement came
     * too soon to tell of it, the silence since does.
     */
    @Test
    void whatIsRepeatedInVainBehindAnAcknowledgementIsUnanswered() {
        HandMade made = HandMade.path();
        HandMade.Connection talk = talk(made).c(600, 500, 100, 1_000).c(601, 600, 80, 1_000);
        talk.s(640, TcpFlags.ACK, 1_000, 0, 600);
        for (double again : new double[] {900, 1_500, 2_700, 5_100}) {
            talk.c(again, 600, 80, 1_000);
        }
        Vanishing gone = only(made.session());
        assertEquals(CLIENT_TO_SERVER, gone.direction());
        assertEquals(new ByteRange(600, 680), gone.range());
        assertEquals(Vanishing.Known.UNANSWERED, gone.known());
        assertFalse(gone.receiverAlive());
    }

    /**
     * The second of two segments is repeated again and again past the taps, and the first vanishes before them each time: the
     * receiver goes on acknowledging nothing of either.
     */
    @Test
    void whatIsRepeatedBesideSomethingLostSaysNothingOfThat() {
        HandMade made = HandMade.path();
        HandMade.Connection talk = talk(made);
        for (double again : new double[] {600, 1_100, 2_100, 4_100}) {
            talk.s(again, 1_100, 50, 500).c(again + 30, TcpFlags.ACK, 500, 0, 1_000);
        }
        assertTrue(made.session().vanishings().stream()
                .anyMatch(gone ->
                        gone.range().equals(new ByteRange(1_000, 1_100)) && gone.known() == Vanishing.Known.JUMP));
    }

    /** It goes on acknowledging less when they should long have come. */
    @Test
    void whoGoesOnWithoutThemLacksThem() {
        HandMade made = HandMade.path();
        HandMade.Connection talk = talk(made).c(600, 500, 100, 1_000).c(601, 600, 80, 1_000);
        talk.s(640, TcpFlags.ACK, 1_000, 0, 600).c(900, 600, 80, 1_000).c(1_500, 600, 80, 1_000);
        talk.s(2_500, 1_000, 50, 600).c(2_700, 600, 80, 1_050);
        Vanishing gone = only(made.session());
        assertEquals(Vanishing.Known.ACK, gone.known());
        assertTrue(gone.receiverAlive());
    }

    /** Two stretches that went the same way are told as one, with the copies of both. */
    @Test
    void neighboursThatVanishedAlikeAreOne() {
        HandMade made = HandMade.path();
        talk(made)
                .s(600, 1_000, 100, 500, OUT)
                .s(610, 1_100, 150, 500, OUT)
                .s(900, 1_000, 100, 500, OUT)
                .s(910, 1_100, 150, 500, OUT)
                .cSack(2_000, 500, 1_000, 1_000, 1_000, ALL);
        SessionTrace trace = made.session();
        Vanishing gone = only(trace);
        assertEquals(new ByteRange(1_000, 1_250), gone.range());
        assertEquals(List.of(24L, 25L, 26L, 27L), frames(trace, gone, 0, gone.copies()));
        assertEquals(HandMade.at(910), gone.lastNanos(), 3.0 * HandMade.MILLI);
    }

    @Test
    void neighboursThatCameDifferentlyFarAreTwo() {
        HandMade made = HandMade.path();
        talk(made)
                .s(600, 1_000, 100, 500, OUT)
                .s(610, 1_100, 150, 500, OUT, "inside")
                .s(900, 1_000, 100, 500, OUT)
                .s(910, 1_100, 150, 500, OUT, "inside")
                .c(2_000, TcpFlags.ACK, 500, 0, 1_000, ALL);
        List<Vanishing> gone = made.session().vanishings();
        assertEquals(2, gone.size(), gone::toString);
        assertEquals(List.of(1, 2), gone.stream().map(Vanishing::absent).toList());
    }

    // ---- what a tap cannot tell ----

    @Test
    void aTapThatHadStoppedCannotTell() {
        HandMade made = HandMade.path();
        HandMade.Connection talk = talk(made);
        talk.s(60_000, 1_000, 200, 500, OUT)
                .s(60_300, 1_000, 200, 500, OUT)
                .c(62_000, TcpFlags.ACK, 500, 0, 1_000, OUT)
                .c(63_000, TcpFlags.ACK, 500, 0, 1_000, OUT);
        Vanishing gone = only(made.session());
        assertEquals(List.of("Seen", "NOT_RUNNING", "NOT_RUNNING"), words(gone.sightings()));
        assertEquals(3, gone.absent(), "no tap can tell how far they came");
    }

    @Test
    void aTapThatIsBlindToTheDirectionCannotTell() {
        HandMade made = HandMade.path();
        HandMade.Connection talk = made.connection(40_000).open(0);
        for (int i = 0; i < 10; i++) {
            talk.s(100 + 40 * i, 100L * i, 100, 50L * i, "host", OUT).c(120 + 40 * i, 50L * i, 50, 100L * (i + 1), ALL);
        }
        talk.s(600, 1_000, 200, 500, OUT)
                .s(900, 1_000, 200, 500, OUT)
                .c(2_000, TcpFlags.ACK, 500, 0, 1_000, ALL)
                .c(2_300, TcpFlags.ACK, 500, 0, 1_000, ALL);
        Vanishing gone = only(made.session());
        assertEquals(List.of("Seen", "BLIND", "Absent"), words(gone.sightings()));
        assertEquals(2, gone.absent());
        assertEquals(0, gone.reached());
    }

    /** It missed other packets just then. */
    @Test
    void aTapInAHoleCannotTell() {
        HandMade made = HandMade.path().blind("inside", 590, 1_600);
        talk(made)
                .s(600, 1_000, 200, 500, OUT)
                .s(900, 1_000, 200, 500, OUT)
                .c(2_000, TcpFlags.ACK, 500, 0, 1_000, ALL)
                .c(2_300, TcpFlags.ACK, 500, 0, 1_000, ALL);
        Vanishing gone = only(made.session());
        assertEquals(List.of("Seen", "NOT_RUNNING", "Absent"), words(gone.sightings()));
    }

    @Test
    void aTapThatSawNothingOfTheSessionCannotTell() {
        HandMade made = HandMade.path();
        HandMade.Connection talk = made.connection(40_000).open(0, "host", OUT);
        made.connection(40_001).isn(77_000, 99_000).open(0).s(100, 0, 100, 0).c(200, 0, 100, 100);
        talk.s(600, 0, 200, 0, OUT)
                .s(900, 0, 200, 0, OUT)
                .c(2_000, TcpFlags.ACK, 0, 0, 0, "host", OUT)
                .c(3_300, TcpFlags.ACK, 0, 0, 0, "host", OUT);
        List<Vanishing> gone = made.correlate().sessions().stream()
                .flatMap(trace -> trace.vanishings().stream())
                .toList();
        assertEquals(1, gone.size(), gone::toString);
        assertEquals("BLIND", words(gone.get(0).sightings()).get(1));
    }

    // ---- beyond the last tap ----

    private static HandMade leavingTheTaps(boolean repeated, double lastAckMillis) {
        HandMade made = HandMade.path();
        HandMade.Connection talk =
                talk(made).s(520, TcpFlags.ACK, 1_000, 0, 500, ALL).c(600, 500, 100, 1_000, ALL);
        if (repeated) {
            talk.c(900, 500, 100, 1_000, ALL);
        }
        talk.s(lastAckMillis, TcpFlags.ACK, 1_000, 0, 500, ALL);
        return made;
    }

    @Test
    void repeatedAndNeverAcknowledgedByALivingServerItVanishedBeyond() {
        Vanishing gone = only(leavingTheTaps(true, 1_000).session());
        assertEquals(CLIENT_TO_SERVER, gone.direction());
        assertEquals(2, gone.reached());
        assertEquals(3, gone.absent());
        assertEquals(Vanishing.Known.ACK, gone.known());
        assertEquals(List.of("Seen", "Seen", "Seen"), words(gone.sightings()));
        assertEquals(0, gone.doubt());
    }

    /** Sent once, and a second is not over yet: the acknowledgement may be delayed. */
    @Test
    void whatWasSentOnceIsNotLostBeforeASecondIsOver() {
        assertEquals(List.of(), leavingTheTaps(false, 1_500).session().vanishings());
        assertEquals(
                Vanishing.Known.ACK,
                only(leavingTheTaps(false, 1_700).session()).known());
    }

    /** A capture that does not hear the server cannot know that its window was shut. */
    @Test
    void aProbeThatOneTapTakesForDataIsNotLost() {
        HandMade made = HandMade.path();
        talk(made)
                .window(0)
                .s(600, 1_000, 0, 500, "inside", "host")
                .window(4_000)
                .c(900, 500, 1, 1_000, ALL)
                .window(0)
                .s(920, 1_000, 0, 500, "inside", "host")
                .window(4_000)
                .c(2_400, 500, 1, 1_000, ALL)
                .window(0)
                .s(2_420, 1_000, 0, 500, "inside", "host");
        assertEquals(List.of(), made.session().vanishings());
    }

    /** Last words of the server's that the client acknowledges together with new bytes of its own. */
    private static HandMade answeredThenReset(double againAt, long againFrom) {
        HandMade made = HandMade.path();
        talk(made)
                .s(600, 1_000, 100, 500, ALL)
                .c(620, 500, 80, 1_100, ALL)
                .s(622, TcpFlags.RST | TcpFlags.ACK, 1_100, 0, 580, "inside", "host")
                .s(againAt, againFrom, 100, 500, ALL);
        return made;
    }

    /** A server that repeats what these bytes acknowledged never got them; no second copy is needed, nor a second's wait. */
    @Test
    void whoRepeatsWhatTheyAcknowledgedDidNotGetThem() {
        Vanishing gone = only(answeredThenReset(860, 1_000).session());
        assertEquals(CLIENT_TO_SERVER, gone.direction());
        assertEquals(new ByteRange(500, 580), gone.range());
        assertEquals(Vanishing.Known.ACK, gone.known());
        assertEquals(3, gone.absent());
    }

    @Test
    void aRepeatThatMayHaveCrossedThemProvesNothing() {
        assertEquals(List.of(), answeredThenReset(680, 1_000).session().vanishings());
    }

    /** New words of the server's may just not acknowledge yet. */
    @Test
    void newWordsWithoutAcknowledgementProveNothing() {
        assertEquals(List.of(), answeredThenReset(860, 1_100).session().vanishings());
    }

    @Test
    void aSackBeyondTellsAtOnce() {
        HandMade made = HandMade.path();
        talk(made).c(600, 500, 100, 1_000, ALL).c(605, 600, 100, 1_000, ALL).sSack(640, 1_000, 500, 600, 700, ALL);
        Vanishing gone = only(made.session());
        assertEquals(new ByteRange(500, 600), gone.range());
        assertEquals(Vanishing.Known.ACK, gone.known());
    }

    /** Repeated after a time-out, and nothing at all came back. */
    @Test
    void repeatedWithoutAnyAnswerItIsUnanswered() {
        HandMade made = HandMade.path();
        talk(made).c(600, 500, 100, 1_000, ALL).c(900, 500, 100, 1_000, ALL).c(1_700, 500, 100, 1_000, ALL);
        Vanishing gone = only(made.session());
        assertEquals(Vanishing.Known.UNANSWERED, gone.known());
        assertFalse(gone.receiverAlive());
    }

    /** Captures of one direction hear nobody: that nothing came back cannot be said of them. */
    @Test
    void whereNobodyIsHeardNothingIsUnanswered() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .c(0, TcpFlags.SYN, -1, 0, 0, ALL)
                .c(30, TcpFlags.ACK, 0, 0, 0, ALL)
                .c(60, 0, 50, 40, ALL)
                .c(600, 0, 50, 40, ALL)
                .c(1_700, 50, 50, 90, ALL);
        made.other(9_000);
        assertEquals(List.of(), made.session().vanishings());
    }

    /** A tail-loss probe comes sooner than any time-out, and is followed by nothing: no proof. */
    @Test
    void aQuickRepeatAloneIsNoProof() {
        HandMade made = HandMade.path();
        talk(made)
                .s(550, TcpFlags.ACK, 1_000, 0, 500, ALL)
                .c(600, 500, 100, 1_000, ALL)
                .c(750, 500, 100, 1_000, ALL);
        made.other(3_000);
        assertEquals(List.of(), made.session().vanishings());
    }

    /** The captures end before an acknowledgement could be overdue. */
    @Test
    void capturesThatEndTooSoonProveNothing() {
        HandMade made = HandMade.path();
        talk(made).c(600, 500, 100, 1_000, ALL).c(850, 500, 100, 1_000, ALL);
        assertEquals(List.of(), made.session().vanishings());
        HandMade longer = HandMade.path();
        talk(longer).c(600, 500, 100, 1_000, ALL).c(850, 500, 100, 1_000, ALL);
        longer.other(1_700);
        assertEquals(Vanishing.Known.UNANSWERED, only(longer.session()).known());
    }

    /**
     * A proxy between inside and outside acknowledges at once and repeats the bytes itself: the acknowledgement seen
     * inside is not the server's.
     */
    @Test
    void whatAProxyAcknowledgedIsNotDelivered() {
        HandMade made = HandMade.path();
        talk(made)
                .s(550, TcpFlags.ACK, 1_000, 0, 500, ALL)
                .c(600, 500, 100, 1_000, ALL)
                .s(605, TcpFlags.ACK, 1_000, 0, 600, "host", "inside")
                .c(900, 500, 100, 1_000, OUT)
                .c(1_500, 500, 100, 1_000, OUT);
        made.other(4_000);
        Vanishing gone = only(made.session());
        assertEquals(CLIENT_TO_SERVER, gone.direction());
        assertEquals(new ByteRange(500, 600), gone.range());
        assertEquals(2, gone.reached());
        assertEquals(3, gone.absent());
    }

    /** The capture outside missed one acknowledgement: nobody repeats. */
    @Test
    void anAcknowledgementThatOneTapMissedIsOneAllTheSame() {
        HandMade made = HandMade.path();
        talk(made).c(600, 500, 100, 1_000, ALL).s(620, TcpFlags.ACK, 1_000, 0, 600, "host", "inside");
        made.other(4_000);
        assertEquals(List.of(), made.session().vanishings());
    }

    // ---- known by a jump ----

    /** The server's number jumped by 300 bytes that no tap saw: lost before the first of them. */
    @Test
    void aJumpOfTheSendersNumbersTellsLossBeforeTheTaps() {
        HandMade made = HandMade.path();
        talk(made)
                .s(800, 1_300, 100, 500, ALL)
                .cSack(810, 500, 1_000, 1_300, 1_400, ALL)
                .s(2_000, TcpFlags.ACK, 1_400, 0, 500, ALL)
                .cSack(2_100, 500, 1_000, 1_300, 1_400, ALL);
        Vanishing gone = made.session().vanishings().get(0);
        assertEquals(new ByteRange(1_000, 1_300), gone.range());
        assertEquals(Vanishing.Known.JUMP, gone.known());
        assertEquals(-1, gone.reached());
        assertEquals(0, gone.absent());
        assertEquals(List.of("Absent", "Absent", "Absent"), words(gone.sightings()));
        assertEquals(List.of(), gone.copies());
        assertEquals(HandMade.at(460), gone.firstNanos(), 3.0 * HandMade.MILLI, "after the last packet before it");
        assertEquals(HandMade.at(800), gone.lastNanos(), 3.0 * HandMade.MILLI);
    }

    /** What the host sent and its own tap lacks, the capture lost: nothing lies in between. */
    @Test
    void aJumpAtTheSendersOwnTapIsTheCaptures() {
        HandMade made = HandMade.path();
        talk(made)
                .c(800, 800, 100, 1_000, ALL)
                .sSack(820, 1_000, 500, 800, 900, ALL)
                .sSack(2_100, 1_000, 500, 800, 900, ALL);
        for (Vanishing gone : made.session().vanishings()) {
            assertEquals("BLIND", words(gone.sightings()).get(0));
            assertTrue(gone.absent() > 0, gone::toString);
        }
    }

    // ---- the handshake ----

    @Test
    void aSynThatOneTapSeesAndTheNextDoesNot() {
        HandMade made = HandMade.path();
        made.connection(40_001).isn(77_000, 99_000).open(0).s(100, 0, 100, 0).c(200, 0, 100, 100);
        made.connection(40_000)
                .c(500, TcpFlags.SYN, -1, 0, 0, "host", "inside")
                .c(1_500, TcpFlags.SYN, -1, 0, 0, "host", "inside")
                .c(3_500, TcpFlags.SYN, -1, 0, 0, "host", "inside");
        made.other(6_000);
        SessionTrace trace = made.correlate().sessions().get(1);
        Trail syn = Objects.requireNonNull(trace.handshake().syn());
        assertEquals(CLIENT_TO_SERVER, syn.direction());
        assertEquals(1, syn.reached());
        assertEquals(2, syn.absent());
        assertEquals(List.of("Seen", "Seen", "Absent"), words(syn.sightings()));
        assertEquals(3, syn.rows().size());
        assertEquals(HandMade.at(500), syn.firstNanos(), 3.0 * HandMade.MILLI);
        assertEquals(HandMade.at(3_500), syn.lastNanos(), 3.0 * HandMade.MILLI);
        assertNull(trace.handshake().synAck());
    }

    /** A tap that could not keep all attempts of that time may well have seen this one. */
    @Test
    void aSynAmongMoreThanATapKeptProvesNothing() {
        assertEquals("Absent", synAtOutside(20_000, 30_000));
        assertEquals(Reason.UNPROVEN.name(), synAtOutside(0, 2_000));
    }

    private static String synAtOutside(double unkeptFrom, double unkeptTo) {
        HandMade made = HandMade.path().unkept("outside", unkeptFrom, unkeptTo);
        made.connection(40_001).isn(77_000, 99_000).open(0).s(100, 0, 100, 0).c(200, 0, 100, 100);
        made.connection(40_000).c(500, TcpFlags.SYN, -1, 0, 0, "host", "inside");
        made.other(6_000);
        Trail syn = Objects.requireNonNull(
                made.correlate().sessions().get(1).handshake().syn());
        return words(syn.sightings()).get(2);
    }

    /** Nothing shows that the tap recorded anything at all about that time. */
    @Test
    void aSynAtATapThatRecordedNothingThenProvesNothing() {
        HandMade made = HandMade.path();
        made.connection(40_001).isn(77_000, 99_000).open(0).s(100, 0, 100, 0).c(200, 0, 100, 100);
        made.connection(40_000).c(100_000, TcpFlags.SYN, -1, 0, 0, "host", "inside");
        made.other(200_000);
        Trail syn = Objects.requireNonNull(
                made.correlate().sessions().get(1).handshake().syn());
        assertEquals(Reason.UNPROVEN.name(), words(syn.sightings()).get(2));
        assertEquals(3, syn.absent());
    }

    /** A connection that nobody could match may be this one under other addresses. */
    @Test
    void anUnmatchedConnectionMayBeTheMissingOne() {
        HandMade made = HandMade.path();
        made.connection(40_001).isn(77_000, 99_000).open(0).s(100, 0, 100, 0).c(200, 0, 100, 100);
        made.connection(40_000).withoutIpIds().c(500, TcpFlags.SYN, -1, 0, 0, "host", "inside");
        made.connection(40_000)
                .isn(3_333, 4_444)
                .withoutIpIds()
                .translatedFrom("host", "203.0.113.2", 61_022)
                .c(501, TcpFlags.SYN, -1, 0, 0, OUT);
        made.other(6_000);
        Correlation correlation = made.correlate();
        SessionTrace own = correlation.sessions().stream()
                .filter(trace -> trace.session().key().client().port() == 40_000)
                .findFirst()
                .orElseThrow();
        Trail syn = Objects.requireNonNull(own.handshake().syn());
        assertTrue(own.session().legs().size() == 3
                || !words(syn.sightings()).get(2).equals("Absent"));
    }
}
