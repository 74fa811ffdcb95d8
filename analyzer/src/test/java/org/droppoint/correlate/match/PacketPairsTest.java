package org.droppoint.correlate.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** The same packet at two taps: one that each holds exactly once. */
class PacketPairsTest {
    private static final int FIN = TcpFlags.FIN | TcpFlags.ACK;

    private final HandMade made = new HandMade("inside", "outside");

    /** Frame numbers at both taps, e.g. 3=4. */
    private List<String> pairs(int most) {
        List<SessionLeg> legs = made.session().session().legs();
        SegmentStore near = legs.get(0).leg().store();
        SegmentStore far = legs.get(1).leg().store();
        List<String> pairs = new ArrayList<>();
        PacketPairs.visit(new RowIndex(legs.get(0)), new RowIndex(legs.get(1)), (row, other) -> {
            pairs.add(near.frame(row) + "=" + far.frame(other));
            return pairs.size() < most;
        });
        return pairs;
    }

    private List<String> pairs() {
        return pairs(1_000);
    }

    @Test
    void everyPacketOfAPlainTalkPairs() {
        made.connection(40_000)
                .open(0)
                .s(60, 0, 50, 0)
                .c(90, 0, 50, 50)
                .s(120, TcpFlags.ACK, 50, 0, 50)
                .s(130, FIN, 50, 0, 50)
                .c(150, FIN, 50, 0, 51)
                .s(180, TcpFlags.ACK, 51, 0, 51);
        assertEquals(List.of("1=1", "2=2", "3=3", "4=4", "5=5", "6=6", "7=7", "8=8", "9=9"), sorted(pairs()));
    }

    private static List<String> sorted(List<String> pairs) {
        return pairs.stream().sorted().toList();
    }

    @Test
    void theVisitorEndsTheSearch() {
        made.connection(40_000).open(0).s(60, 0, 50, 0).c(90, 0, 50, 50);
        assertEquals(2, pairs(2).size());
    }

    @Test
    void otherNumbersAndAddressesPairAllTheSame() {
        made.connection(40_000)
                .translatedFrom("outside", "203.0.113.2", 61_022)
                .renumberedFrom("outside", 123_456, 0xFFFF_0000L)
                .open(0)
                .s(60, 0, 50, 0)
                .c(90, 0, 50, 50);
        assertEquals(5, pairs().size());
    }

    /** What a reset says in words stands where data would; and the network brings the data once more to one of the taps. */
    @Test
    void whatCameTwiceToOneTapPairsOnce() {
        made.connection(40_000)
                .open(0)
                .s(60, TcpFlags.RST | TcpFlags.ACK, 0, 17, 0, "inside")
                .s(61, 0, 50, 0)
                .lateByPackets(1)
                .s(62, 0, 50, 0, "outside");
        assertEquals(List.of("1=1", "2=2", "3=3", "5=4"), sorted(pairs()));
    }

    /** Which copy is which, its own marks tell. */
    @Test
    void copiesPairByTheirMarks() {
        made.connection(40_000)
                .open(0)
                .s(60, 0, 50, 0)
                .s(360, 0, 50, 0)
                .c(400, TcpFlags.ACK, 0, 0, 50)
                .c(430, TcpFlags.ACK, 0, 0, 50)
                .s(460, 50, 50, 0);
        assertEquals(List.of("1=1", "2=2", "3=3", "4=4", "5=5", "6=6", "7=7", "8=8"), sorted(pairs()));
    }

    /** The first copy never came in: the one that did is the second. */
    @Test
    void aCopyThatOneTapLacksPairsWithNoOther() {
        made.connection(40_000)
                .open(0)
                .s(60, 0, 50, 0, "outside")
                .s(360, 0, 50, 0)
                .s(390, 50, 50, 0);
        assertEquals(List.of("1=1", "2=2", "3=3", "4=5", "5=6"), sorted(pairs()));
    }

    /** Offload: one segment at one tap begins where two at the other begin; the first of them is its mate. */
    @Test
    void dataPairsByWhereItBegins() {
        made.connection(40_000)
                .open(0)
                .s(60, 0, 100, 0, "inside")
                .s(60, 0, 50, 0, "outside")
                .s(61, 50, 50, 0, "outside");
        assertEquals(List.of("1=1", "2=2", "3=3", "4=4"), sorted(pairs()));
    }

    /** What carries no data is told apart by what it acknowledges, by the window it offers, and by its flags. */
    @Test
    void acknowledgementsAreToldApart() {
        made.connection(40_000)
                .open(0)
                .s(60, 0, 50, 0)
                .c(90, TcpFlags.ACK, 0, 0, 50)
                .window(0)
                .c(100, TcpFlags.ACK, 0, 0, 50)
                .window(4_000)
                .c(110, TcpFlags.ACK, 0, 0, 50)
                .c(120, FIN, 0, 0, 50)
                .c(130, TcpFlags.RST | TcpFlags.ACK, 0, 0, 50)
                .c(140, TcpFlags.ACK, 0, 0, 40);
        assertEquals(10, pairs().size(), pairs()::toString);
    }

    /** Data is the same whatever it acknowledges: a device may add an acknowledgement of its own. */
    @Test
    void dataIsKnownByItsPlaceAlone() {
        made.connection(40_000)
                .open(0)
                .s(60, 0, 50, 0)
                .c(90, 0, 50, 50, "inside")
                .window(99)
                .c(90, 0, 50, 20, "outside");
        assertEquals(5, pairs().size(), pairs()::toString);
    }

    /** Thousands of packets find their mates. */
    @Test
    void aLongTalkPairs() {
        HandMade.Connection one = made.connection(40_000).open(0);
        for (int i = 0; i < 1_500; i++) {
            one.s(60 + i, 10L * i, 10, 0);
        }
        assertEquals(1_503, pairs(10_000).size());
    }
}
