package org.droppoint.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Stall;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The firewall swallows a command, all its copies, and resets the server, which it does not acknowledge, in the client's name. */
class SwallowedAndResetTest {
    private static final String[] NEAR = {"host", "inside"};
    private static final String[] FAR = {"outside"};
    private static final int ACK = TcpFlags.ACK;
    private static final int NOOPS = 8;
    private static final String CLIENT = "EHLO mail.example\r\n" + "NOOP\r\n".repeat(NOOPS) + "STARTTLS\r\n";
    private static final String SERVER =
            "220 mx.example ESMTP ready\r\n250-mx.example hello\r\n250 STARTTLS\r\n" + "250 fine\r\n".repeat(NOOPS);
    private static final long ASKED = 19 + 6 * NOOPS;
    private static final long SAID = 64 + 10 * NOOPS;

    private static SessionFacts facts(double resetMillis) {
        HandTalk talk = new HandTalk().says(CLIENT, SERVER).open(0, 20);
        talk.s(60, ACK, 0, 28, 0).c(90, ACK, 0, 19, 28).s(120, ACK, 28, 36, 19);
        for (int i = 0; i < NOOPS; i++) {
            talk.c(150 + 50 * i, ACK, 19 + 6 * i, 6, 64 + 10 * i).s(180 + 50 * i, ACK, 64 + 10 * i, 10, 25 + 6 * i);
        }
        for (double again : new double[] {1_000, 1_300, 1_900, 3_100, 5_500, 10_300}) {
            talk.c(again, ACK, ASKED, 10, SAID, NEAR);
        }
        talk.ttlAt("outside", 255, 50).c(resetMillis, TcpFlags.RST, ASKED, 0, 0, FAR);
        talk.other(41_000).open(3_000, 20).s(3_060, ACK, 0, 28, 0).c(3_090, ACK, 0, 19, 28);
        talk.other(42_000).open(12_000, 20).s(12_060, ACK, 0, 28, 0).c(12_090, ACK, 0, 19, 28);
        return FactFinder.find(talk.correlate()).sessions().get(0);
    }

    /** What enters at the moment of the reset is what that answers; what is sent long after was needed by nobody any more. */
    @ParameterizedTest
    @CsvSource({"1000.2, BYTES", "1001, BYTES", "1100, BYTES", "700, ENDED"})
    void theSwallowedCommandComesBeforeTheReset(double resetMillis, Stall.Kind kind) {
        SessionFacts facts = facts(resetMillis);
        List<Finding.BytesVanished> lost =
                facts.all(Finding.BytesVanished.class).toList();
        assertEquals(1, lost.size());
        assertEquals(
                List.of("firewall"),
                lost.get(0).gap().places().stream().map(Place::name).toList());
        assertEquals(kind == Stall.Kind.BYTES, lost.get(0).needed());
        Stall stall = facts.stall();
        assertEquals(kind, stall == null ? null : stall.kind());
    }
}
