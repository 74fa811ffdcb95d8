package org.droppoint.finding.end;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A greeting that comes piece by piece, and a client that leaves before its last line. */
class LateAnswersTest {
    private static final int ACK = TcpFlags.ACK;
    private static final String LINE = "220-mx.example.net bids you welcome\r\n";
    private static final int PIECES = 6;

    /** Who leaves at once did not wait for it, whatever was still to come; who waited long left while it was arriving. */
    @ParameterizedTest
    @CsvSource({"1, false", "900, true"})
    void whoLeavesAtOnceWaitedForNothing(int millisApart, boolean arriving) {
        HandTalk talk = new HandTalk().says("", LINE.repeat(PIECES)).open(0, 20);
        for (int i = 0; i < PIECES; i++) {
            long before = (long) i * LINE.length();
            talk.s(100 + (double) millisApart * i, ACK, before, LINE.length(), 0);
        }
        talk.c(100.5 + (double) millisApart * PIECES, ACK | TcpFlags.RST, 0, 0, (long) PIECES * LINE.length());
        SessionFacts facts = FactFinder.find(talk.correlate()).sessions().get(0);
        assertEquals(Outcome.FAILED, facts.outcome());
        assertEquals(arriving, facts.findings().stream().anyMatch(Finding.AnswerLate.class::isInstance));
    }
}
