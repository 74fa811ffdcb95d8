package org.droppoint.correlate.session;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.HandMade;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which bytes each tap saw, and how far sender and receiver prove sending and delivery. */
class DirectionLedgerTest {
    private static final String[] ALL = HandMade.EVERYWHERE;
    private static final int FIN = TcpFlags.FIN | TcpFlags.ACK;

    private static DirectionLedger ledger(HandMade made, Direction direction) {
        return made.session().ledger(direction);
    }

    /** Each fragment as its range, the positions that saw it, and those that saw it acknowledged. */
    private static List<String> words(DirectionLedger ledger) {
        return ledger.fragments().stream()
                .map(one -> {
                    StringBuilder words = new StringBuilder(one.range() + " seen ");
                    for (int i = 0; i < ledger.positions(); i++) {
                        words.append(one.seen(i) ? i : "-");
                    }
                    words.append(" acked ");
                    for (int i = 0; i < ledger.positions(); i++) {
                        words.append(one.acknowledged(i) ? i : "-");
                    }
                    return words.toString();
                })
                .toList();
    }

    private static String fragment(long from, long to, String seen, String acked) {
        return new ByteRange(from, to) + " seen " + seen + " acked " + acked;
    }

    @Test
    void positionsCountFromTheSendersSide() {
        HandMade made = HandMade.path();
        made.connection(40_000).open(0);
        DirectionLedger outward = ledger(made, CLIENT_TO_SERVER);
        DirectionLedger inward = ledger(made, SERVER_TO_CLIENT);
        assertEquals(List.of(0, 1, 2), List.of(outward.tapOrder(0), outward.tapOrder(1), outward.tapOrder(2)));
        assertEquals(List.of(2, 1, 0), List.of(inward.tapOrder(0), inward.tapOrder(1), inward.tapOrder(2)));
        assertEquals(3, inward.positions());
        SessionLeg nearestServer = inward.at(0);
        assertEquals(
                "outside", nearestServer == null ? "none" : nearestServer.tap().name());
    }

    @Test
    void anInboundClientIsAtTheFarSide() {
        HandMade made = HandMade.path();
        made.inbound("203.0.113.77", 40_000).open(0);
        assertEquals(2, ledger(made, CLIENT_TO_SERVER).tapOrder(0));
        assertEquals(0, ledger(made, SERVER_TO_CLIENT).tapOrder(0));
    }

    /** A device acknowledged in the receiver's name what that, two seconds later and more, has not. */
    @ParameterizedTest
    @CsvSource({"2100, 100, false", "1900, 100, true", "2100, 200, true"})
    void aStackNeverAcknowledgesLess(double later, long ack, boolean acknowledged) {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .open(0)
                .c(100, TcpFlags.ACK, 0, 100, 0, ALL)
                .s(120, TcpFlags.ACK, 0, 0, 100, ALL)
                .c(200, TcpFlags.ACK, 100, 100, 0, ALL)
                .s(201, TcpFlags.ACK, 0, 0, 200, ALL)
                .s(201 + later, TcpFlags.ACK, 0, 0, ack, ALL);
        boolean told = ledger(made, CLIENT_TO_SERVER).fragments().stream()
                .filter(one -> one.range().end() == 200)
                .allMatch(Fragment::acknowledgedAnywhere);
        assertEquals(acknowledged, told);
    }

    @Test
    void cutsWhereAnyTapDiffers() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .open(0)
                .s(100, 0, 100, 0, ALL)
                .s(110, 100, 100, 0, "outside")
                .s(120, 200, 100, 0, "outside", "inside")
                .c(200, TcpFlags.ACK, 0, 0, 100, ALL);
        DirectionLedger ledger = ledger(made, SERVER_TO_CLIENT);
        assertEquals(
                List.of(
                        fragment(0, 100, "012", "012"),
                        fragment(100, 200, "0--", "---"),
                        fragment(200, 300, "01-", "---")),
                words(ledger));
        assertEquals(2, ledger.fragments().get(0).reached());
        assertEquals(0, ledger.fragments().get(1).reached());
        assertEquals(1, ledger.fragments().get(2).reached());
        assertTrue(ledger.fragments().get(0).acknowledgedAnywhere());
        assertFalse(ledger.fragments().get(1).acknowledgedAnywhere());
    }

    @Test
    void whatOnlyASackCoversIsDelivered() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .open(0)
                .s(100, 0, 100, 0, ALL)
                .s(110, 100, 100, 0, "outside")
                .s(120, 200, 100, 0, ALL)
                .cSack(200, 0, 100, 200, 300, ALL);
        assertEquals(
                List.of(
                        fragment(0, 100, "012", "012"),
                        fragment(100, 200, "0--", "---"),
                        fragment(200, 300, "012", "012")),
                words(ledger(made, SERVER_TO_CLIENT)));
    }

    /** A SACK of numbers that were never sent is not the receiver's (some translators forget to translate it). */
    @Test
    void aSackBeyondTheStreamProvesNothing() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .open(0)
                .s(100, 0, 100, 0, ALL)
                .cSack(200, 0, 50, 400_000, 500_000, ALL)
                .cSack(210, 0, 50, 100, 60, ALL);
        assertEquals(
                List.of(fragment(0, 50, "012", "012"), fragment(50, 100, "012", "---")),
                words(ledger(made, SERVER_TO_CLIENT)));
    }

    /** Delivered, and recorded by nobody: the acknowledgement came back through the taps. */
    @Test
    void whatNoTapSawIsKnownByItsAcknowledgement() {
        HandMade made = HandMade.path();
        made.connection(40_000).open(0).c(200, TcpFlags.ACK, 0, 0, 70, ALL);
        DirectionLedger ledger = ledger(made, SERVER_TO_CLIENT);
        assertEquals(List.of(fragment(0, 70, "---", "012")), words(ledger));
        assertEquals(-1, ledger.fragments().get(0).firstSeen());
        assertEquals(2, ledger.fragments().get(0).reached());
        assertFalse(ledger.fragments().get(0).acknowledged(-1));
    }

    /** The sender's next number lies beyond: something was sent in between. */
    @Test
    void aJumpOfTheSendersNumbersProvesSending() {
        HandMade made = HandMade.path();
        made.connection(40_000).open(0).s(100, 0, 100, 0, ALL).s(300, TcpFlags.ACK, 500, 0, 0, ALL);
        DirectionLedger ledger = ledger(made, SERVER_TO_CLIENT);
        assertEquals(500, ledger.jumpEnd());
        assertEquals(List.of(fragment(0, 100, "012", "---"), fragment(100, 500, "---", "---")), words(ledger));
        assertEquals(-1, ledger.fragments().get(1).reached());
    }

    /** A FIN takes a number of its own, which is no byte of the stream. */
    @Test
    void aFinIsNoByte() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .open(0)
                .s(100, FIN, 0, 100, 0, ALL)
                .c(200, FIN, 0, 0, 101, ALL)
                .s(220, TcpFlags.ACK, 101, 0, 1, ALL);
        DirectionLedger ledger = ledger(made, SERVER_TO_CLIENT);
        assertEquals(List.of(fragment(0, 100, "012", "012")), words(ledger));
        assertEquals(100, ledger.jumpEnd());
        assertEquals(List.of(), words(ledger(made, CLIENT_TO_SERVER)));
    }

    /** The FIN itself was not recorded at the receiver's taps, its acknowledgement was. */
    @Test
    void aFinThatOneTapMissedIsNoByteEither() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .open(0)
                .s(100, 0, 100, 0, ALL)
                .s(110, FIN, 100, 0, 0, "outside")
                .c(200, TcpFlags.ACK, 0, 0, 101, ALL);
        assertEquals(List.of(fragment(0, 100, "012", "012")), words(ledger(made, SERVER_TO_CLIENT)));
    }

    /** A capture begun after the FIN takes the keep-alives' byte in its place for one of the stream. */
    @Test
    void aKeepAlivesByteInTheFinsPlaceIsNoByteEither() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .open(0)
                .s(100, 0, 100, 0, "inside", "host")
                .s(110, FIN, 100, 0, 0, "inside", "host")
                .c(120, TcpFlags.ACK, 0, 0, 101, "inside", "host")
                .s(2_100, TcpFlags.ACK, 100, 1, 0, ALL)
                .c(2_110, TcpFlags.ACK, 0, 0, 101, ALL);
        assertEquals(
                List.of(),
                words(ledger(made, SERVER_TO_CLIENT)).stream()
                        .filter(one -> one.startsWith(new ByteRange(100, 101).toString()))
                        .toList());
    }

    /** A forger guesses numbers. */
    @Test
    void aResetProvesNothing() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .open(0)
                .s(100, 0, 100, 0, ALL)
                .s(150, TcpFlags.RST | TcpFlags.ACK, 900, 0, 0, ALL)
                .c(160, TcpFlags.RST | TcpFlags.ACK, 0, 0, 100, "inside", "outside");
        DirectionLedger ledger = ledger(made, SERVER_TO_CLIENT);
        assertEquals(0, ledger.jumpEnd());
        assertEquals(List.of(fragment(0, 100, "012", "---")), words(ledger));
    }

    /** Nobody forges what leaves the host through its own tap: a probe that resets after the greeting has had it. */
    @Test
    void theHostsOwnResetAcknowledges() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .open(0)
                .s(100, 0, 100, 0, "inside", "outside")
                .c(160, TcpFlags.RST | TcpFlags.ACK, 0, 0, 100, ALL);
        DirectionLedger ledger = ledger(made, SERVER_TO_CLIENT);
        assertEquals(List.of(fragment(0, 100, "01-", "--2")), words(ledger));
    }

    @Test
    void aCaptureThatBeganLateBeginsWhereItDid() {
        HandMade made = HandMade.path();
        made.connection(40_000).s(100, 0, 100, 0, ALL).s(110, 100, 100, 0, "outside");
        assertEquals(
                List.of(fragment(0, 100, "012", "---"), fragment(100, 200, "0--", "---")),
                words(ledger(made, SERVER_TO_CLIENT)));
    }

    @Test
    void knowsWhichTapsHearTheReceiver() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .c(0, TcpFlags.SYN, -1, 0, 0, "host", "inside")
                .s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, "outside", "inside");
        DirectionLedger outward = ledger(made, CLIENT_TO_SERVER);
        assertFalse(outward.hearsReceiver(0));
        assertTrue(outward.hearsReceiver(1));
        assertTrue(outward.hearsReceiver(2));
        assertEquals(2, outward.lastHearing());
        DirectionLedger inward = ledger(made, SERVER_TO_CLIENT);
        assertFalse(inward.hearsReceiver(0));
        assertTrue(inward.hearsReceiver(1));
        assertTrue(inward.hearsReceiver(2));
    }

    @Test
    void aTapThatSawNothingHearsNobody() {
        HandMade made = HandMade.path();
        made.connection(40_000).open(0, "host");
        DirectionLedger ledger = ledger(made, CLIENT_TO_SERVER);
        assertNull(ledger.at(1));
        assertFalse(ledger.hearsReceiver(1));
        assertEquals(0, ledger.lastHearing());
        assertEquals(List.of(), words(ledger));
        HandMade silent = HandMade.path();
        silent.connection(40_000).c(0, TcpFlags.SYN, -1, 0, 0);
        assertEquals(-1, ledger(silent, CLIENT_TO_SERVER).lastHearing());
    }
}
