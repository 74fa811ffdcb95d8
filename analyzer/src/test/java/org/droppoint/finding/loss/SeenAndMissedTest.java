package org.droppoint.finding.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is missing at a tap, and whether time, or the capture itself, is the reason. */
class SeenAndMissedTest {
    private static final int ACK = TcpFlags.ACK;
    private static final String[] AWAY = {"host", "outside"};

    private static SessionFacts facts(HandTalk talk) {
        return FactFinder.find(talk.correlate()).sessions().get(0);
    }

    private static HandTalk talk(int from, int to, HandTalk talk, String... taps) {
        for (int i = from; i < to; i++) {
            talk.s(100 + 40 * i, ACK, 100L * i, 100, 50L * i, taps)
                    .c(120 + 40 * i, ACK, 50L * i, 50, 100L * (i + 1), taps);
        }
        return talk;
    }

    /** The session is open still: what the captures' ends cut off may be on its way, or be sent again. */
    @ParameterizedTest
    @CsvSource({"400, 0", "3000, 1"})
    void whatWasSentJustNowIsNotLost(double watchedUntil, int found) {
        HandTalk talk = talk(0, 5, new HandTalk().open(0, 20)).s(350, ACK, 500, 100, 250, "outside");
        talk.s(360, ACK, 600, 10, 250);
        talk.c(watchedUntil, ACK, 250, 50, 500).s(watchedUntil + 10, ACK, 610, 0, 300);
        assertEquals(found, facts(talk).all(Finding.BytesVanished.class).count());
    }

    @Test
    void aCaptureThatBeganLaterMissedNothingBefore() {
        HandTalk talk = new HandTalk();
        talk.c(0, TcpFlags.SYN, -1, 0, 0, AWAY)
                .s(20, TcpFlags.SYN | ACK, -1, 0, 0, AWAY)
                .c(30, ACK, 0, 0, 0, AWAY);
        talk(0, 5, talk, AWAY);
        talk(5, 60, talk);
        assertEquals(List.of(), facts(talk).all(Finding.CaptureMissed.class).toList());
    }

    @Test
    void aCaptureThatRanMissedWhatPassedIt() {
        HandTalk talk = talk(0, 5, new HandTalk().open(0, 20));
        talk(5, 7, talk, AWAY);
        talk(7, 60, talk);
        List<Finding.CaptureMissed> missed =
                facts(talk).all(Finding.CaptureMissed.class).toList();
        assertEquals(1, missed.size());
        assertEquals("inside", missed.get(0).tap().name());
        assertEquals(300, missed.get(0).bytes());
    }
}
