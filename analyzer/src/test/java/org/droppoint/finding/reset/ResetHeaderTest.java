package org.droppoint.finding.reset;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.droppoint.correlate.HandTalk;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** What the IP identification of a reset says beside those of its claimed sender. */
class ResetHeaderTest {
    private static final int ACK = TcpFlags.ACK;

    /** A server that counts its packets, and a reset in its name so many numbers farther on. */
    private static HandTalk reset(int farther) {
        HandTalk talk = new HandTalk().open(0, 20);
        for (int i = 0; i < 5; i++) {
            talk.s(100 + 40 * i, ACK, 100L * i, 100, 50L * i).c(120 + 40 * i, ACK, 50L * i, 50, 100L * (i + 1));
        }
        return talk.countsOn(farther).s(600, TcpFlags.RST | ACK, 500, 0, 250).countsOn(-farther);
    }

    private static String why(HandTalk talk) {
        Correlation correlation = talk.correlate();
        SessionTrace trace = correlation.sessions().get(0);
        return new ResetFinder(trace, new Locator(correlation, trace.session()))
                .resets()
                .get(0)
                .why();
    }

    @Test
    void aCounterMayHaveGoneOnForOthers() {
        assertTrue(why(reset(800)).contains("goes on in that sender's count"));
    }

    /** The sender's next packet goes on where its last one was: the reset is not between them. */
    @Test
    void itIsHeldAgainstTheNextPacketToo() {
        assertTrue(why(reset(800).s(610, ACK, 500, 100, 250)).contains("breaks that sender's count"));
        assertTrue(why(reset(0).s(610, ACK, 500, 100, 250)).contains("goes on in that sender's count"));
    }

    /** Linux numbers no SYN-ACK, and counts from anywhere after it. */
    @Test
    void aSynAckWithoutNumberIsNoBreakInTheCount() {
        HandTalk talk = new HandTalk().unnumbered().open(0, 20).numbered();
        for (int i = 0; i < 5; i++) {
            talk.s(100 + 40 * i, ACK, 100L * i, 100, 50L * i).c(120 + 40 * i, ACK, 50L * i, 50, 100L * (i + 1));
        }
        assertTrue(why(talk.s(600, TcpFlags.RST | ACK, 500, 0, 250)).contains("goes on in that sender's count"));
    }

    /** A thousand ticks a second until then: who made the reset knows that clock, or does not. */
    @Test
    void aTimeStampThatKeepsItsSendersTimeIsItsOwn() {
        assertTrue(why(stamped(0)).contains("the time stamp that its sender's clock shows then"));
        assertTrue(why(stamped(300)).contains("a time stamp that goes on from its last"), "the last one's, repeated");
        assertTrue(why(stamped(400)).contains("older than its last"));
    }

    private static HandTalk stamped(double earlier) {
        HandTalk talk = new HandTalk().stamped().open(0, 20);
        for (int i = 0; i < 5; i++) {
            talk.s(100 + 40 * i, ACK, 100L * i, 100, 50L * i).c(120 + 40 * i, ACK, 50L * i, 50, 100L * (i + 1));
        }
        return talk.stampedEarlier(earlier).s(600, TcpFlags.RST | ACK, 500, 0, 250);
    }
}
