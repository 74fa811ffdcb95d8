package org.droppoint.correlate.recording;

import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.Leg;
import org.droppoint.flow.RoundTrip;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** When a tap saw the sender reach which offsets, and by what the receiver showed that it lacked some. */
class SentSegmentsTest {
    private static final long LATE = 5_000 * HandMade.MILLI;

    private static final ClockModel CLOCK = new ClockModel(
            true,
            java.util.List.of(new ClockModel.Piece(
                    Long.MIN_VALUE, Long.MIN_VALUE, HandMade.START, LATE, HandMade.MILLI, 0, 0, false)),
            1,
            "five seconds late");

    private static SessionLeg leg(HandMade made) {
        return made.session().session().legs().get(0);
    }

    private static long reference(double millis) {
        return HandMade.at(millis) - LATE;
    }

    // ---- the sender ----

    /** Forty segments of fifty bytes, every tenth sent again half a second later. */
    private static SessionLeg sentLeg() {
        HandMade made = new HandMade("outside");
        HandMade.Connection one = made.connection(40_000).open(0);
        for (int i = 0; i < 40; i++) {
            one.s(100 + 10 * i, 50L * i, 50, 0);
            if (i % 10 == 0) {
                one.s(605 + 10 * i, 50L * i, 50, 0);
            }
        }
        return leg(made);
    }

    private static SentSegments sent() {
        return new SentSegments(sentLeg(), SERVER_TO_CLIENT, CLOCK);
    }

    @Test
    void theFirstSegmentBeyondAnOffsetIsFound() {
        SessionLeg leg = sentLeg();
        SegmentStore store = leg.leg().store();
        SentSegments sent = new SentSegments(leg, SERVER_TO_CLIENT, CLOCK);
        assertEquals(reference(20), CLOCK.toReference(store, sent.firstBeyond(0)), "the SYN-ACK stands there");
        for (int i = 1; i < 40; i++) {
            assertEquals(reference(100 + 10 * i), CLOCK.toReference(store, sent.firstBeyond(50L * i)));
            assertEquals(reference(100 + 10 * i), CLOCK.toReference(store, sent.firstBeyond(50L * i - 49)));
        }
        assertEquals(SegmentStore.NONE, sent.firstBeyond(1_951));
        assertTrue(sent.reach(1_950));
        assertFalse(sent.reach(1_951));
    }

    @Test
    void theLatestThatEndsBeforeAnOffsetIsFound() {
        SentSegments sent = sent();
        assertEquals(reference(100), sent.latestNanos(50, reference(300)));
        assertEquals(reference(605), sent.latestNanos(50, reference(9_000)));
        assertEquals(reference(190), sent.latestNanos(500, reference(500)));
        assertEquals(reference(20), sent.latestNanos(500, reference(100)), "the SYN-ACK");
        assertEquals(Long.MIN_VALUE, sent.latestNanos(500, reference(20)));
    }

    @Test
    void whoSentNothingReachesNothing() {
        HandMade made = new HandMade("outside");
        made.connection(40_000).c(0, TcpFlags.SYN, -1, 0, 0);
        SentSegments none = new SentSegments(leg(made), SERVER_TO_CLIENT, CLOCK);
        assertFalse(none.reach(0));
        assertEquals(SegmentStore.NONE, none.firstBeyond(0));
        assertEquals(Long.MIN_VALUE, none.latestNanos(100, Long.MAX_VALUE));
    }

    // ---- the receiver ----

    private static ReceiverSigns signs(HandMade made) {
        return new ReceiverSigns(leg(made), SERVER_TO_CLIENT, CLOCK, 400);
    }

    private static final ByteRange LACKED = new ByteRange(100, 200);

    @Test
    void aPacketThatAcknowledgesLessShowsWhatIsLacking() {
        HandMade made = new HandMade("outside");
        made.connection(40_000)
                .open(0)
                .s(100, 0, 400, 0)
                .c(150, TcpFlags.ACK, 0, 0, 100)
                .c(200, 0, 20, 100)
                .c(300, TcpFlags.ACK, 20, 0, 250);
        ReceiverSigns signs = signs(made);
        ReceiverSigns.Alive alive = Objects.requireNonNull(signs.without(LACKED, SegmentStore.NONE, reference(100)));
        assertEquals(reference(200), alive.nanos(), "the latest of them");
        assertFalse(alive.sack());
        assertEquals(
                reference(300),
                Objects.requireNonNull(signs.without(new ByteRange(300, 400), SegmentStore.NONE, reference(100)))
                        .nanos());
        assertNull(signs.without(new ByteRange(50, 90), SegmentStore.NONE, reference(100)));
    }

    /** Only what certainly came later counts: the clock may be off by a millisecond. */
    @Test
    void onlyWhatCertainlyCameLaterCounts() {
        HandMade made = new HandMade("outside");
        made.connection(40_000).open(0).s(100, 0, 400, 0).c(200, TcpFlags.ACK, 0, 0, 100);
        assertNotNull(signs(made).without(LACKED, SegmentStore.NONE, reference(198.5)));
        assertNull(signs(made).without(LACKED, SegmentStore.NONE, reference(199)));
        assertNull(signs(made).without(LACKED, SegmentStore.NONE, reference(200)));
    }

    /** A SACK of what lies beyond is better than a later packet without; one that was never sent is no SACK. */
    @Test
    void aSackBeyondIsPreferred() {
        HandMade made = new HandMade("outside");
        made.connection(40_000)
                .open(0)
                .s(100, 0, 400, 0)
                .cSack(200, 0, 100, 200, 300)
                .c(250, TcpFlags.ACK, 0, 0, 100);
        ReceiverSigns.Alive alive =
                Objects.requireNonNull(signs(made).without(LACKED, SegmentStore.NONE, reference(100)));
        assertTrue(alive.sack());
        assertEquals(reference(200), alive.nanos());
        ReceiverSigns.Alive before =
                Objects.requireNonNull(signs(made).without(new ByteRange(100, 201), SegmentStore.NONE, reference(100)));
        assertFalse(before.sack(), "it begins within");
        HandMade untranslated = new HandMade("outside");
        untranslated.connection(40_000).open(0).s(100, 0, 400, 0).cSack(200, 0, 100, 401, 500);
        assertFalse(Objects.requireNonNull(signs(untranslated).without(LACKED, SegmentStore.NONE, reference(100)))
                .sack());
    }

    @Test
    void aResetShowsNoReceiverThatGoesOn() {
        HandMade made = new HandMade("outside");
        made.connection(40_000)
                .c(0, TcpFlags.SYN, -1, 0, 0)
                .s(100, 0, 400, 0)
                .c(200, TcpFlags.RST | TcpFlags.ACK, 0, 0, 100)
                .c(210, TcpFlags.PSH, 0, 10, 0);
        assertNull(signs(made).without(LACKED, SegmentStore.NONE, reference(100)));
    }

    // ---- round trips ----

    private static long roundTrip(HandMade made) {
        Leg leg = made.legs().get(0).get(0);
        return RoundTrip.handshakeNanos(leg);
    }

    @Test
    void theHandshakeIsOneRoundTrip() {
        HandMade made = new HandMade("outside");
        made.connection(40_000).open(0).c(500, 0, 10, 0);
        assertEquals(30 * HandMade.MILLI, roundTrip(made));
    }

    /** Of repeated SYNs the last one was answered, for all that is known. */
    @Test
    void withoutAWholeHandshakeThereIsNone() {
        HandMade lone = new HandMade("outside");
        lone.connection(40_000).c(0, TcpFlags.SYN, -1, 0, 0).c(1_000, TcpFlags.SYN, -1, 0, 0);
        assertEquals(-1, roundTrip(lone));
        HandMade late = new HandMade("outside");
        late.connection(40_000).s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0).c(30, TcpFlags.ACK, 0, 0, 0);
        assertEquals(-1, roundTrip(late));
        HandMade unanswered = new HandMade("outside");
        unanswered.connection(40_000).c(0, TcpFlags.SYN, -1, 0, 0).c(30, TcpFlags.ACK, 0, 0, 0);
        assertEquals(-1, roundTrip(unanswered));
        HandMade repeated = new HandMade("outside");
        repeated.connection(40_000)
                .c(0, TcpFlags.SYN, -1, 0, 0)
                .c(1_000, TcpFlags.SYN, -1, 0, 0)
                .s(1_020, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0)
                .c(1_030, TcpFlags.ACK, 0, 0, 0);
        assertEquals(30 * HandMade.MILLI, roundTrip(repeated));
    }
}
