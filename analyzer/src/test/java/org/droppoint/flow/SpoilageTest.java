package org.droppoint.flow;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.droppoint.flow.Talk.ACK;
import static org.droppoint.flow.Talk.PUSH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.junit.jupiter.api.Test;

class SpoilageTest {
    private static Talk opened() {
        return new Talk()
                .summed()
                .open(1000, 5000)
                .s(PUSH, 5001, 1001, "220 a\r\n")
                .c(PUSH, 1001, 5008, "EHLO a\r\n");
    }

    private static Talk unanswered() {
        return new Talk().summed().spoil(2).c(Talk.SYN, 1000, 0, "").c(Talk.SYN, 1000, 0, "");
    }

    private static List<ByteRange> seen(Leg leg, Direction direction) {
        return leg.seen(direction).ranges();
    }

    @Test
    void whatNoReceiverTookIsNoPartOfTheStream() {
        Leg leg = opened().spoil(2)
                .s(PUSH, 5008, 1009, "250 a\r\n")
                .s(PUSH, 5008, 1009, "250 a\r\n")
                .c(PUSH, 1001, 5008, "EHLO a\r\n")
                .closedLegs()
                .get(0);
        assertEquals(List.of(new ByteRange(0, 7)), seen(leg, SERVER_TO_CLIENT));
        assertTrue(leg.store().isSpoilt(leg.firstRow() + 5));
        assertTrue(leg.store().isOutside(leg.firstRow() + 5));
        assertEquals(List.of(new ByteRange(0, 8)), seen(leg, CLIENT_TO_SERVER));
    }

    @Test
    void aRightCopyIsTaken() {
        Leg leg = opened().spoil(1)
                .s(PUSH, 5008, 1009, "250 a\r\n")
                .s(PUSH, 5008, 1009, "250 a\r\n")
                .c(ACK, 1009, 5015, "")
                .closedLegs()
                .get(0);
        assertEquals(List.of(new ByteRange(0, 14)), seen(leg, SERVER_TO_CLIENT));
        assertTrue(leg.store().isOutside(leg.firstRow() + 5));
        assertFalse(leg.store().isOutside(leg.firstRow() + 6));
    }

    @Test
    void whatTheReceiverAcknowledgedHadARightChecksumWhereItArrived() {
        Leg leg = opened().spoil(1)
                .s(PUSH, 5008, 1009, "250 a\r\n")
                .c(ACK, 1009, 5015, "")
                .closedLegs()
                .get(0);
        assertEquals(List.of(new ByteRange(0, 14)), seen(leg, SERVER_TO_CLIENT));
    }

    /** It went on waiting for these bytes, with what came behind them in its hands: the right copy was missed by the capture. */
    @Test
    void whatTheReceiverStillLackedAfterwardsWasSpoilt() {
        Leg leg = opened().spoil(1)
                .s(PUSH, 5008, 1009, "250 a\r\n")
                .s(PUSH, 5015, 1009, "250 b\r\n")
                .c(ACK, 1009, 5008, "")
                .c(ACK, 1009, 5008, "")
                .c(ACK, 1009, 5022, "")
                .closedLegs()
                .get(0);
        assertEquals(List.of(new ByteRange(0, 7), new ByteRange(14, 21)), seen(leg, SERVER_TO_CLIENT));
    }

    @Test
    void aSynThatIsAnsweredWasRight() {
        Leg leg = new Talk()
                .summed()
                .spoil(1)
                .open(1000, 5000)
                .s(PUSH, 5001, 1001, "220 a\r\n")
                .closedLegs()
                .get(0);
        assertFalse(leg.store().isOutside(leg.firstRow()));
    }

    @Test
    void aSynThatNobodyTakesIsSpoilt() {
        Leg unproved = unanswered().closedLegs().get(0);
        assertFalse(unproved.store().isOutside(unproved.firstRow()), "nothing shows that this capture has checksums");
        Leg leg = unanswered().s(Talk.RST, 7000, 0, "").closedLegs().get(0);
        assertTrue(leg.store().isOutside(leg.firstRow()));
    }

    @Test
    void aCaptureThatMaskedItsPayloadIsNoDamage() {
        Leg leg = new Talk()
                .summed()
                .open(1000, 5000)
                .spoil(1)
                .s(PUSH, 5001, 1001, "xxxxx\r\n")
                .spoil(1)
                .c(PUSH, 1001, 5008, "xxxxxx\r\n")
                .spoil(1)
                .s(PUSH, 5008, 1009, "xxxxx\r\n")
                .closedLegs()
                .get(0);
        assertEquals(List.of(new ByteRange(0, 14)), seen(leg, SERVER_TO_CLIENT));
    }
}
