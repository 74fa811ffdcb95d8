package org.droppoint.flow;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.droppoint.flow.Talk.ACK;
import static org.droppoint.flow.Talk.FIN;
import static org.droppoint.flow.Talk.PUSH;
import static org.droppoint.flow.Talk.RST;
import static org.droppoint.flow.Talk.SYN;
import static org.droppoint.flow.Talk.SYN_ACK;
import static org.droppoint.wire.TestFrames.bytes;
import static org.droppoint.wire.TestFrames.join;
import static org.droppoint.wire.TestFrames.u32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.wire.PortSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegTableTest {
    private static final long NEAR_WRAP = 0xFFFF_FFFEL;

    private static Leg only(Talk talk) {
        List<Leg> legs = talk.legs();
        assertEquals(1, legs.size());
        return legs.get(0);
    }

    private static long lastStart(Talk talk) {
        Leg leg = only(talk);
        return leg.store().start(leg.lastRow());
    }

    private static List<ByteRange> ranges(long... edges) {
        return java.util.stream.IntStream.range(0, edges.length / 2)
                .mapToObj(i -> new ByteRange(edges[2 * i], edges[2 * i + 1]))
                .toList();
    }

    @Test
    void offsetsCountFromTheByteAfterTheSyn() {
        Leg leg = only(
                new Talk().open(1000, 5000).s(PUSH, 5001, 1001, "220 a\r\n").c(PUSH, 1001, 5008, "QUIT\r\n"));
        SegmentStore store = leg.store();
        int[] rows = leg.rows();
        assertEquals(5, rows.length);
        assertEquals(-1, store.start(rows[0]));
        assertEquals(SegmentStore.NO_ACK, store.ack(rows[0]));
        assertEquals(0, store.ack(rows[1]));
        assertEquals(0, store.start(rows[2]));
        assertEquals(0, store.start(rows[3]));
        assertEquals(7, store.ack(rows[4]));
        assertEquals(ranges(0, 7), leg.seen(SERVER_TO_CLIENT).ranges());
        assertEquals(ranges(0, 6), leg.seen(CLIENT_TO_SERVER).ranges());
        assertEquals(1001, leg.sequenceOfOffsetZero(CLIENT_TO_SERVER));
        assertTrue(leg.synSeen(SERVER_TO_CLIENT));
        assertEquals("192.0.2.10:40000", leg.key().client().toString());
    }

    @Test
    void sequenceNumbersWrap() {
        Talk talk = new Talk().open(NEAR_WRAP, NEAR_WRAP - 1);
        talk.c(PUSH, 0xFFFF_FFFFL, 0xFFFF_FFFEL, "abc")
                .c(PUSH, 2, 0xFFFF_FFFEL, "def")
                .s(ACK, 0xFFFF_FFFEL, 5, "");
        Leg leg = only(talk);
        assertEquals(ranges(0, 6), leg.seen(CLIENT_TO_SERVER).ranges());
        assertEquals(6, leg.store().ack(leg.lastRow()));
    }

    @Test
    void manyTimesFourGigabytesAreFollowed() {
        Talk talk = new Talk().open(0, 0);
        long step = 1L << 23;
        long offset = 0;
        for (int i = 0; i < 1300; i++, offset += step) {
            talk.c(PUSH, 1 + offset & 0xFFFF_FFFFL, 1, "x");
        }
        Leg leg = only(talk);
        assertEquals(offset - step, leg.store().start(leg.lastRow()));
        assertTrue(offset > 2L << 32);
        assertEquals(1300, leg.seen(CLIENT_TO_SERVER).total());
    }

    @Test
    void acknowledgementsFollowADirectionThatIsNotCaptured() {
        Talk talk = new Talk().open(0, 0);
        long step = 1L << 23;
        for (long offset = 0; offset < 3L << 32; offset += step) {
            talk.c(ACK, 1, 1 + offset & 0xFFFF_FFFFL, "");
        }
        Leg leg = only(talk);
        assertEquals((3L << 32) - step, leg.store().ack(leg.lastRow()));
    }

    @Test
    void midStreamBeginsWithTheFirstSequenceNumberSeen() {
        Leg leg = only(
                new Talk().c(PUSH, 777, 4_000, "MAIL").s(ACK, 4_000, 781, "").c(PUSH, 770, 4_000, "earlier"));
        assertFalse(leg.synSeen(CLIENT_TO_SERVER));
        assertEquals(777, leg.sequenceOfOffsetZero(CLIENT_TO_SERVER));
        assertEquals(4_000, leg.sequenceOfOffsetZero(SERVER_TO_CLIENT), "known by the acknowledgement");
        assertEquals(-7, leg.store().start(leg.lastRow()));
        assertEquals(ranges(0, 4), leg.seen(CLIENT_TO_SERVER).ranges(), "what lies before the beginning is no part");
    }

    @Test
    void theAcknowledgementMayBeFirst() {
        Leg leg = only(new Talk().c(ACK, 50, 900, "").s(PUSH, 910, 50, "late"));
        assertEquals(ranges(10, 14), leg.seen(SERVER_TO_CLIENT).ranges(), "ten bytes are missing before");
    }

    @Test
    void aNewInitialNumberIsANewIncarnation() {
        Talk talk = new Talk().open(1000, 5000).c(PUSH, 1001, 5001, "abc").c(FIN, 1004, 5001, "");
        talk.s(FIN, 5001, 1005, "").c(ACK, 1005, 5002, "");
        talk.open(900_000, 70_000).c(PUSH, 900_001, 70_001, "de");
        List<Leg> legs = talk.legs();
        assertEquals(2, legs.size());
        assertEquals(0, legs.get(0).incarnation());
        assertEquals(1, legs.get(1).incarnation());
        assertEquals(ranges(0, 2), legs.get(1).seen(CLIENT_TO_SERVER).ranges());
        assertTrue(
                SegmentKind.PORT_REUSED.in(legs.get(1).store().kinds(legs.get(1).firstRow())));
    }

    @Test
    void aRepeatedSynIsTheSameIncarnation() {
        Leg leg = only(new Talk()
                .c(SYN, 7, 0, "")
                .pause(1000)
                .c(SYN, 7, 0, "")
                .pause(2000)
                .c(SYN, 7, 0, ""));
        assertEquals(3, leg.rowCount());
        assertTrue(SegmentKind.RETRANSMISSION.in(leg.store().kinds(leg.lastRow())));
    }

    @Test
    void aSynAfterMidStreamDataIsANewIncarnation() {
        assertEquals(2, new Talk().c(PUSH, 777, 4_000, "x").open(9, 99).legs().size());
    }

    @Test
    void lateSegmentsGoToTheIncarnationTheyFit() {
        Talk talk = new Talk().open(1000, 5000).c(PUSH, 1001, 5001, "abc").open(2_000_000_000L, 3_000_000_000L);
        talk.s(ACK, 5001, 1004, "").c(PUSH, 2_000_000_001L, 3_000_000_001L, "de");
        List<Leg> legs = talk.legs();
        assertEquals(2, legs.size());
        assertEquals(5, legs.get(0).rowCount());
        assertEquals(3, legs.get(0).store().ack(legs.get(0).lastRow()));
        assertEquals(ranges(0, 2), legs.get(1).seen(CLIENT_TO_SERVER).ranges());
    }

    /** RFC 5961: a server that still holds the old connection answers the SYN in its numbers, and is told to drop it. */
    @Test
    void theChallengeOfASynAndItsResetBelongToTheOldIncarnation() {
        long again = 1004 + 65_537;
        Talk talk = new Talk().open(1000, 5000).c(PUSH, 1001, 5001, "abc").c(FIN | ACK, 1004, 5001, "");
        talk.c(SYN, again, 0, "").s(ACK, 5001, 1005, "").c(RST, 1005, 0, "");
        talk.c(SYN, again, 0, "").s(SYN_ACK, 900_000, again + 1, "").c(PUSH, again + 1, 900_001, "de");
        List<Leg> legs = talk.legs();
        assertEquals(2, legs.size());
        assertEquals(7, legs.get(0).rowCount());
        assertEquals(4, legs.get(1).rowCount());
        assertEquals(ranges(0, 2), legs.get(1).seen(CLIENT_TO_SERVER).ranges());
    }

    @Test
    void bothSidesOfASequenceRandomisingFirewallInOneTapStayApart() {
        long inside = 1000;
        long outside = 3_000_000_000L;
        Talk talk = new Talk().c(SYN, inside, 0, "").c(SYN, outside, 0, "");
        talk.s(SYN_ACK, 50, outside + 1, "").s(SYN_ACK, 50, inside + 1, "");
        talk.c(PUSH, inside + 1, 51, "EHLO").c(PUSH, outside + 1, 51, "EHLO");
        talk.s(ACK, 51, outside + 5, "").s(ACK, 51, inside + 5, "");
        List<Leg> legs = talk.legs();
        assertEquals(2, legs.size());
        for (Leg leg : legs) {
            assertEquals(4, leg.rowCount());
            assertEquals(ranges(0, 4), leg.seen(CLIENT_TO_SERVER).ranges());
            assertEquals(4, leg.store().ack(leg.lastRow()));
        }
    }

    @Test
    void aFiveTupleReusedWithoutEndStaysLinear() {
        Talk talk = new Talk();
        for (int i = 0; i < 20_000; i++) {
            talk.c(SYN, i * 1_000_003L & 0xFFFF_FFFFL, 0, "");
        }
        assertEquals(20_000, talk.legs().size());
    }

    @Test
    void simultaneousOpenIsOneLeg() {
        Talk talk = new Talk()
                .c(SYN, 10, 0, "")
                .s(SYN, 20, 0, "")
                .c(SYN_ACK, 10, 21, "")
                .s(SYN_ACK, 20, 11, "");
        Leg leg = only(talk.c(PUSH, 11, 21, "hi"));
        assertTrue(leg.synSeen(CLIENT_TO_SERVER) && leg.synSeen(SERVER_TO_CLIENT));
        assertEquals(ranges(0, 2), leg.seen(CLIENT_TO_SERVER).ranges());
    }

    @Test
    void aSynMayCarryData() {
        Leg leg = only(new Talk().c(SYN, 10, 0, "EHLO").s(SYN_ACK, 50, 15, "").c(PUSH, 15, 51, " a"));
        assertEquals(ranges(0, 6), leg.seen(CLIENT_TO_SERVER).ranges());
        assertEquals(4, leg.store().ack(leg.rows()[1]));
        assertEquals(0, leg.store().payloadStart(leg.firstRow()));
    }

    @Test
    void theTextOfAResetIsNoStream() {
        Leg leg = only(new Talk().open(10, 50).s(RST, 51, 0, "go away"));
        assertTrue(leg.seen(SERVER_TO_CLIENT).isEmpty());
        assertEquals(7, leg.store().length(leg.lastRow()));
        assertFalse(leg.store().carriesStream(leg.lastRow()));
    }

    @Test
    void aResetBeforeTheSynAckDoesNotSetTheBeginning() {
        Talk talk = new Talk().c(SYN, 10, 0, "").s(RST | ACK, 0, 11, "").s(SYN_ACK, 50, 11, "");
        Leg leg = only(talk.s(PUSH, 51, 11, "220"));
        assertEquals(51, leg.sequenceOfOffsetZero(SERVER_TO_CLIENT));
        assertEquals(ranges(0, 3), leg.seen(SERVER_TO_CLIENT).ranges());
    }

    @Test
    void keepAliveBytesBeforeTheStartAreNoStream() {
        Leg leg =
                only(new Talk().open(10, 50).pause(60_000).c(ACK, 10, 51, "\0").s(ACK, 51, 11, ""));
        int probe = leg.rows()[3];
        assertEquals(-1, leg.store().start(probe));
        assertTrue(SegmentKind.KEEP_ALIVE.in(leg.store().kinds(probe)));
        assertTrue(leg.seen(CLIENT_TO_SERVER).isEmpty());
    }

    @Test
    void absurdJumpsAreKeptAsRowsButNotAsStream() {
        Talk talk = new Talk().open(10, 50).c(PUSH, 11, 51, "abc");
        talk.c(PUSH, 11 + 0x7000_0000L, 51, "forged").c(PUSH, 14, 51, "def");
        CapturedTap tap = talk.tap();
        Leg leg = tap.legs().get(0);
        assertEquals(ranges(0, 6), leg.seen(CLIENT_TO_SERVER).ranges());
        assertEquals(1, tap.health().outsideSegments());
        assertTrue(leg.store().isOutside(leg.rows()[4]));
        assertEquals(3, leg.store().start(leg.lastRow()));
    }

    @Test
    void oneForgedJumpDoesNotMoveTheStreamTwoDo() {
        Talk forged = new Talk().open(10, 50).c(PUSH, 11 + (1L << 29), 51, "x").c(PUSH, 11, 51, "abc");
        assertEquals(0, lastStart(forged));
        Talk lost = new Talk().open(10, 50).c(PUSH, 11, 51, "abc");
        long gap = 900_000_000L;
        lost.c(PUSH, 11 + gap, 51, "x").c(PUSH, 12 + gap, 51, "y").c(PUSH, 13 + 2 * gap, 51, "z");
        lost.c(PUSH, 14 + 2 * gap, 51, "z").c(PUSH, 15 + 3 * gap, 51, "z");
        assertEquals(4 + 3 * gap, lastStart(lost));
    }

    @Test
    void scatteredBytesStayBounded() {
        Random random = new Random(5);
        Talk talk = new Talk().open(0, 0);
        for (int i = 0; i < 100_000; i++) {
            talk.c(PUSH, random.nextInt(1 << 29), 1, "x");
        }
        CapturedTap tap = talk.tap();
        Leg leg = tap.legs().get(0);
        assertEquals(100_003, leg.rowCount());
        assertTrue(tap.health().outsideSegments() > 10_000, "refused instead of moving all that lies behind");
        assertTrue(leg.seen(CLIENT_TO_SERVER).rangeCount() >= Leg.MAX_MOVED_RANGES);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void randomSegmentsNeverThrowAndNeverInventBytes(long seed) {
        Random random = new Random(seed);
        Talk talk = new Talk();
        long sent = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] sack = join(bytes(5, 10), u32(random.nextInt()), u32(random.nextInt()), bytes(1, 1));
            int length = random.nextInt(5);
            sent += length;
            long sequence = random.nextInt(4) == 0 ? random.nextInt() & 0xFFFF_FFFFL : random.nextInt(100);
            long ack = random.nextInt() & 0xFFFF_FFFFL;
            talk.frame(random.nextBoolean(), random.nextInt(512), sequence, ack, sack, "x".repeat(length));
        }
        long seen = 0;
        int rows = 0;
        for (Leg leg : talk.legs()) {
            rows += leg.rowCount();
            for (Direction direction : Direction.values()) {
                seen += leg.seen(direction).total();
                assertTrue(leg.seen(direction).isEmpty()
                        || leg.seen(direction).range(0).start() >= 0);
            }
        }
        assertEquals(5_000, rows);
        assertTrue(seen <= sent, () -> "seed " + seed);
    }

    @Test
    void theClientChoosesAmongSeveralSynAcks() {
        Talk talk = new Talk().c(SYN, 10, 0, "").s(SYN_ACK, 700_000, 11, "").s(SYN_ACK, 900_000_000L, 11, "");
        Leg leg = only(talk.c(ACK, 11, 900_000_001L, "").s(PUSH, 900_000_001L, 11, "220"));
        assertEquals(900_000_001L, leg.sequenceOfOffsetZero(SERVER_TO_CLIENT));
        assertEquals(ranges(0, 3), leg.seen(SERVER_TO_CLIENT).ranges());
    }

    @Test
    void aSynAckWhoseSynWasMissedBeginsALeg() {
        Talk talk = new Talk().c(PUSH, 1, 1, "old").s(PUSH, 1, 4, "old");
        talk.s(SYN_ACK, 500_000_000L, 70_001, "").c(ACK, 70_001, 500_000_001L, "");
        List<Leg> legs = talk.legs();
        assertEquals(2, legs.size());
        assertEquals(2, legs.get(1).rowCount());
    }

    @Test
    void theServerIsTheSideOfThePortElseWhoeverWasAsked() {
        Talk inbound = new Talk().serverPort(443).open(1, 2);
        assertTrue(inbound.legs().isEmpty(), "not on port 25");
        inbound.capture.rewind();
        assertEquals(443, first(inbound).key().server().port());
        Leg high = first(new Talk().serverPort(50_000).s(PUSH, 1, 1, "x"));
        assertEquals(40_000, high.key().server().port(), "the lower port, mid-stream");
        Leg answered = first(new Talk().serverPort(50_000).s(SYN_ACK, 1, 1, ""));
        assertEquals(50_000, answered.key().server().port(), "who answers a SYN is the server");
    }

    private static Leg first(Talk talk) {
        return talk.tap(PortSet.all()).legs().get(0);
    }

    @Test
    void handshakeOptionsAreKept() {
        byte[] options = join(bytes(2, 4, 5, 0xB4, 4, 2, 3, 3, 7, 1, 8, 10), u32(5), u32(0), bytes(1, 1));
        int ecn = TcpFlags.ECE | TcpFlags.CWR;
        Talk talk = new Talk().frame(true, SYN | ecn, 1, 0, options, "");
        Leg leg = only(talk.s(SYN_ACK | TcpFlags.ECE, 9, 2, ""));
        assertEquals(new HandshakeOptions(1460, 7, true, true, true, true), leg.options(CLIENT_TO_SERVER));
        assertEquals(new HandshakeOptions(-1, -1, false, false, true, true), leg.options(SERVER_TO_CLIENT));
        assertTrue(leg.ecnNegotiated());
    }

    @Test
    void sackEdgesAreOffsetsOfTheOtherDirection() {
        byte[] sack = join(bytes(1, 1, 5, 18), u32(1), u32(4), u32(10), u32(12));
        Talk talk = new Talk().open(10, 0xFFFF_FFFEL).s(PUSH, 0xFFFF_FFFFL, 11, "x");
        Leg leg = only(talk.frame(true, ACK, 11, 0, sack, ""));
        int row = leg.lastRow();
        assertEquals(4, leg.store().sackEdgeCount(row));
        assertEquals(2, leg.store().sackEdge(row, 0));
        assertEquals(13, leg.store().sackEdge(row, 3));
        assertEquals(1, leg.store().ack(row));
    }

    /** The capture began when bytes 100 to 300 were under way: of them it sees the last 50 first, and then the others again. */
    @Test
    void bytesUnderWayWhenTheCaptureBeganBelongToTheStream() {
        Leg leg = new Talk()
                .s(PUSH, 5250, 1001, "x".repeat(50))
                .c(ACK, 1001, 5100, "")
                .s(PUSH, 5100, 1001, "y".repeat(150))
                .c(ACK, 1001, 5300, "")
                .closedLegs()
                .get(0);
        assertEquals(ranges(0, 200), leg.seen(SERVER_TO_CLIENT).ranges());
        assertEquals(5100, leg.sequenceOfOffsetZero(SERVER_TO_CLIENT));
        int[] rows = leg.rows();
        SegmentStore store = leg.store();
        assertEquals(150, store.start(rows[0]));
        assertEquals(0, store.ack(rows[1]));
        assertEquals(0, store.start(rows[2]));
        assertEquals(200, store.ack(rows[3]));
        assertEquals(0, store.start(rows[3]), "the other direction stays as it was");
    }

    /** Its byte stands where one was sent before, and is none of the stream. */
    @Test
    void aKeepAliveIsNoEarlierByte() {
        Leg leg = new Talk()
                .s(PUSH, 5250, 1001, "x".repeat(50))
                .c(ACK, 1001, 5300, "")
                .s(ACK, 5299, 1001, "k")
                .c(ACK, 1001, 5300, "")
                .c(ACK, 1000, 5300, "k")
                .closedLegs()
                .get(0);
        assertEquals(5250, leg.sequenceOfOffsetZero(SERVER_TO_CLIENT));
        assertEquals(1001, leg.sequenceOfOffsetZero(CLIENT_TO_SERVER));
        assertEquals(ranges(), leg.seen(CLIENT_TO_SERVER).ranges());
    }
}
