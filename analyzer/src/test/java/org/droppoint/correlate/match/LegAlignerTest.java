package org.droppoint.correlate.match;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.OffsetMap;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.Leg;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** Where a tap's stream offsets lie in those of another: from the SYN, by raw numbers, or by equal content. */
class LegAlignerTest {
    private static final String[] BOTH = {"inside", "outside"};

    private static HandMade made() {
        return new HandMade("inside", "outside");
    }

    private static OffsetMap align(HandMade made, Direction direction) {
        Leg inside = made.legs().get(0).get(0);
        Leg outside = made.legs().get(1).get(0);
        return LegAligner.align(inside, outside, direction);
    }

    // ---- a constant shift ----

    @Test
    void bothFromTheSynCountAlike() {
        HandMade made = made();
        made.connection(40_000).open(0).s(60, 0, 50, 0).c(90, 0, 60, 50).s(120, 50, 70, 60);
        OffsetMap map = align(made, SERVER_TO_CLIENT);
        assertTrue(map.isConstant());
        assertEquals(77, map.toSession(77));
        assertTrue(align(made, CLIENT_TO_SERVER).isConstant());
    }

    /** What one of them lost or has otherwise cut changes nothing. */
    @Test
    void lossAndOtherCutsDoNotShift() {
        HandMade made = made();
        made.connection(40_000)
                .open(0)
                .s(60, 0, 60, 0)
                .s(61, 60, 60, 0, "outside")
                .s(62, 120, 60, 0)
                .s(63, 180, 90, 0, "inside")
                .s(63, 180, 30, 0, "outside")
                .s(64, 210, 60, 0, "outside");
        OffsetMap map = align(made, SERVER_TO_CLIENT);
        assertTrue(map.isConstant());
        assertEquals(0, map.toSession(0));
    }

    /** What the client acknowledges counts the server's bytes where a tap holds none, whatever numbers they have. */
    @Test
    void aDirectionNotCapturedIsPlacedByAcknowledgements() {
        HandMade made = made();
        made.connection(40_000)
                .renumberedFrom("outside", 123_456, 400_000_000)
                .c(0, TcpFlags.SYN, -1, 0, 0)
                .s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, "inside")
                .c(30, TcpFlags.ACK, 0, 0, 0, "inside")
                .s(60, 0, 50, 0, "inside")
                .c(90, 0, 60, 50)
                .s(120, 50, 70, 60, "inside")
                .c(150, 60, 60, 120);
        OffsetMap map = align(made, SERVER_TO_CLIENT);
        assertTrue(map.isConstant());
        assertEquals(120, map.toSession(70), "its zero is the first byte acknowledged at outside, the fiftieth");
    }

    /** The client said nothing at all and left: its FIN acknowledges the same at both taps. */
    @Test
    void aFinPlacesTheOtherDirectionToo() {
        HandMade made = made();
        made.connection(40_000)
                .renumberedFrom("outside", 123_456, 400_000_000)
                .c(0, TcpFlags.SYN, -1, 0, 0)
                .s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, "inside")
                .c(30, TcpFlags.ACK, 0, 0, 0, "inside")
                .c(9_000, TcpFlags.ACK | TcpFlags.FIN, 0, 0, 0)
                .s(9_020, TcpFlags.ACK | TcpFlags.FIN, 0, 0, 1);
        assertEquals(0, align(made, SERVER_TO_CLIENT).toSession(0));
    }

    /** The capture began in mid-session: its first byte is its offset 0, which lies somewhere in the session. */
    @Test
    void aLateStartIsPlacedByRawNumbersWhereNothingElseTells() {
        HandMade made = made();
        made.connection(40_000).open(0, "inside").s(60, 0, 300, 0, "inside").s(70, 300, 200, 0, "outside");
        OffsetMap map = align(made, SERVER_TO_CLIENT);
        Leg outside = made.legs().get(1).get(0);
        assertEquals(
                300,
                map.toSession(outside.seen(SERVER_TO_CLIENT).ranges().get(0).start()));
    }

    /** Where a device numbers anew besides, equal content places it. */
    @Test
    void aLateStartBehindOtherNumbersIsPlacedByContent() {
        HandMade made = made();
        made.connection(40_000)
                .renumberedFrom("outside", 123_456, 7_654_321)
                .open(0, "inside")
                .s(60, 0, 300, 0, "inside")
                .s(70, 300, 200, 0, BOTH)
                .s(80, 500, 200, 0, BOTH);
        OffsetMap map = align(made, SERVER_TO_CLIENT);
        Leg outside = made.legs().get(1).get(0);
        assertTrue(map.isConstant());
        assertEquals(
                300,
                map.toSession(outside.seen(SERVER_TO_CLIENT).ranges().get(0).start()));
    }

    /** The capture missed the SYN and holds what answers it, and not a byte of what the other one holds. */
    @Test
    void aSynAckTellsWhereItsClientBegins() {
        HandMade made = made();
        made.connection(40_000)
                .renumberedFrom("outside", 1_500_000_000, 7_654_321)
                .c(0, TcpFlags.SYN, -1, 0, 0, "inside")
                .s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0)
                .c(30, 0, 50, 0, "inside")
                .c(40, 50, 60, 0, "outside");
        OffsetMap map = align(made, CLIENT_TO_SERVER);
        Leg outside = made.legs().get(1).get(0);
        assertEquals(
                50, map.toSession(outside.seen(CLIENT_TO_SERVER).ranges().get(0).start()));
    }

    /** Both captures keep no more than headers: length and the stack's marks tell a segment. */
    @Test
    void whatIsCutOffIsPlacedByItsMarks() {
        HandMade made = made().snapLength("inside", 50).snapLength("outside", 50);
        made.connection(40_000)
                .renumberedFrom("outside", 123_456, 7_654_321)
                .open(0, "inside")
                .s(60, 0, 300, 0, "inside")
                .s(70, 300, 200, 0, BOTH);
        OffsetMap map = align(made, SERVER_TO_CLIENT);
        Leg outside = made.legs().get(1).get(0);
        assertEquals(
                300,
                map.toSession(outside.seen(SERVER_TO_CLIENT).ranges().get(0).start()));
    }

    /** Nothing that the host's capture holds is in the outside one; the inside one has something of both. */
    @Test
    void aThirdCaptureTellsWhereTwoOthersLie() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .renumberedFrom("outside", 123_456, 1_500_000_000)
                .open(0, "host", "inside")
                .s(60, 0, 300, 0, "host", "inside")
                .s(70, 300, 200, 0, "inside", "outside");
        SessionLegs session = new SessionLegs(
                made.taps().traces().get(0).tap(), made.legs().get(0).get(0));
        session.join(made.taps().traces().get(1).tap(), made.legs().get(1).get(0), "for this test", true);
        session.join(made.taps().traces().get(2).tap(), made.legs().get(2).get(0), "for this test", true);
        assertEquals(
                300,
                session.aligned().get(2).seen(SERVER_TO_CLIENT).ranges().get(0).start());
    }

    /** One segment that resembles an earlier one by chance is outvoted. */
    @Test
    void mostSegmentsTellTheShift() {
        String line = "250 2.1.0 OK and so on\r\n";
        String twice = line + "250 first of its kind\r\n" + "250 second of its kind\r\n" + "354 third of its kind\r\n";
        HandMade made = made();
        made.connection(40_000)
                .says("", twice + line)
                .renumberedFrom("outside", 1, 7_654_321)
                .open(0, "inside")
                .s(60, 0, 24, 0, "inside")
                .s(70, 24, 23, 0, BOTH)
                .s(80, 47, 24, 0, BOTH)
                .s(90, 71, 23, 0, BOTH)
                .s(100, 94, 24, 0, "outside");
        OffsetMap map = align(made, SERVER_TO_CLIENT);
        Leg outside = made.legs().get(1).get(0);
        assertEquals(
                24, map.toSession(outside.seen(SERVER_TO_CLIENT).ranges().get(0).start()));
    }

    // ---- bytes inserted or removed ----

    private static final String EHLO = "250-mail.example greets you\r\n";
    private static final String STARTTLS = "250-STARTTLS\r\n";
    private static final String REST = "250 8BITMIME\r\n".repeat(3) + "220 go ahead\r\n" + "221 good bye now\r\n";

    /** The server's 250-STARTTLS never came in: what follows stands 14 bytes earlier inside than outside. */
    private static HandMade shortened() {
        HandMade made = made();
        HandMade.Connection one = made.connection(40_000)
                .says("", EHLO + REST)
                .changedFrom("outside", "", EHLO + STARTTLS + REST)
                .open(0)
                .s(60, 0, 29, 0, BOTH);
        one.s(70, 29, 42, 0, "inside").s(80, 71, 14, 0, "inside").s(90, 85, 18, 0, "inside");
        one.s(70, 29, 56, 0, "outside").s(80, 85, 14, 0, "outside").s(90, 99, 18, 0, "outside");
        return made;
    }

    @Test
    void behindRemovedBytesTheShiftIsAnother() {
        OffsetMap map = align(shortened(), SERVER_TO_CLIENT);
        assertFalse(map.isConstant());
        assertEquals(0, map.toSession(0));
        assertEquals(28, map.toSession(28));
        assertEquals(71, map.toSession(85));
        assertEquals(85, map.toSession(99));
        assertEquals(99, map.toLeg(85));
        assertEquals(10, map.toLeg(10));
        assertEquals(new ByteRange(71, 103), map.toSession(new ByteRange(85, 117)));
    }

    @Test
    void theSessionIsCountedAsTheFirstTapCountsIt() {
        Session session = shortened().session().session();
        SessionLeg outside = Objects.requireNonNull(session.leg(new Tap("outside", 1)));
        assertEquals(103, outside.seen(SERVER_TO_CLIENT).end());
        SessionLeg inside = Objects.requireNonNull(session.leg(new Tap("inside", 0)));
        assertTrue(inside.map(SERVER_TO_CLIENT).isConstant());
    }

    /** A lone segment at another distance among others is a coincidence of content. */
    @Test
    void oneStraySegmentIsNoInsertion() {
        String line = "250 the same line again\r\n";
        String text = "220 greeting of the day\r\n" + line + "250 2.1.0 sender fine\r\n" + "250 2.1.5 reader fine\r\n";
        HandMade made = made();
        made.connection(40_000)
                .says("", text + line + line)
                .open(0)
                .s(60, 0, 25, 0, BOTH)
                .s(70, 25, 25, 0, "inside")
                .s(80, 50, 23, 0, BOTH)
                .s(90, 73, 23, 0, BOTH)
                .s(100, 96, 25, 0, "outside")
                .s(105, 121, 25, 0, "outside");
        assertTrue(align(made, SERVER_TO_CLIENT).isConstant());
    }

    /**
     * Mail that repeats its lines, swallowed from some point on: one segment far behind is cut like an early one outside.
     * Both taps hear the receiver acknowledge the same bytes, which no insertion would leave where they were.
     */
    @Test
    void repeatedLinesAreNotTakenForAShift() {
        String line = "the same forty bytes again and again...\r\n";
        HandMade made = made();
        HandMade.Connection one =
                made.connection(40_000).says(line.repeat(40), "").open(0);
        for (int i = 0; i < 6; i++) {
            one.c(60 + i, 60L * i, 60, 0, "outside");
        }
        for (int i = 0; i < 10; i++) {
            one.c(60 + i, 90L * i, i == 9 ? 60 : 90, 0, "inside");
        }
        one.s(100, org.droppoint.flow.TcpFlags.ACK, 0, 0, 360);
        assertTrue(align(made, CLIENT_TO_SERVER).isConstant());
    }

    /** A header that a proxy puts in first has no place in what the client said: that begins behind it. */
    @Test
    void whatWasPutInHasNoPlaceInTheSession() {
        String header = "PROXY TCP4 1.2.3.4 5.6.7.8 9 25\r\n";
        String said = "EHLO mail.example\r\nNOOP of its own kind\r\n";
        HandMade made = made();
        made.connection(40_000)
                .says(said, "")
                .changedFrom("outside", header + said, "")
                .open(0)
                .c(60, 0, 19, 0, "inside")
                .c(80, 19, 22, 0, "inside")
                .c(60, 0, 33, 0, "outside")
                .c(61, 33, 19, 0, "outside")
                .c(81, 52, 22, 0, "outside");
        OffsetMap map = align(made, CLIENT_TO_SERVER);
        assertEquals(new ByteRange(0, 0), map.toSession(new ByteRange(0, 33)));
        assertEquals(new ByteRange(0, 19), map.toSession(new ByteRange(33, 52)));
        assertEquals(33, map.toLeg(0));
        assertEquals(java.util.List.of(new OffsetMap.Change(33, 0, 33)), map.changes());
    }

    // ---- maps ----

    @Test
    void anEmptyRangeStaysEmpty() {
        OffsetMap map = align(shortened(), SERVER_TO_CLIENT);
        assertEquals(new ByteRange(71, 71), map.toSession(new ByteRange(85, 85)));
    }

    /** A range across removed bytes ends where its last byte stands. */
    @Test
    void aRangeAcrossAChangeEndsWithItsLastByte() {
        OffsetMap map = align(shortened(), SERVER_TO_CLIENT);
        assertEquals(new ByteRange(20, 75), map.toSession(new ByteRange(20, 89)));
    }
}
