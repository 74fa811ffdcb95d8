package org.droppoint.correlate.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.droppoint.base.Tap;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.ClockModel;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection that only one tap has may be the one that another tap lacks, under other addresses. */
class OrphansTest {
    private static final String[] NEAR = {"host", "inside"};

    private final HandMade made = HandMade.path();

    /** Ordinary sessions, by which the clocks are known. */
    OrphansTest() {
        made.connection(30_000).isn(5, 6).open(0).s(60, 0, 50, 0).c(90, 0, 50, 50);
        made.connection(30_001).isn(700, 800).open(100_000).s(100_060, 0, 50, 0).c(100_090, 0, 50, 50);
    }

    /** Nothing in common with what the others say, so that nothing joins it to them. */
    private HandMade.Connection strange(int port, String word) {
        return made.connection(port)
                .isn(port * 1_000L, port * 1_007L)
                .withoutIpIds()
                .says(("NOOP " + word + "\r\n").repeat(30), ("250 " + word + "\r\n").repeat(30))
                .translatedFrom("host", "10.7.7." + port % 200, port);
    }

    /** Whether the session that outside lacks may be there at a time. */
    private boolean mayBeOutside(double at) {
        Correlation correlation = made.correlate();
        List<Session> sessions =
                correlation.sessions().stream().map(SessionTrace::session).toList();
        Session lacking = sessions.stream()
                .filter(session -> session.key().client().port() == 41_000)
                .findFirst()
                .orElseThrow();
        assertEquals(2, lacking.legs().size(), "outside lacks it: " + lacking.matchReasons());
        Orphans orphans = new Orphans(correlation.taps(), sessions, correlation.clocks());
        assertFalse(orphans.mayBe(lacking, new Tap("inside", 1), HandMade.at(at)), "it is there already");
        return orphans.mayBe(lacking, new Tap("outside", 2), HandMade.at(at));
    }

    private void lackedOutside(double at) {
        strange(41_000, "near").open(at, NEAR).s(at + 60, 0, 60, 0, NEAR).c(at + 90, 0, 60, 60, NEAR);
    }

    /** Two, so that time alone cannot tell which of them it is. */
    private void outsideOnly(double at) {
        for (int port = 42_000; port <= 42_001; port++) {
            strange(port, "far side " + port).open(at, "outside").s(at + 60, 0, 64, 0, "outside");
        }
    }

    @ParameterizedTest
    @CsvSource({"20000, true", "18100, true", "17900, false", "28000, true", "28200, false"})
    void aStrangeConnectionOfThatTimeMayBeIt(double at, boolean may) {
        lackedOutside(20_000);
        outsideOnly(23_000);
        assertEquals(may, mayBeOutside(at));
    }

    @Test
    void withoutAStrangeConnectionThereIsNoDoubt() {
        lackedOutside(20_000);
        assertFalse(mayBeOutside(20_000));
    }

    /** Another port is another service. */
    @Test
    void aConnectionToAnotherPortIsAnother() {
        lackedOutside(20_000);
        made.connection(42_000).isn(99, 98).toPort(587).open(23_000, "outside");
        assertFalse(mayBeOutside(20_000));
    }

    /** Who asked again and again and never got through is not who was connected. */
    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void anUnansweredCallIsNoConnection(boolean connected, boolean may) {
        strange(41_000, "near").c(20_000, TcpFlags.SYN, -1, 0, 0, NEAR).c(21_000, TcpFlags.SYN, -1, 0, 0, NEAR);
        if (connected) {
            outsideOnly(23_000);
        } else {
            strange(42_000, "far").c(23_000, TcpFlags.SYN, -1, 0, 0, "outside");
            strange(42_001, "far").c(23_000, TcpFlags.SYN, -1, 0, 0, "outside");
        }
        assertEquals(may, mayBeOutside(20_000));
    }

    /** Where a clock is unknown, times tell nothing apart. */
    @Test
    void withoutClocksAnyTimeMayBeIt() {
        HandMade apart = new HandMade("inside", "outside");
        apart.connection(41_000)
                .isn(1, 2)
                .withoutIpIds()
                .says("QUIT\r\n".repeat(9), "220 near\r\n".repeat(9))
                .open(0, "inside");
        apart.connection(42_000)
                .isn(77_777, 88_888)
                .withoutIpIds()
                .translatedFrom("inside", "10.9.9.9", 999)
                .says("NOOP\r\n".repeat(9), "421 far off\r\n".repeat(9))
                .open(3_600_000, "outside");
        Correlation correlation = apart.correlate();
        List<Session> sessions =
                correlation.sessions().stream().map(SessionTrace::session).toList();
        assertEquals(2, sessions.size());
        Session inside = sessions.stream()
                .filter(session -> session.legs().get(0).tap().name().equals("inside"))
                .findFirst()
                .orElseThrow();
        Map<Tap, ClockModel> unknown =
                Map.of(new Tap("inside", 0), ClockModel.REFERENCE, new Tap("outside", 1), ClockModel.unknown("none"));
        assertTrue(new Orphans(correlation.taps(), sessions, unknown)
                .mayBe(inside, new Tap("outside", 1), HandMade.at(0)));
        Map<Tap, ClockModel> known =
                Map.of(new Tap("inside", 0), ClockModel.REFERENCE, new Tap("outside", 1), ClockModel.REFERENCE);
        assertFalse(
                new Orphans(correlation.taps(), sessions, known).mayBe(inside, new Tap("outside", 1), HandMade.at(0)));
    }
}
