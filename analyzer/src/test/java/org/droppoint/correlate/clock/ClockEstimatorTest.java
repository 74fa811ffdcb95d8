package org.droppoint.correlate.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clock the others are told against, and how near the truth: packets need a millisecond from tap to tap. */
class ClockEstimatorTest {
    private static final long MILLI = HandMade.MILLI;
    private static final long SECOND = HandMade.SECOND;

    private static ClockModel clock(HandMade made, String tap) {
        return made.correlate().clocks().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(tap))
                .map(java.util.Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    /** The offset that was set lies within what is stated, which is no wider than so much. */
    private static void told(HandMade made, String tap, long offset, double at, long widest) {
        ClockModel clock = clock(made, tap);
        assertTrue(clock.known(), tap);
        long stamp = HandMade.at(at) + offset;
        long error = clock.uncertainty(stamp);
        long off = Math.abs(clock.toReference(stamp) - HandMade.at(at));
        assertTrue(off <= error, tap + " is off by " + off + ", stated ± " + error);
        assertTrue(error <= widest, tap + " ± " + error);
    }

    /** A few nanoseconds past the millisecond: else the stamps would look as if they counted milliseconds. */
    private static final double FINE = 0.000_123;

    private static HandMade talk(HandMade made, double from) {
        double at = from + FINE;
        made.connection(40_000 + (int) at / 1_000)
                .isn(1_000_000 + (long) at, 9_000_000 + (long) at)
                .open(at)
                .s(at + 60, 0, 50, 0)
                .c(at + 90, 0, 50, 50)
                .s(at + 120, 50, 50, 50)
                .c(at + 150, 50, 50, 100);
        return made;
    }

    // ---- both directions seen ----

    @Test
    void everyTapIsToldAgainstTheHost() {
        HandMade made = HandMade.path().clock("inside", -90 * SECOND).clock("outside", 7_200 * SECOND);
        talk(talk(made, 0), 5_000);
        assertTrue(clock(made, "host").isReference());
        told(made, "inside", -90 * SECOND, 100, 3 * MILLI / 2);
        told(made, "outside", 7_200 * SECOND, 100, 5 * MILLI / 2);
        told(made, "outside", 7_200 * SECOND, 5_100, 5 * MILLI);
        assertEquals(
                "packets seen at both taps, in both directions",
                clock(made, "inside").basis());
        assertTrue(clock(made, "inside").pairs() >= 14, clock(made, "inside").pairs() + " pairs");
    }

    /** Two taps at one place see a packet at once: then nothing is uncertain but what a clock may drift. */
    @Test
    void withoutDelayNothingIsUncertain() {
        HandMade made = HandMade.path().withoutDelay().withoutRouters().clock("inside", 40 * MILLI);
        talk(made, 0);
        told(made, "inside", 40 * MILLI, 75, 100_000);
    }

    @Test
    void aTapThatSharesNoPacketIsUnknown() {
        HandMade made = HandMade.path();
        made.connection(40_000).open(0, "host", "inside").s(60, 0, 50, 0, "host", "inside");
        made.inbound("203.0.113.9", 41_000)
                .isn(77_000, 88_000)
                .says("QUIT\r\n", "220 another host altogether\r\n")
                .open(0, "outside")
                .s(60, 0, 29, 0, "outside");
        assertTrue(clock(made, "inside").known());
        ClockModel outside = clock(made, "outside");
        assertFalse(outside.known());
        assertEquals("no packet of this capture was seen in another one", outside.basis());
    }

    /** The host's capture holds other sessions: the two that share packets are told against each other. */
    @Test
    void theReferenceIsTheTapFromWhichMostAreTold() {
        HandMade made = HandMade.path().clock("outside", SECOND);
        made.connection(39_000).isn(5, 6).open(0, "host").s(60, 0, 70, 0, "host");
        made.connection(40_000)
                .open(FINE, "inside", "outside")
                .s(60, 0, 50, 0, "inside", "outside")
                .c(90, 0, 50, 50, "inside", "outside");
        assertTrue(clock(made, "inside").isReference());
        assertFalse(clock(made, "host").known());
        told(made, "outside", SECOND, 60, 3 * MILLI / 2);
    }

    /** Outside shares no packet with the host: it is told by way of inside, with the error of both. */
    @Test
    void aClockIsToldByWayOfAnother() {
        HandMade made = HandMade.path().clock("inside", SECOND).clock("outside", -SECOND);
        made.connection(40_000)
                .open(FINE, "host", "inside")
                .s(60, 0, 50, 0, "host", "inside")
                .c(90, 0, 50, 50, "host", "inside");
        made.connection(40_001)
                .isn(5_000, 6_000)
                .open(200 + FINE, "inside", "outside")
                .s(260, 0, 50, 0, "inside", "outside")
                .c(290, 0, 50, 50, "inside", "outside");
        told(made, "outside", -SECOND, 260, 5 * MILLI / 2);
        told(made, "inside", SECOND, 260, 3 * MILLI / 2);
        assertTrue(clock(made, "outside").uncertainty(HandMade.at(260)) >= 2 * MILLI);
    }

    @Test
    void mailThatComesInBoundsTheOtherWay() {
        HandMade made = HandMade.path().clock("outside", 3 * SECOND);
        made.inbound("203.0.113.9", 41_000).open(FINE).s(60, 0, 50, 0).c(90, 0, 50, 50);
        told(made, "outside", 3 * SECOND, 60, 5 * MILLI / 2);
    }

    // ---- coarse stamps ----

    /** A clock that counts milliseconds cuts off as much: the truth stays within, and hardly more is said. */
    @ParameterizedTest
    @ValueSource(longs = {1_000, 1_000_000, 10_000_000})
    void whatCoarseStampsCutOffIsUncertain(long resolution) {
        HandMade made = HandMade.path()
                .clock("inside", 250 * MILLI + 777_777)
                .clock("host", 333)
                .resolution("inside", resolution);
        talk(talk(made, 0), 5_000);
        ClockModel inside = clock(made, "inside");
        long offset = 250 * MILLI + 777_777 - 333;
        long stamp = HandMade.at(60) + 333 + offset;
        long error = inside.uncertainty(stamp);
        assertTrue(Math.abs(inside.toReference(stamp) - HandMade.at(60) - 333) <= error, "± " + error);
        assertTrue(error >= resolution / 2, "± " + error);
        assertTrue(error <= 2 * MILLI + 2 * resolution, "± " + error);
    }

    // ---- one direction only ----

    /** A mirror port that shows one direction: acknowledgements bound what packets of that direction leave open. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void acknowledgementsBoundTheOtherSide(boolean client) {
        HandMade made = HandMade.path().clock("outside", 10 * SECOND);
        String[] here = client ? HandMade.EVERYWHERE : new String[] {"host", "inside"};
        String[] there = client ? new String[] {"host", "inside"} : HandMade.EVERYWHERE;
        HandMade.Connection one = made.connection(40_000)
                .c(0, TcpFlags.SYN, -1, 0, 0, here)
                .s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, there)
                .c(30, TcpFlags.ACK, 0, 0, 0, here);
        for (int i = 0; i < 6; i++) {
            one.s(60 + 40 * i, 50L * i, 50, 50L * i, there).c(80 + 40 * i, 50L * i, 50, 50L * (i + 1), here);
        }
        ClockModel outside = clock(made, "outside");
        assertTrue(outside.basis().startsWith("packets seen at both taps in one direction, and ack"), outside.basis());
        told(made, "outside", 10 * SECOND, 60, 25 * MILLI);
        assertTrue(Objects.requireNonNull(outside).pairs() > 8, outside.pairs() + " pairs");
    }

    /** What the known clock leaves open, and what coarse stamps cut off, is added to what acknowledgements leave. */
    @ParameterizedTest
    @ValueSource(longs = {1_000, 10_000_000})
    void theBoundsOfAcknowledgementsHaveErrorsToo(long resolution) {
        HandMade made = HandMade.path()
                .withoutDelay()
                .clock("host", 777)
                .clock("outside", 10 * SECOND + 3_333_333)
                .resolution("outside", resolution);
        String[] near = {"host", "inside"};
        HandMade.Connection one = made.connection(40_000)
                .c(FINE, TcpFlags.SYN, -1, 0, 0)
                .s(0.000_2, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, near)
                .c(0.000_3, TcpFlags.ACK, 0, 0, 0);
        for (int i = 0; i < 6; i++) {
            // answered at once: the bounds leave nothing open
            one.s(60 + 40 * i, 50L * i, 50, 50L * i, near).c(60 + 40 * i + FINE, 50L * i, 50, 50L * (i + 1));
        }
        ClockModel outside = clock(made, "outside");
        assertTrue(outside.known());
        long offset = 10 * SECOND + 3_333_333 - 777;
        long stamp = HandMade.at(100) + 777 + offset;
        long error = outside.uncertainty(stamp);
        assertTrue(Math.abs(outside.toReference(stamp) - HandMade.at(100) - 777) <= error, "± " + error);
    }

    /** A TCP proxy's packets are its own, but no byte leaves it before it came. */
    @Test
    void aRelayingProxyBoundsTheClocksBehindIt() {
        HandMade made = new HandMade("inside", "outside").clock("outside", -7 * SECOND);
        HandMade.Connection in = made.connection(40_000).isn(1_000, 2_000);
        HandMade.Connection out =
                made.connection(50_000).isn(777_000, 999_000).translatedFrom("outside", "203.0.113.9", 50_000);
        in.open(FINE, "inside");
        out.open(3 + FINE, "outside");
        for (int i = 0; i < 6; i++) {
            double at = 100 + 60 * i;
            out.s(at, 50L * i, 50, 50L * i, "outside").c(at + 33, 50L * i, 50, 50L * (i + 1), "outside");
            in.s(at + 3, 50L * i, 50, 50L * i, "inside").c(at + 30, 50L * i, 50, 50L * (i + 1), "inside");
        }
        told(made, "outside", -7 * SECOND, 200, 5 * MILLI);
    }

    /** A device that speaks SMTP itself greets the server by the client's name before the client has: that bounds nothing. */
    @Test
    void whatADeviceSaysUnheardBoundsNoClock() {
        HandMade made = new HandMade("inside", "outside").clock("outside", -30 * MILLI);
        HandMade.Connection in = made.connection(40_000).isn(1_000, 2_000);
        HandMade.Connection out =
                made.connection(50_000).isn(777_000, 999_000).translatedFrom("outside", "203.0.113.9", 50_000);
        in.open(FINE, "inside");
        out.open(3 + FINE, "outside");
        out.s(100, 0, 50, 0, "outside").c(105, 0, 40, 50, "outside").s(160, 50, 70, 40, "outside");
        in.s(106, 0, 50, 0, "inside").c(109, 0, 40, 50, "inside").s(166, 50, 70, 40, "inside");
        told(made, "outside", -30 * MILLI, 160, 6 * MILLI); // by the SYN, which came 4 ms before
    }

    /** The network brings a packet twice, and each capture has missed another of the two: that is no time of crossing. */
    @Test
    void whatMayBeTwoCopiesBoundsWithinWhatLiesBetweenThem() {
        HandMade made = new HandMade("inside", "outside").clock("outside", 40 * MILLI);
        HandMade.Connection one = made.connection(40_000).open(FINE);
        one.s(100, 0, 50, 0).lateByPackets(1).s(103, 0, 50, 0, "inside").c(120, 0, 30, 50);
        one.s(200, 50, 50, 30, "inside")
                .lateByPackets(1)
                .s(203, 50, 50, 30, "outside")
                .c(220, 30, 30, 100);
        told(made, "outside", 40 * MILLI, 210, 5 * MILLI);
    }

    /** Without an acknowledgement of data nothing bounds the other side. */
    @Test
    void oneDirectionAloneTellsNoClock() {
        HandMade made = HandMade.path();
        made.connection(40_000).c(0, TcpFlags.SYN, -1, 0, 0).c(1_000, TcpFlags.SYN, -1, 0, 0);
        assertFalse(clock(made, "outside").known());
    }
}
