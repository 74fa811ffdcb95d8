package org.droppoint.finding.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.droppoint.base.Place;
import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** The client sends words that pass, then a message whose segments the firewall swallows. */
class SizeFinderTest {
    private static final int WHOLE = 1_460;
    private static final String[] UP_TO_THE_FIREWALL = {"host", "inside"};

    private final HandTalk talk = new HandTalk();

    private void wordsPass(HandTalk one) {
        one.open(0, 20);
        for (int i = 0; i < 4; i++) {
            one.s(100 + 40 * i, TcpFlags.ACK, 60L * i, 60, 40L * i);
            one.c(120 + 40 * i, TcpFlags.ACK, 40L * i, 40, 60L * (i + 1));
        }
    }

    /** Every tap goes on recording the session meanwhile. */
    private void serverIsHeardEverywhere() {
        for (int i = 0; i < 40; i++) {
            talk.s(320 + 100 * i, TcpFlags.ACK, 240, 0, 160);
        }
    }

    /** Segments of these sizes, all swallowed; then the first, again and again. */
    private void swallowed(int repeats, int... sizes) {
        long offset = 160;
        for (int size : sizes) {
            talk.c(300, TcpFlags.ACK, offset, size, 240, UP_TO_THE_FIREWALL);
            offset += size;
        }
        for (int i = 1; i <= repeats; i++) {
            talk.c(300 + 300 * (Math.pow(2, i) - 1), TcpFlags.ACK, 160, sizes[0], 240, UP_TO_THE_FIREWALL);
        }
    }

    private Optional<Finding.SizeLimit> found() {
        serverIsHeardEverywhere();
        Correlation correlation = talk.correlate();
        SessionTrace trace = correlation.sessions().get(0);
        List<Finding.BytesVanished> lost = new VanishingFinder(trace, new Locator(correlation, trace.session())).find();
        assertEquals(
                List.of("firewall"),
                lost.get(0).gap().places().stream().map(Place::name).toList());
        return new SizeFinder(trace, new PassedSizes(correlation.sessions())).find(lost, List.of());
    }

    @Test
    void aSmallerOneOfTheFlightThatPassesShowsTheLimit() {
        wordsPass(talk);
        talk.c(300, TcpFlags.ACK, 160, WHOLE, 240, UP_TO_THE_FIREWALL);
        talk.c(300, TcpFlags.ACK, 160 + WHOLE, 700, 240);
        talk.c(600, TcpFlags.ACK, 160, WHOLE, 240, UP_TO_THE_FIREWALL);
        talk.c(1_200, TcpFlags.ACK, 160, WHOLE, 240, UP_TO_THE_FIREWALL);
        Finding.SizeLimit limit = found().orElseThrow();
        assertTrue(limit.compared());
        assertEquals(700, limit.largestPassed());
        assertEquals(WHOLE, limit.smallestLost());
    }

    /** A message larger than the window has no smaller segment to compare. */
    @Test
    void wholeSegmentsAloneAreTooLargeOrOfUnwelcomeContent() {
        wordsPass(talk);
        swallowed(3, WHOLE, WHOLE, WHOLE);
        Finding.SizeLimit limit = found().orElseThrow();
        assertFalse(limit.compared());
        assertEquals(40, limit.largestPassed());
    }

    @Test
    void aShortEndThatVanishesTooHadNoSizeToVanishFor() {
        wordsPass(talk);
        swallowed(3, WHOLE, WHOLE, 900);
        assertEquals(Optional.empty(), found());
    }

    /** One segment may be whole by chance, and what is not sent again may be lost by chance. */
    @Test
    void oneSegmentOrOneCopyShowNothing() {
        wordsPass(talk);
        swallowed(3, WHOLE);
        assertEquals(Optional.empty(), found());
    }

    @Test
    void whatIsNotRepeatedShowsNothing() {
        wordsPass(talk);
        swallowed(0, WHOLE, WHOLE);
        talk.c(4_000, TcpFlags.ACK, 120, 40, 240);
        assertEquals(Optional.empty(), found());
    }

    /** Between the taps all sessions share the way, whoever their server is. */
    @Test
    void anotherSessionsWholeSegmentThatPassesRefutesIt() {
        wordsPass(talk);
        swallowed(3, WHOLE, WHOLE, WHOLE);
        HandTalk other = talk.other(40_001).between("192.168.1.10", "203.0.113.99");
        wordsPass(other);
        other.c(300, TcpFlags.ACK, 160, WHOLE, 240);
        other.s(340, TcpFlags.ACK, 240, 0, 160 + WHOLE);
        assertEquals(Optional.empty(), found());
        Correlation correlation = talk.correlate();
        SessionTrace trace = correlation.sessions().get(0);
        Finding.SizePassed passed = new SizeFinder(trace, new PassedSizes(correlation.sessions()))
                .passed(new VanishingFinder(trace, new Locator(correlation, trace.session())).find())
                .orElseThrow();
        assertEquals(WHOLE, passed.size());
        assertTrue(passed.summary().contains("another server"), passed.summary());
        assertEquals("outside", passed.evidence().get(0).tap().name());
    }
}
