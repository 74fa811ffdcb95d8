package org.droppoint.finding.reset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** A closed stack answers each late packet with the same bare reset: only their order tells which is which. */
class AlikeResetsTest {
    private static final String GREETING = "220 mail.example ESMTP\r\n";

    @Test
    void eachIsShownByItsOwnFrameAtEveryTap() {
        HandTalk talk = new HandTalk()
                .says("QUIT\r\n", GREETING + "221 bye\r\n")
                .unnumbered()
                .open(0, 20)
                .s(100, TcpFlags.ACK | TcpFlags.PSH, 0, GREETING.length(), 0)
                .c(200, TcpFlags.ACK | TcpFlags.FIN, 0, 0, GREETING.length())
                .c(300.00, TcpFlags.RST, 1, 0, 0)
                .c(300.02, TcpFlags.RST, 1, 0, 0);
        List<List<Integer>> frames = FactFinder.find(talk.correlate()).sessions().get(0).findings().stream()
                .filter(Finding.ResetSeen.class::isInstance)
                .map(finding -> finding.evidence().stream()
                        .map(evidence -> (int) evidence.frame().number())
                        .toList())
                .toList();
        assertEquals(List.of(List.of(6, 6, 6), List.of(7, 7, 7)), frames);
    }
}
