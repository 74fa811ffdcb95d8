package org.droppoint.correlate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.log.FirewallCaptureJoiner.Stage;
import org.droppoint.correlate.log.JoinedLog.LogRemark;
import org.droppoint.correlate.session.Session;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** What a firewall's own capture of the packets that it dropped says of the sessions on the wire. */
class FirewallCaptureJoinerTest {
    private final HandMade made = new HandMade("host", "outside");
    private final HandMade drops = new HandMade("drops");

    FirewallCaptureJoinerTest() {
        made.connection(40_000)
                .translatedFrom("outside", "203.0.113.2", 61_022)
                .open(0)
                .s(100, 0, 50, 0);
    }

    private List<LogRemark> remarks(Stage stage) {
        JoinedLog log = FirewallCaptureJoiner.join("asp.pcap", stage, drops.captured("drops"), made.correlate());
        assertEquals("asp.pcap", log.file());
        assertEquals(stage == Stage.DROPPED ? "firewall-drops" : "firewall-stage", log.kind());
        assertEquals(List.of(), log.sessions());
        return log.remarks();
    }

    @Test
    void droppedPacketsAreToldBySessionAndDirection() {
        HandMade.Connection one = drops.connection(40_000);
        one.s(1_000, 50, 100, 0).s(1_300, 50, 100, 0).s(1_900, 150, 20, 0).c(2_000, 0, 10, 50);
        List<LogRemark> remarks = remarks(Stage.DROPPED);
        assertEquals(2, remarks.size());
        assertEquals("firewall-dropped", remarks.get(0).id());
        assertEquals(made.session().session().key(), sessionKey(remarks.get(1)));
        String fromServer = remarks.get(1).summary();
        assertTrue(fromServer.contains("dropped 3 packets with 220 bytes of data from the server"), fromServer);
        assertTrue(fromServer.contains("(frames 1, 2, 3), from 2025-06-15T15:06:41"), fromServer);
        assertTrue(fromServer.contains("over 900"), fromServer);
        assertTrue(fromServer.endsWith("by its own clock."), fromServer);
        String fromClient = remarks.get(0).summary();
        assertTrue(fromClient.contains("dropped 1 packet with 10 bytes of data from the client (frame 4)"), fromClient);
    }

    private static Object sessionKey(LogRemark remark) {
        Session session = remark.session();
        return session == null ? "none" : session.key();
    }

    @Test
    void theTranslatedEndsNameTheSessionToo() {
        drops.connection(61_022).translatedFrom("drops", "203.0.113.2", 61_022).s(1_000, 50, 100, 0);
        assertEquals(
                made.session().session().key(),
                sessionKey(remarks(Stage.PROCESSED).get(0)));
        assertTrue(remarks(Stage.PROCESSED).get(0).summary().contains("had assigned to a session"));
    }

    /** Five frames are enough to look one up. */
    @Test
    void manyFramesAreNotAllNamed() {
        HandMade.Connection one = drops.connection(40_000);
        for (int i = 0; i < 5; i++) {
            one.s(1_000 + i, 50, 100, 0);
        }
        assertTrue(remarks(Stage.DROPPED).get(0).summary().contains("(frames 1, 2, 3, 4, 5),"));
        one.s(1_100, 50, 100, 0);
        assertTrue(remarks(Stage.DROPPED).get(0).summary().contains("(frames 1, 2, 3, 4, 5, …),"));
    }

    @Test
    void packetsOfOtherConnectionsAreCounted() {
        drops.connection(40_000).s(1_000, 50, 100, 0);
        drops.connection(40_555).isn(5, 6).s(1_000, 50, 100, 0).s(1_100, 50, 100, 0);
        drops.connection(40_556).isn(7, 8).s(1_000, 50, 100, 0);
        List<LogRemark> remarks = remarks(Stage.DROPPED);
        assertEquals(2, remarks.size());
        assertNull(remarks.get(1).session());
        assertTrue(
                remarks.get(1).summary().contains("holds 3 further packets"),
                remarks.get(1).summary());
    }

    @Test
    void aCaptureWithoutMailSaysSo() {
        drops.other(10);
        assertTrue(remarks(Stage.DROPPED).get(0).summary().endsWith("dropped holds no packet of mail."));
        assertEquals(1, remarks(Stage.DROPPED).size());
    }

    @Test
    void allThatIsOfKnownSessionsNeedsNoFurtherWord() {
        drops.connection(40_000).s(1_000, 50, 100, 0);
        assertEquals(1, remarks(Stage.DROPPED).size());
    }

    /** The ports were used again within the captures: which of the two uses it was, the firewall does not say. */
    @Test
    void portsUsedTwiceNameNoSession() {
        made.connection(40_000)
                .isn(77_000_000, 99_000_000)
                .translatedFrom("outside", "203.0.113.2", 61_022)
                .c(60_000, TcpFlags.SYN, -1, 0, 0)
                .s(60_020, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0)
                .c(60_030, TcpFlags.ACK, 0, 0, 0);
        drops.connection(40_000).s(1_000, 50, 100, 0);
        LogRemark remark = remarks(Stage.DROPPED).get(0);
        assertNull(remark.session());
        assertTrue(remark.summary().endsWith("(the ports were used by 2 sessions)."), remark.summary());
    }

    @Test
    void aHundredSessionsAreEnough() {
        HandMade many = new HandMade("host");
        for (int i = 0; i < 120; i++) {
            many.connection(42_000 + i).isn(1_000L * i, 2_000L * i + 7).open(200 * i);
            drops.connection(42_000 + i).s(1_000 + i, 0, 10, 0);
        }
        JoinedLog log =
                FirewallCaptureJoiner.join("asp.pcap", Stage.DROPPED, drops.captured("drops"), many.correlate());
        assertEquals(101, log.remarks().size());
        String last = log.remarks().get(100).summary();
        assertTrue(last.contains("holds 20 further packets"), last);
        assertFalse(log.clock().known());
    }
}
