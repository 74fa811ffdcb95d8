package org.droppoint.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** A device keeps a command, refuses it in the server's name, and resets the server in the client's. */
class DeviceAnswersTest {
    private static final String[] NEAR = {"host", "inside"};
    private static final String[] FAR = {"outside"};
    private static final int ACK = TcpFlags.ACK;

    private static final int NOOPS = 8;
    private static final String CLIENT =
            "EHLO mail.example\r\n" + "NOOP\r\n".repeat(NOOPS) + "MAIL FROM:<a@mail.example>\r\n";
    private static final String SERVER = "220 mx.example ESMTP ready\r\n250-mx.example hello\r\n250 SIZE 1000000\r\n"
            + "250 fine\r\n".repeat(NOOPS) + "554 5.7.1 Blocked\r\n";
    private static final long ASKED = 19 + 6 * NOOPS;
    private static final long SAID = 68 + 10 * NOOPS;

    private static SessionFacts facts() {
        HandTalk talk = new HandTalk().says(CLIENT, SERVER).open(0, 20);
        talk.s(60, ACK, 0, 28, 0).c(90, ACK, 0, 19, 28).s(120, ACK, 28, 40, 19);
        for (int i = 0; i < NOOPS; i++) {
            talk.c(150 + 50 * i, ACK, 19 + 6 * i, 6, 68 + 10 * i).s(180 + 50 * i, ACK, 68 + 10 * i, 10, 25 + 6 * i);
        }
        talk.c(1_000, ACK, ASKED, 28, SAID, NEAR).countsOn(7_000);
        talk.ttlAt("inside", 63, 64).ttlAt("host", 64, 63);
        talk.s(1_001, ACK | TcpFlags.FIN, SAID, 19, ASKED + 28, NEAR);
        talk.ttlAt("outside", 64, 50).c(1_000, TcpFlags.RST | ACK, ASKED, 0, SAID, FAR);
        talk.ttlAt("outside", 62, 50).ttlAt("inside", 63, 49).ttlAt("host", 64, 48);
        talk.c(1_005, ACK | TcpFlags.FIN, ASKED + 28, 0, SAID + 20).s(1_030, TcpFlags.RST, SAID + 20, 0, 0);
        talk.other(41_000).open(3_000, 20).s(3_060, ACK, 0, 28, 0).c(3_090, ACK, 0, 19, 28);
        return FactFinder.find(talk.correlate()).sessions().get(0);
    }

    @Test
    void theCommandVanishedBetweenTheTaps() {
        List<Finding.BytesVanished> lost =
                facts().all(Finding.BytesVanished.class).toList();
        assertEquals(1, lost.size());
        assertEquals(new ByteRange(ASKED, ASKED + 28), lost.get(0).range());
        assertTrue(lost.get(0).needed());
        assertEquals(Outcome.FAILED, facts().outcome());
    }

    /** The tap beyond never had the answer to miss. */
    @Test
    void noCaptureMissedTheDevicesAnswer() {
        assertEquals(List.of(), facts().all(Finding.CaptureMissed.class).toList());
    }

    /** A reset without ACK has its number from what it answers (RFC 9293 section 3.10.7.1): it knows of nothing sent. */
    @Test
    void theServersStrayResetKnowsOfNothingSentBeyond() {
        List<Finding.ResetSeen> resets = facts().all(Finding.ResetSeen.class)
                .filter(reset -> reset.direction() == Side.SERVER.sends())
                .toList();
        assertEquals(1, resets.size());
        assertFalse(resets.get(0).why().contains("alone knows"), resets.get(0).why());
    }

    /** No tap holds a device's reply; the server, which never sent it, goes on from where it begins. */
    @Test
    void whatNoTapHoldsAndTheServerNeverSentWasNotMissed() {
        HandTalk talk = new HandTalk().says(CLIENT, SERVER).open(0, 20);
        talk.s(60, ACK, 0, 28, 0).c(90, ACK, 0, 19, 28).s(120, ACK, 28, 40, 19).c(150, ACK, 19, 0, 68);
        talk.c(300, ACK | TcpFlags.FIN, 25, 0, 78);
        for (int i = 0; i < 3; i++) {
            talk.s(500 + 300 * i, ACK, 68, 0, 19).c(600 + 300 * i, ACK | TcpFlags.FIN, 25, 0, 78);
        }
        SessionFacts facts = FactFinder.find(talk.correlate()).sessions().get(0);
        assertEquals(List.of(), facts.all(Finding.CaptureMissed.class).toList());
    }
}
