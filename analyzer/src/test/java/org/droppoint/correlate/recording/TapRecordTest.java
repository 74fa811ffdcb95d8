package org.droppoint.correlate.recording;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** When a tap's silence may be believed. */
class TapRecordTest {
    private static final boolean PLAIN = false;
    private static final boolean TLS = true;
    private static final double BASE = TapRecord.BASE_MISS_PROBABILITY;
    private static final long AT = HandMade.at(0);

    private final HandMade made = new HandMade("host");
    private final Correlation correlation;
    private final Session one;
    private final Session other;

    TapRecordTest() {
        made.connection(40_000).isn(1_000, 2_000).open(0).s(100, 0, 50, 0).c(200, 0, 50, 50);
        made.connection(40_001).isn(11_000, 12_000).open(10_000);
        correlation = made.correlate();
        one = correlation.sessions().get(0).session();
        other = correlation.sessions().get(1).session();
    }

    private TapRecord record() {
        return new TapRecord(made.taps().traces().get(0), ClockModel.REFERENCE);
    }

    private static void note(TapRecord record, Session session, boolean tls, int passed, int missed) {
        for (int i = 0; i < passed; i++) {
            record.note(session, SERVER_TO_CLIENT, tls, 100, i >= missed, AT);
        }
    }

    // ---- how likely it misses a packet ----

    @Test
    void withoutAnyNoteItMissesAsCapturesDo() {
        assertEquals(BASE, record().missProbability(one, SERVER_TO_CLIENT, PLAIN));
    }

    @Test
    void whatItMissedOfASessionCounts() {
        TapRecord record = record();
        note(record, one, PLAIN, 9, 5);
        assertEquals((5 + BASE) / 10, record.missProbability(one, SERVER_TO_CLIENT, PLAIN), 1e-9);
        assertEquals(500, record.missedBytes());
        assertEquals(5, record.missedStretches());
    }

    /** A filter or a mirror port that favours a direction says nothing of the other. */
    @Test
    void theOtherDirectionIsAnotherMatter() {
        TapRecord record = record();
        note(record, one, PLAIN, 9, 5);
        assertEquals(BASE, record.missProbability(one, CLIENT_TO_SERVER, PLAIN));
    }

    /** All sessions pass through the same wire. */
    @Test
    void whatItMissedOfOthersCountsToo() {
        TapRecord record = record();
        note(record, one, PLAIN, 9, 5);
        assertEquals((5 + BASE) / 10, record.missProbability(other, SERVER_TO_CLIENT, PLAIN), 1e-9);
        assertEquals(BASE, record.missProbability(other, SERVER_TO_CLIENT, TLS));
    }

    @Test
    void fewPacketsTellLittleUnlessAllAreMissing() {
        TapRecord few = record();
        note(few, one, PLAIN, 2, 1);
        assertEquals(BASE, few.missProbability(one, SERVER_TO_CLIENT, PLAIN));
        TapRecord none = record();
        note(none, one, PLAIN, 2, 2);
        assertEquals((2 + BASE) / 3, none.missProbability(one, SERVER_TO_CLIENT, PLAIN), 1e-9);
        TapRecord enough = record();
        note(enough, one, PLAIN, 3, 1);
        assertEquals((1 + BASE) / 4, enough.missProbability(one, SERVER_TO_CLIENT, PLAIN), 1e-9);
    }

    /** A stretch of many segments is as many chances to miss one. */
    @Test
    void aLongStretchWeighsAsItsSegments() {
        TapRecord record = record();
        record.note(one, SERVER_TO_CLIENT, PLAIN, 14_600, true, AT);
        record.note(one, SERVER_TO_CLIENT, PLAIN, 14_601, false, AT);
        assertEquals((11 + BASE) / 22, record.missProbability(one, SERVER_TO_CLIENT, PLAIN), 1e-9);
        assertEquals(14_601, record.missedBytes());
    }

    @Test
    void aHandshakeThatItMissedShowsThatItSeesNothingThatWay() {
        TapRecord record = record();
        record.noteHandshake(one, SERVER_TO_CLIENT, false, AT);
        assertEquals((1 + BASE) / 2, record.missProbability(one, SERVER_TO_CLIENT, TLS), 1e-9);
        assertEquals(1, record.missedStretches());
        assertEquals(0, record.missedBytes());
    }

    @Test
    void itNeverMissesMoreThanAll() {
        TapRecord record = record();
        note(record, one, PLAIN, 500, 500);
        assertTrue(record.missProbability(one, SERVER_TO_CLIENT, PLAIN) <= 1);
        assertTrue(record.missProbability(one, SERVER_TO_CLIENT, PLAIN) > 0.99);
    }

    // ---- whether it sees this kind at all ----

    @Test
    void recordsAKindOnceItRecordedOne() {
        TapRecord record = record();
        assertFalse(record.recordsKind(one, SERVER_TO_CLIENT, TLS));
        note(record, other, TLS, 3, 3);
        assertFalse(record.recordsKind(one, SERVER_TO_CLIENT, TLS), "none of three");
        note(record, other, TLS, 1, 0);
        assertTrue(record.recordsKind(one, SERVER_TO_CLIENT, TLS));
        assertFalse(record.recordsKind(one, CLIENT_TO_SERVER, TLS));
    }

    /** A capture of flags only holds every handshake and no data. */
    @Test
    void aHandshakeIsNoData() {
        TapRecord record = record();
        record.noteHandshake(one, SERVER_TO_CLIENT, true, AT);
        assertFalse(record.recordsKind(one, SERVER_TO_CLIENT, PLAIN));
    }

    @Test
    void dataInItsLegsIsDataRecorded() {
        assertTrue(record().recordsData(CLIENT_TO_SERVER));
        HandMade flags = new HandMade("host");
        flags.connection(40_000).open(0);
        TapRecord silent = new TapRecord(flags.taps().traces().get(0), ClockModel.REFERENCE);
        assertFalse(silent.recordsData(SERVER_TO_CLIENT));
        note(silent, one, TLS, 1, 0);
        assertTrue(silent.recordsData(SERVER_TO_CLIENT));
        assertFalse(silent.recordsData(CLIENT_TO_SERVER));
    }

    /** Empty packets this way, and data the other way in the same session: data this way would be on record as well. */
    @Test
    void whoRecordsEmptyPacketsAndTheOthersDataRecordsData() {
        HandMade answered = new HandMade("outside");
        answered.connection(40_000).open(0).s(60, 0, 90, 0).s(1_060, 0, 90, 0).c(1_080, TcpFlags.ACK, 24, 0, 90);
        assertTrue(new TapRecord(answered.taps().traces().get(0), ClockModel.REFERENCE).recordsData(CLIENT_TO_SERVER));
        HandMade opened = new HandMade("outside");
        opened.connection(40_000).open(0).s(60, 0, 90, 0).s(1_060, 0, 90, 0);
        assertFalse(
                new TapRecord(opened.taps().traces().get(0), ClockModel.REFERENCE).recordsData(CLIENT_TO_SERVER),
                "of the client its handshake alone");
    }

    // ---- whether it was running ----

    private static TapRecord lasting(double... otherFrames) {
        HandMade made = new HandMade("host");
        for (double millis : otherFrames) {
            made.other(millis);
        }
        return new TapRecord(made.taps().traces().get(0), ClockModel.REFERENCE);
    }

    @Test
    void runsFromItsFirstFrameToItsLast() {
        TapRecord record = lasting(0, 60_000);
        assertTrue(record.running(HandMade.at(0)));
        assertTrue(record.running(HandMade.at(60_000)));
        assertFalse(record.running(HandMade.at(0) - 1));
        assertFalse(record.running(HandMade.at(60_000) + 1));
    }

    @Test
    void mayHaveRunALittleLonger() {
        TapRecord record = lasting(0, 60_000);
        assertTrue(record.runningOrAboutTo(HandMade.at(30_000)));
        assertTrue(record.runningOrAboutTo(HandMade.at(-5_000)));
        assertTrue(record.runningOrAboutTo(HandMade.at(65_000)));
        assertFalse(record.runningOrAboutTo(HandMade.at(-5_000) - 1));
        assertFalse(record.runningOrAboutTo(HandMade.at(65_000) + 1));
    }

    @Test
    void aCaptureWithoutAFrameNeverRan() {
        TapRecord record = lasting();
        assertFalse(record.running(AT));
        assertFalse(record.runningOrAboutTo(AT));
    }

    /** Something passed after its last frame and is not there: it had been stopped by then. */
    @Test
    void whatItMissedBeyondItsEndShowsThatItHadStopped() {
        TapRecord record = lasting(0, 60_000);
        record.note(one, SERVER_TO_CLIENT, PLAIN, 100, false, HandMade.at(61_000));
        assertFalse(record.runningOrAboutTo(HandMade.at(60_500)));
        assertTrue(record.runningOrAboutTo(HandMade.at(60_000)), "it was running at its last frame");
    }

    @Test
    void whatItMissedBeforeItsBeginShowsThatItHadNotStarted() {
        TapRecord near = lasting(0, 60_000);
        near.note(one, SERVER_TO_CLIENT, PLAIN, 100, false, HandMade.at(-4_000));
        assertFalse(near.runningOrAboutTo(HandMade.at(-500)));
        TapRecord longAgo = lasting(0, 60_000);
        longAgo.note(one, SERVER_TO_CLIENT, PLAIN, 100, false, HandMade.at(-5_001));
        assertTrue(longAgo.runningOrAboutTo(HandMade.at(-500)), "it was started since");
        TapRecord within = lasting(0, 60_000);
        within.note(one, SERVER_TO_CLIENT, PLAIN, 100, false, HandMade.at(30_000));
        assertTrue(within.runningOrAboutTo(HandMade.at(-500)), "a miss in between says nothing of the edges");
    }

    @Test
    void didNotRunWhereTheCaptureItselfKnowsThatItWasBlind() {
        HandMade paused = new HandMade("host").other(0).other(60_000).blind("host", 20_000, 30_000);
        TapRecord record = new TapRecord(paused.taps().traces().get(0), ClockModel.REFERENCE);
        assertTrue(record.running(HandMade.at(19_999)));
        assertFalse(record.running(HandMade.at(20_000)));
        assertFalse(record.runningOrAboutTo(HandMade.at(25_000)));
        assertTrue(record.inHole(HandMade.at(25_000)));
        assertFalse(record.inHole(HandMade.at(31_000)));
    }

    @Test
    void wasAliveWhereItRecordedAnythingHalfAMinuteAround() {
        TapRecord record = lasting(0, 200_000);
        assertTrue(record.activeAround(HandMade.at(29_000)));
        assertFalse(record.activeAround(HandMade.at(100_000)));
        assertTrue(record.activeAround(HandMade.at(171_000)));
    }

    // ---- holes ----

    /** Mail at 0 s, 10 s and so on; what was missed lies at the times given. */
    private TapRecord missing(double... millis) {
        HandMade mails = new HandMade("host");
        for (int i = 0; i < 7; i++) {
            mails.connection(40_000 + i).isn(1_000 * i + 1, 2_000).open(i * 10_000);
        }
        TapRecord record = new TapRecord(mails.taps().traces().get(0), ClockModel.REFERENCE);
        for (double at : millis) {
            record.note(one, SERVER_TO_CLIENT, PLAIN, 100, false, HandMade.at(at));
        }
        return record;
    }

    @Test
    void whatMissedNothingHasNoHole() {
        assertFalse(missing().inHole(HandMade.at(5_000)));
    }

    /** Until the next frame it recorded, nothing shows that it had come back. */
    @Test
    void aHoleLastsFromFrameToFrame() {
        TapRecord record = missing(25_000);
        assertTrue(record.inHole(HandMade.at(20_031)));
        assertTrue(record.inHole(HandMade.at(25_000)));
        assertTrue(record.inHole(HandMade.at(29_999)));
        assertFalse(record.inHole(HandMade.at(15_000)), "the gap before");
        assertFalse(record.inHole(HandMade.at(35_000)), "the gap behind");
    }

    @Test
    void aHoleBeforeTheFirstFrameOrBehindTheLast() {
        assertTrue(missing(-3_000).inHole(HandMade.at(-100)));
        assertFalse(missing(-3_000).inHole(HandMade.at(15_000)));
        assertTrue(missing(70_000).inHole(HandMade.at(90_000)));
        assertFalse(missing(70_000).inHole(HandMade.at(15_000)));
    }

    /** A burst is dropped while single frames of it get through: each of them ends one hole. */
    @Test
    void aFrameThatGotThroughEndsIt() {
        TapRecord record = missing(20_012);
        assertTrue(record.inHole(HandMade.at(20_001)));
        assertTrue(record.inHole(HandMade.at(20_019)));
        assertFalse(record.inHole(HandMade.at(20_025)), "the SYN-ACK of 20,020 was recorded");
        assertFalse(record.inHole(HandMade.at(19_999)), "so was the SYN of 20,000");
    }

    /** Nobody saw when it passed, only that it did: no time lies near it. */
    @Test
    void whatWasMissedAtAnUnknownTimeMakesNoHole() {
        TapRecord record = missing();
        record.note(one, SERVER_TO_CLIENT, PLAIN, 100, false, Long.MIN_VALUE / 2);
        assertFalse(record.inHole(HandMade.at(25_000)));
        assertFalse(record.inHole(HandMade.at(-100)));
        assertEquals(1, record.missedStretches());
    }

    @Test
    void manyMissesAreAllKept() {
        TapRecord record = missing();
        for (int i = 0; i < 40; i++) {
            record.note(one, SERVER_TO_CLIENT, PLAIN, 10, false, HandMade.at(25_000 + i));
        }
        assertEquals(40, record.missedStretches());
        assertEquals(400, record.missedBytes());
        assertTrue(record.inHole(HandMade.at(25_039)));
    }

    /** All of this is asked on the reference clock, whatever the tap's own says. */
    @Test
    void asksOnTheReferenceClock() {
        long ahead = 3 * Times.NANOS_PER_SECOND;
        HandMade two = new HandMade("host", "inside").clock("inside", ahead);
        for (int i = 0; i < 20; i++) {
            two.connection(40_000 + i).isn(5_000 * i + 1, 7_000 * i + 2).open(i * 500);
        }
        Correlation made2 = two.correlate();
        TapTrace trace = made2.taps().traces().get(1);
        TapRecord record = new TapRecord(trace, made2.clock(trace.tap()));
        assertTrue(record.running(HandMade.at(100)));
        assertFalse(record.running(HandMade.at(100) + ahead + 10 * Times.NANOS_PER_SECOND));
        assertFalse(record.running(HandMade.at(-1_000)));
        record.note(one, SERVER_TO_CLIENT, PLAIN, 10, false, HandMade.at(250));
        assertTrue(record.inHole(HandMade.at(240)));
        assertFalse(record.inHole(HandMade.at(740)));
        assertEquals(
                List.of("host", "inside"),
                two.taps().path().taps().stream().map(tap -> tap.name()).toList());
    }
}
