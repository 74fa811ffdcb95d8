package org.droppoint.correlate.loss;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.RepairedLoss;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loss that a retransmission made good: between which taps the first copy was lost, and which frames show it. */
class RepairTracerTest {
    private static final String[] ALL = HandMade.EVERYWHERE;

    /** Enough of both directions seen everywhere for the clocks and for trust in the taps. */
    private static HandMade.Connection talk(HandMade made) {
        return talk(made.connection(40_000), 0);
    }

    private static HandMade.Connection talk(HandMade.Connection talk, int from) {
        talk.open(from);
        for (int i = 0; i < 10; i++) {
            talk.s(from + 100 + 40 * i, 100L * i, 100, 50L * i).c(from + 120 + 40 * i, 50L * i, 50, 100L * (i + 1));
        }
        return talk;
    }

    private static RepairedLoss only(SessionTrace trace) {
        assertEquals(1, trace.repairs().size(), () -> trace.repairs().toString());
        assertEquals(1, trace.repairCount());
        return trace.repairs().get(0);
    }

    private static long frame(SessionTrace trace, RepairedLoss loss, int position, int row) {
        SessionLeg leg = trace.ledger(loss.direction()).at(position);
        return leg == null ? -1 : leg.leg().store().frame(row);
    }

    @Test
    void nothingIsRepairedWhereNothingWasLost() {
        HandMade made = HandMade.path();
        talk(made);
        assertEquals(List.of(), made.session().repairs());
        assertEquals(0, made.session().repairCount());
    }

    @Test
    void aCopySeenOutsideAndAgainInsideWasLostBetween() {
        HandMade made = HandMade.path();
        talk(made)
                .s(600, 1_000, 100, 500, "outside")
                .s(900, 1_000, 100, 500, ALL)
                .c(920, 500, 0, 1_100, ALL);
        SessionTrace trace = made.session();
        RepairedLoss loss = only(trace);
        assertEquals(SERVER_TO_CLIENT, loss.direction());
        assertEquals(new ByteRange(1_000, 1_100), loss.range());
        assertEquals(0, loss.reached());
        assertEquals(1, loss.absent());
        assertEquals(24, frame(trace, loss, 0, loss.lostRow()));
        assertEquals(24, frame(trace, loss, 1, loss.repairRow()), "one frame fewer came by inside");
        assertEquals(0, loss.lostPosition());
        assertEquals(1, loss.repairPosition());
        assertEquals(301 * HandMade.MILLI, loss.delayNanos(), 2.0 * HandMade.MILLI);
    }

    @Test
    void onTheWayOutItIsTheLanThatLost() {
        HandMade made = HandMade.path();
        talk(made).c(600, 500, 100, 1_000, "host").c(900, 500, 100, 1_000, ALL).s(920, 1_000, 0, 600, ALL);
        RepairedLoss loss = only(made.session());
        assertEquals(CLIENT_TO_SERVER, loss.direction());
        assertEquals(0, loss.reached());
        assertEquals(1, loss.absent());
    }

    /** Both copies came by inside, so that nothing was lost there; the second answered nothing that was missing. */
    @Test
    void aCopyTooManyIsNoLoss() {
        HandMade made = HandMade.path();
        talk(made).s(600, 1_000, 100, 500, ALL).s(900, 1_000, 100, 500, ALL).c(920, 500, 0, 1_100, ALL);
        List<RepairedLoss> repairs = made.session().repairs();
        assertTrue(repairs.stream().noneMatch(one -> one.absent() == 1 || one.absent() == 2), repairs::toString);
    }

    /** Some captures show a super-segment and then the segments cut of it: nobody had asked for those yet. */
    @Test
    void aCopyAtOnceIsNoRepair() {
        HandMade made = HandMade.path().withoutDelay();
        HandMade.Connection one = made.connection(40_000).open(0);
        for (int i = 0; i < 10; i++) {
            one.c(100 + 10 * i, 100L * i, 100, 0).s(100.001 + 10 * i, 0, 0, 100L * (i + 1));
        }
        one.c(600, 1_000, 300, 0).c(600.002, 1_100, 200, 0).s(600.004, 0, 0, 1_300);
        assertEquals(List.of(), made.session().repairs());
    }

    /** The first copy came through, the second did not: its loss harmed nobody and repaired nothing. */
    @Test
    void theLossOfTheSecondCopyIsNoRepair() {
        HandMade made = HandMade.path();
        talk(made)
                .s(600, 1_000, 100, 500, ALL)
                .s(900, 1_000, 100, 500, "outside")
                .c(620, 500, 0, 1_100, ALL);
        assertEquals(List.of(), made.session().repairs());
    }

    @Test
    void aSynThatWasLostOnceWasLostBetween() {
        HandMade made = HandMade.path();
        talk(made);
        made.connection(40_001)
                .isn(7_000_000, 9_000_000)
                .c(200, TcpFlags.SYN, -1, 0, 0, "host", "inside")
                .open(1_200)
                .s(1_300, 0, 100, 0)
                .c(1_350, 0, 50, 100);
        talk(made.connection(40_002).isn(17_000_000, 19_000_000), 2_000);
        SessionTrace trace = made.correlate().sessions().get(1);
        RepairedLoss loss = only(trace);
        assertEquals(CLIENT_TO_SERVER, loss.direction());
        assertEquals(1, loss.reached());
        assertEquals(2, loss.absent());
        assertTrue(loss.range().isEmpty());
        assertEquals(1_000 * HandMade.MILLI, loss.delayNanos(), 5.0 * HandMade.MILLI);
    }

    // ---- before the first tap ----

    @Test
    void aHoleThatFillsARoundTripLaterWasLostBeforeTheTaps() {
        HandMade made = HandMade.path();
        talk(made)
                .s(600, 1_100, 100, 500, ALL)
                .cSack(610, 500, 1_000, 1_100, 1_200, ALL)
                .s(640, 1_000, 100, 500, ALL)
                .c(650, 500, 0, 1_200, ALL);
        SessionTrace trace = made.session();
        RepairedLoss loss = only(trace);
        assertEquals(new ByteRange(1_000, 1_100), loss.range());
        assertEquals(-1, loss.reached());
        assertEquals(0, loss.absent());
        assertEquals(-1, loss.lostPosition());
        assertEquals(0, loss.repairPosition());
        assertEquals(40 * HandMade.MILLI, loss.delayNanos());
        assertEquals(26, frame(trace, loss, 0, loss.repairRow()));
    }

    /** What comes late by less than a round trip took another way: nobody can have asked for it again yet. */
    @Test
    void aHoleThatFillsAtOnceIsReordering() {
        HandMade made = HandMade.path();
        talk(made).s(600, 1_100, 100, 500, ALL).s(602, 1_000, 100, 500, ALL).c(650, 500, 0, 1_200, ALL);
        assertEquals(List.of(), made.session().repairs());
    }

    /** Repeated, for it came late; then it came. Its identification is that of a packet sent before those beyond it. */
    @Test
    void aCopyThatIsHeldUpOnTheWayIsNotLost() {
        HandMade made = HandMade.path();
        HandMade.Connection talk = talk(made).s(600, 1_100, 100, 500, ALL).s(640, 1_000, 100, 500, ALL);
        talk.lateByPackets(3).s(900, 1_000, 100, 500, ALL);
        talk.c(950, 500, 0, 1_200, ALL);
        assertEquals(List.of(), made.session().repairs());
        HandMade alone = HandMade.path();
        talk(alone)
                .lateByPackets(-1)
                .s(600, 1_100, 100, 500, ALL)
                .lateByPackets(2)
                .s(640, 1_000, 100, 500, ALL)
                .c(950, 500, 0, 1_200, ALL);
        assertEquals(List.of(), alone.session().repairs(), "a hole that the first copy itself fills");
    }

    /** Sent in the same millisecond as those beyond it, and before the copy that filled the hole. */
    @Test
    void aCopyOlderThanTheOneThatFilledTheHoleWasLate() {
        for (double late : new double[] {0, 300}) {
            HandMade made = HandMade.path();
            HandMade.Connection talk =
                    made.connection(40_000).withoutIpIds().stamped().open(0).s(50, 0, 100, 0);
            talk.s(600, 200, 100, 0, ALL).s(640, 100, 100, 0, ALL).lateByMillis(late);
            talk.s(900, 100, 100, 0, ALL).c(950, 0, 0, 300, ALL);
            assertEquals(late == 0, !made.session().repairs().isEmpty(), "late by " + late);
        }
    }

    /** Stamped in the same millisecond as those beyond it, which came 40 before: it was sent with them. */
    @Test
    void aCopyOfTheSameMomentAsThoseBeyondWasLate() {
        for (double late : new double[] {0, 40}) {
            HandMade made = HandMade.path();
            HandMade.Connection talk =
                    made.connection(40_000).withoutIpIds().stamped().open(0).s(50, 0, 100, 0);
            talk.s(600, 200, 100, 0, ALL)
                    .lateByMillis(late)
                    .s(640, 100, 100, 0, ALL)
                    .c(650, 0, 0, 300, ALL);
            assertEquals(late == 0, !made.session().repairs().isEmpty(), "late by " + late);
        }
    }

    @Test
    void aSecondRepetitionDoesNotMakeTheFirstCopyLate() {
        HandMade made = HandMade.path();
        talk(made)
                .s(600, 1_100, 100, 500, ALL)
                .s(640, 1_000, 100, 500, ALL)
                .s(900, 1_000, 100, 500, ALL)
                .c(950, 500, 0, 1_200, ALL);
        assertEquals(-1, made.session().repairs().get(0).reached());
    }

    /** Identifications by lot: one that lies far below is no earlier packet's. */
    @Test
    void identificationsDrawnByLotTellNothing() {
        HandMade made = HandMade.path();
        talk(made)
                .s(600, 1_100, 100, 500, ALL)
                .lateByPackets(9_000)
                .s(640, 1_000, 100, 500, ALL)
                .c(650, 500, 0, 1_200, ALL);
        assertEquals(-1, only(made.session()).reached());
    }

    /** Without any mark nobody can tell the late first copy from one more repetition. */
    @Test
    void withoutMarksAFurtherCopyLeavesItOpen() {
        HandMade once = HandMade.path();
        HandMade.Connection talk =
                once.connection(40_000).withoutIpIds().open(0).s(50, 0, 100, 0);
        talk.s(600, 200, 100, 0, ALL).s(840, 100, 100, 0, ALL).c(850, 0, 0, 300, ALL);
        assertEquals(-1, only(once.session()).reached());
        talk.s(1_100, 100, 100, 0, ALL);
        assertEquals(List.of(), once.session().repairs());
    }

    /** Sooner than a timer fires a sender repeats what three acknowledgements of nothing new have asked for. */
    @ParameterizedTest
    @CsvSource({"3, 1", "2, 0"})
    void withoutMarksWhatNobodyCanHaveAskedForWasLate(int duplicates, int repairs) {
        HandMade made = HandMade.path();
        HandMade.Connection talk =
                made.connection(40_000).withoutIpIds().open(0).s(50, 0, 100, 0).c(60, TcpFlags.ACK, 0, 0, 100, ALL);
        talk.s(600, 200, 100, 0, ALL).s(601, 300, 100, 0, ALL).s(602, 400, 100, 0, ALL);
        for (int i = 0; i < duplicates; i++) {
            talk.c(605 + i, TcpFlags.ACK, 0, 0, 100, ALL);
        }
        talk.s(640, 100, 100, 0, ALL).c(650, TcpFlags.ACK, 0, 0, 500, ALL);
        assertEquals(repairs, made.session().repairs().size());
    }

    /** The second copy looks like a frame shown twice; the receiver tells that it had two (RFC 2883). */
    @Test
    void whatTheReceiverGotTwiceLeavesAHoleOpen() {
        for (boolean told : new boolean[] {false, true}) {
            HandMade made = HandMade.path();
            HandMade.Connection talk =
                    made.connection(40_000).withoutIpIds().open(0).s(50, 0, 100, 0);
            talk.s(600, 200, 100, 0, ALL).s(840, 100, 100, 0, ALL).c(850, TcpFlags.ACK, 0, 0, 300, ALL);
            if (told) {
                talk.cSack(860, 0, 300, 100, 200, ALL);
            }
            assertEquals(told ? 0 : 1, made.session().repairs().size());
        }
    }

    /** Late acknowledgements: by its own time stamp this one was sent long before the second copy was. */
    @ParameterizedTest
    @CsvSource({"0, 1", "500, 0"})
    void anAcknowledgementStampedBeforeTheSecondCopyAnsweredTheFirst(int lateMillis, int repairs) {
        HandMade made = HandMade.path();
        HandMade.Connection talk = talk(made.connection(40_000).stamped(), 0);
        talk.c(600, 500, 100, 1_000, ALL).c(900, 500, 100, 1_000, ALL).s(920, 1_000, 0, 600, ALL);
        talk.lateByMillis(lateMillis).s(1_130, 1_000, 50, 600, ALL);
        assertEquals(repairs, made.session().repairs().size());
    }

    /** The host's own packets cannot be lost before the capture on the host. */
    @Test
    void nothingLiesBetweenTheHostAndItsOwnTap() {
        HandMade made = HandMade.path();
        talk(made).c(600, 600, 100, 1_000, ALL).c(640, 500, 100, 1_000, ALL).s(700, 1_000, 0, 700, ALL);
        assertEquals(List.of(), made.session().repairs());
        HandMade without = new HandMade("inside", "outside");
        talk(without).c(600, 600, 100, 1_000, ALL).c(640, 500, 100, 1_000, ALL).s(700, 1_000, 0, 700, ALL);
        assertEquals(-1, only(without.session()).reached());
    }

    // ---- beyond the last tap ----

    @Test
    void anAcknowledgementThatAnswersTheSecondCopyShowsTheFirstLostBeyond() {
        HandMade made = HandMade.path();
        talk(made).c(600, 500, 100, 1_000, ALL).c(900, 500, 100, 1_000, ALL).s(920, 1_000, 0, 600, ALL);
        SessionTrace trace = made.session();
        RepairedLoss loss = only(trace);
        assertEquals(CLIENT_TO_SERVER, loss.direction());
        assertEquals(2, loss.reached());
        assertEquals(3, loss.absent());
        assertEquals(24, frame(trace, loss, 2, loss.lostRow()));
        assertEquals(25, frame(trace, loss, 2, loss.repairRow()));
        assertEquals(318 * HandMade.MILLI, loss.delayNanos(), 2.0 * HandMade.MILLI);
    }

    /** Of two small segments the first was lost before all taps; repeated, both are one, of which the second is no copy. */
    @Test
    void aSegmentWithinALargerRepetitionIsNoLostCopyOfIt() {
        HandMade made = HandMade.path();
        talk(made)
                .c(600, 520, 24, 1_000, ALL)
                .s(620, 1_000, 0, 500, ALL)
                .c(900, 500, 44, 1_000, ALL)
                .s(920, 1_000, 0, 544, ALL);
        assertTrue(
                made.session().repairs().stream().noneMatch(loss -> loss.absent() == 3),
                () -> made.session().repairs().toString());
    }

    /** It came sooner after the second copy than any acknowledgement ever did: it answers the first. */
    @Test
    void anAcknowledgementThatCrossedTheSecondCopyAnswersTheFirst() {
        HandMade made = HandMade.path();
        talk(made).c(600, 500, 100, 1_000, ALL).c(900, 500, 100, 1_000, ALL).s(905, 1_000, 0, 600, ALL);
        assertEquals(List.of(), made.session().repairs());
    }

    /** Inside does not hear the server, and takes its client's probes for data that outside saw only when the window opened. */
    @Test
    void aProbeOfAShutWindowIsNoLostCopy() {
        HandMade made = HandMade.path();
        talk(made)
                .window(0)
                .s(600, 1_000, 0, 500, "host", "outside")
                .window(4_000)
                .c(900, 500, 1, 1_000, ALL)
                .window(0)
                .s(920, 1_000, 0, 500, "host", "outside")
                .window(4_000)
                .s(1_400, 1_000, 0, 500, "host", "outside")
                .c(1_410, 500, 100, 1_000, ALL)
                .s(1_430, 1_000, 0, 600, ALL);
        assertEquals(List.of(), made.session().repairs());
    }

    /** It may have been held back, and the second copy have brought it out; who lacked these bytes has more by now. */
    @Test
    void aLoneSegmentsAcknowledgementMayHaveBeenHeldBack() {
        HandMade made = HandMade.path();
        talk(made).c(600, 500, 100, 1_000, ALL).c(680, 500, 100, 1_000, ALL).s(700, 1_000, 0, 600, ALL);
        assertEquals(List.of(), made.session().repairs());
        HandMade selective = HandMade.path();
        talk(selective.connection(40_000).selective(), 0)
                .c(600, 500, 100, 1_000, ALL)
                .c(680, 500, 100, 1_000, ALL)
                .s(700, 1_000, 0, 600, ALL);
        assertEquals(3, only(selective.session()).absent(), "with SACK it would have told of the copy");
        HandMade more = HandMade.path();
        talk(more)
                .c(600, 500, 100, 1_000, ALL)
                .c(605, 600, 100, 1_000, ALL)
                .c(680, 500, 100, 1_000, ALL)
                .s(700, 1_000, 0, 700, ALL);
        assertEquals(3, only(more.session()).absent());
    }

    /** A SACK below the acknowledgement (RFC 2883): the receiver had it twice. */
    @Test
    void whatTheReceiverGotTwiceWasNotLost() {
        HandMade made = HandMade.path();
        talk(made).c(600, 500, 100, 1_000, ALL).c(900, 500, 100, 1_000, ALL).sSack(920, 1_000, 600, 500, 600, ALL);
        assertEquals(List.of(), made.session().repairs());
        HandMade ahead = HandMade.path();
        talk(ahead)
                .c(600, 500, 100, 1_000, ALL)
                .c(610, 700, 100, 1_000, ALL)
                .c(900, 500, 100, 1_000, ALL)
                .sSack(920, 1_000, 600, 700, 800, ALL);
        assertEquals(3, only(ahead.session()).absent(), "a SACK of later bytes does not say so");
    }

    /** A SACK had come before the second copy was sent: the first had arrived, the acknowledgement waited for a hole. */
    @Test
    void whatWasSelectedBeforeItsSecondCopyHadArrived() {
        HandMade made = HandMade.path();
        talk(made)
                .c(590, 500, 100, 1_000, ALL)
                .c(600, 600, 100, 1_000, ALL)
                .sSack(620, 1_000, 500, 600, 700, ALL)
                .c(900, 600, 100, 1_000, ALL)
                .c(905, 500, 100, 1_000, ALL)
                .s(930, 1_000, 0, 700, ALL);
        List<RepairedLoss> repairs = made.session().repairs();
        assertEquals(
                List.of(new ByteRange(500, 600)),
                repairs.stream().map(RepairedLoss::range).toList());
    }

    @Test
    void whatWasNeverAcknowledgedWasNotRepaired() {
        HandMade made = HandMade.path();
        talk(made).c(600, 500, 100, 1_000, ALL).c(900, 500, 100, 1_000, ALL);
        assertEquals(List.of(), made.session().repairs());
    }

    /** The host's capture is beyond everything that could lose what the host receives. */
    @Test
    void nothingLiesBetweenTheHostsTapAndTheHost() {
        HandMade made = HandMade.path();
        talk(made).s(600, 1_000, 100, 500, ALL).s(900, 1_000, 100, 500, ALL).c(920, 500, 0, 1_100, ALL);
        assertEquals(List.of(), made.session().repairs());
        HandMade without = new HandMade("inside", "outside");
        talk(without).s(600, 1_000, 100, 500, ALL).s(900, 1_000, 100, 500, ALL).c(920, 500, 0, 1_100, ALL);
        assertEquals(2, only(without.session()).absent());
    }

    // ---- what proves nothing ----

    /** A tap that was blind just then may have missed the first copy. */
    @Test
    void aTapThatWasNotLookingDoesNotShowALoss() {
        HandMade made = HandMade.path().blind("inside", 550, 650);
        talk(made)
                .s(600, 1_000, 100, 500, "outside")
                .s(900, 1_000, 100, 500, ALL)
                .c(920, 500, 0, 1_100, ALL);
        assertEquals(List.of(), made.session().repairs());
    }

    @Test
    void manyRepairsAreAllCounted() {
        HandMade made = HandMade.path();
        HandMade.Connection talk = talk(made);
        for (int i = 0; i < 30; i++) {
            long offset = 1_000 + 10L * i;
            talk.s(600 + 400 * i, offset, 10, 500, "outside")
                    .s(900 + 400 * i, offset, 10, 500, ALL)
                    .c(920 + 400 * i, 500, 0, offset + 10, ALL);
        }
        SessionTrace trace = made.session();
        assertEquals(30, trace.repairCount());
        assertEquals(30, trace.repairs().size());
    }
}
