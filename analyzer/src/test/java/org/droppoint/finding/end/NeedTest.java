package org.droppoint.finding.end;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** What is lost after the end of a session stops nothing. */
class NeedTest {
    private static final int ACK = TcpFlags.ACK;
    private static final int FIN = TcpFlags.FIN | ACK;
    private static final int RESET = TcpFlags.RST | ACK;
    private static final String FAR = "outside";

    private static final String CLIENT = "EHLO mail.example\r\nSTARTTLS\r\n";
    private static final String SERVER =
            "220 mx.example ESMTP ready\r\n250-mx.example hello\r\n250 STARTTLS ok\r\n220 go ahead\r\n";

    private static HandTalk asked() {
        return new HandTalk()
                .says(CLIENT, SERVER)
                .open(0, 20)
                .s(60, ACK, 0, 28, 0)
                .c(90, ACK, 0, 19, 28)
                .s(120, ACK, 28, 39, 19)
                .c(150, ACK, 19, 10, 67);
    }

    /** The answer to STARTTLS comes to the outer tap again and again, and no farther; the server closes in the end. */
    private static HandTalk answerLost(HandTalk talk, double millis) {
        for (int i = 0; i < 4; i++) {
            talk.s(millis + 300 * (Math.pow(2, i) - 1), ACK, 67, 14, 29, FAR);
        }
        return talk.s(millis + 6_000, FIN, 81, 0, 29);
    }

    private static boolean needed(HandTalk talk) {
        List<Finding.BytesVanished> lost = FactFinder.find(talk.correlate())
                .sessions()
                .get(0)
                .all(Finding.BytesVanished.class)
                .toList();
        assertEquals(1, lost.size(), () -> "" + lost);
        return lost.get(0).needed();
    }

    @Test
    void theSessionNeedsAnAnswer() {
        assertEquals(true, needed(answerLost(asked(), 180)));
    }

    @Test
    void whoHadLeftNeedsNone() {
        assertEquals(false, needed(answerLost(asked().c(300, FIN, 29, 0, 67), 400)));
        assertEquals(true, needed(answerLost(asked(), 180).c(5_000, FIN, 29, 0, 67)), "who left for want of it does");
    }

    @Test
    void aConnectionThatWasResetNeedsNone() {
        assertEquals(false, needed(answerLost(asked().c(300, RESET, 29, 0, 67), 700)));
        assertEquals(
                true, needed(answerLost(asked(), 180).c(5_000, RESET, 29, 0, 67)), "who reset for want of it does");
    }

    /** A device that swallows an answer and resets at once acknowledges what it swallowed: it had come before. */
    @Test
    void whatTheResetItselfAcknowledgesCameBefore() {
        HandTalk talk = asked().s(180, ACK, 67, 14, 29, FAR).unnumbered();
        assertEquals(true, needed(talk.c(177, RESET, 29, 0, 81, FAR).s(2_000, TcpFlags.RST, 81, 0, 0)));
    }
}
