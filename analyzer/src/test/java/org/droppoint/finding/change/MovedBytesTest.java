package org.droppoint.finding.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** A device that ends TCP and hands on less, or more, than it got. */
class MovedBytesTest {
    private static final int ACK = TcpFlags.ACK;
    private static final String[] NEAR = {"host", "inside"};
    private static final String FAR = "outside";

    private static List<Finding.ContentChanged> changes(HandTalk talk) {
        return FactFinder.find(talk.correlate())
                .sessions()
                .get(0)
                .all(Finding.ContentChanged.class)
                .toList();
    }

    /** A record of the server's, 105 bytes with its header, that inside never gets; the next one it does. */
    @Test
    void aRecordThatIsTakenOutIsAChange() {
        String replies = "220 mx.example\r\n220 go ahead\r\n";
        String hello = "\u0016\u0003\u0003\u0000\u0064" + "h".repeat(100);
        String next = "\u0017\u0003\u0003\u0000\u0020" + "n".repeat(32);
        HandTalk talk = new HandTalk()
                .says("STARTTLS\r\n", replies + next)
                .changedFrom(FAR, "STARTTLS\r\n", replies + hello + next)
                .open(0, 20);
        talk.s(60, ACK, 0, 16, 0).c(90, ACK, 0, 10, 16).s(120, ACK, 16, 14, 10);
        talk.s(150, ACK, 30, 105, 10, FAR).s(151, ACK, 135, 37, 10, FAR).s(151, ACK, 30, 37, 10, NEAR);
        List<Finding.ContentChanged> found = changes(talk);
        assertEquals(1, found.size());
        assertEquals("105 bytes of TLS were taken out", found.get(0).how());
        assertEquals(List.of(Place.FIREWALL), found.get(0).gap().places());
        assertFalse(found.get(0).smtp());
    }

    /** The header of the PROXY protocol stands before the client's first word, and changes none. */
    @Test
    void aLinePutInBeforeAnotherChangesNone() {
        String header = "PROXY TCP4 1.2.3.4 5.6.7.8 9 25\r\n";
        String said = "EHLO mail.example\r\nNOOP of its own kind\r\n";
        HandTalk talk = new HandTalk()
                .says(said, "250-")
                .changedFrom(FAR, header + said, "")
                .open(0, 20);
        talk.c(60, ACK, 0, 19, 0, NEAR).c(80, ACK, 19, 22, 0, NEAR);
        talk.c(60, ACK, 0, 33, 0, FAR).c(61, ACK, 33, 19, 0, FAR).c(81, ACK, 52, 22, 0, FAR);
        assertEquals(List.of(), changes(talk));
    }
}
