package org.droppoint.correlate;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Handshake;
import org.droppoint.correlate.session.RowView;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.UnitNames;
import org.droppoint.flow.StreamView;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** One session out of several taps' legs: its bytes, its handshake, its parts by name, its segments as reports show them. */
class SessionStreamsTest {
    private static final String SAID = "220 one two three four five six seven eight nine ten\r\n";
    private static final int FIN = TcpFlags.FIN | TcpFlags.ACK;

    private static HandMade.Connection connection(HandMade made) {
        return made.connection(40_000).says("NOOP\r\n".repeat(20), SAID).open(0);
    }

    private static String read(StreamView stream, long offset, int length) {
        byte[] bytes = new byte[length + 2];
        int got = stream.read(offset, bytes, 1, length);
        assertEquals(0, bytes[0]);
        return new String(bytes, 1, got, StandardCharsets.ISO_8859_1);
    }

    // ---- bytes ----

    /** Each byte comes from the tap nearest the server that has it. */
    @Test
    void bytesAreReadWhereverTheyWereSeen() {
        HandMade made = HandMade.path().clock("inside", HandMade.SECOND);
        connection(made)
                .s(100, 0, 10, 0, "outside")
                .s(110, 10, 10, 0, "inside")
                .s(120, 20, 10, 0, "host")
                .s(130, 40, 10, 0, "outside");
        StreamView stream = made.session().session().stream(SERVER_TO_CLIENT);
        assertEquals(SAID.substring(0, 30), read(stream, 0, 54));
        assertEquals(SAID.substring(5, 25), read(stream, 5, 20));
        assertEquals("", read(stream, 30, 10));
        assertEquals(SAID.substring(40, 50), read(stream, 40, 20));
        assertEquals(
                List.of(new ByteRange(0, 30), new ByteRange(40, 50)),
                stream.seen().ranges());
        assertEquals("inside", stream.origin(12).tap().name());
        assertEquals("host", stream.origin(29).tap().name());
        assertEquals(HandMade.at(111), stream.commonNanos(stream.origin(12)), 3.0 * HandMade.MILLI);
        assertThrows(IllegalArgumentException.class, () -> stream.origin(35));
        assertTrue(stream.fromStart());
    }

    /** What was changed on the way does not hide what was sent. */
    @Test
    void theSendersSideCounts() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .says("", "220 ****************\r\n")
                .changedFrom("outside", "", "220 mail.example ESMTP")
                .open(0)
                .s(100, 0, 22, 0);
        StreamView stream = made.session().session().stream(SERVER_TO_CLIENT);
        assertEquals("220 mail.example ESMTP", read(stream, 0, 22));
    }

    @Test
    void aStreamWithoutItsSynIsNotFromTheStart() {
        HandMade made = HandMade.path();
        made.connection(40_000).s(100, 0, 50, 0).c(120, 0, 20, 50);
        Session session = made.session().session();
        assertFalse(session.stream(SERVER_TO_CLIENT).fromStart());
        HandMade oneTap = HandMade.path();
        oneTap.connection(40_000)
                .s(0, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0, "inside")
                .s(100, 0, 50, 0);
        assertTrue(oneTap.session().session().stream(SERVER_TO_CLIENT).fromStart());
    }

    // ---- legs ----

    @Test
    void aSessionKnowsItsEndsAndLegs() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .translatedFrom("outside", "203.0.113.2", 61_022)
                .open(0)
                .s(100, 0, 50, 0, "outside");
        Session session = made.session().session();
        assertEquals("192.168.1.10:40000", session.key().client().toString());
        SessionLeg outside = Objects.requireNonNull(session.leg(new Tap("outside", 2)));
        assertEquals("203.0.113.2:61022", outside.key().client().toString());
        assertNull(session.leg(new Tap("dmz", 1)));
        assertEquals(3, session.followedLegs().size());
        assertTrue(session.outward(CLIENT_TO_SERVER));
        assertFalse(session.outward(SERVER_TO_CLIENT));
        assertEquals(
                new ByteRange(0, 50), outside.seen(SERVER_TO_CLIENT).ranges().get(0));
        int last = outside.lastRow();
        assertEquals(0, outside.start(last));
        assertEquals(50, outside.end(last));
        assertEquals(0, outside.ack(last));
    }

    // ---- the handshake ----

    private static Handshake handshake(HandMade made) {
        return made.session().handshake();
    }

    @Test
    void aWholeHandshakeIsComplete() {
        HandMade made = HandMade.path();
        connection(made).s(100, 0, 10, 0);
        Handshake whole = handshake(made);
        assertEquals(2, Objects.requireNonNull(whole.syn()).reached());
        assertEquals(2, Objects.requireNonNull(whole.synAck()).reached());
        assertNotNull(whole.clientWentOn());
        assertTrue(whole.serverWentOn());
        assertTrue(whole.completed());
    }

    @Test
    void anUnansweredSynIsNot() {
        HandMade made = HandMade.path();
        made.connection(40_000).c(0, TcpFlags.SYN, -1, 0, 0).c(1_000, TcpFlags.SYN, -1, 0, 0, "host", "inside");
        Handshake asked = handshake(made);
        assertEquals(2, Objects.requireNonNull(asked.syn()).rows().size() + 1);
        assertNull(asked.synAck());
        assertNull(asked.clientWentOn());
        assertFalse(asked.completed());
    }

    /** A reset is no going on; nor is another SYN-ACK. */
    @Test
    void resetsAndRepeatedSynAcksAreNoGoingOn() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .c(0, TcpFlags.SYN, -1, 0, 0)
                .s(20, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0)
                .s(1_020, TcpFlags.SYN | TcpFlags.ACK, -1, 0, 0)
                .s(3_000, TcpFlags.RST, 0, 0, 0)
                .c(3_100, TcpFlags.RST, 0, 0, 0);
        assertFalse(handshake(made).serverWentOn());
        assertNull(handshake(made).clientWentOn());
        assertFalse(handshake(made).completed());
    }

    @Test
    void aCaptureFromTheMiddleFindsTheHandshakeDone() {
        HandMade made = HandMade.path();
        made.connection(40_000).c(100, 0, 50, 0);
        assertTrue(handshake(made).completed());
        assertFalse(handshake(made).serverWentOn());
    }

    // ---- names ----

    private static String named(ByteRange range, Direction direction) {
        HandMade made = new HandMade("host");
        String asks = "EHLO mail.example\r\nSTARTTLS\r\n" + HandTls.clientHello('c') + HandTls.fatalAlert(48);
        String answers = "220 mx ESMTP\r\n250-mx\r\n250 STARTTLS\r\n220 go ahead\r\n" + HandTls.serverHello('s')
                + HandTls.certificate(100);
        made.connection(40_000)
                .says(asks, answers)
                .open(0)
                .s(60, 0, 14, 0)
                .c(80, 0, 19, 14)
                .s(100, 14, 22, 19)
                .c(120, 19, 10, 36)
                .s(140, 36, 14, 29)
                .c(160, 29, asks.length() - 29 - 7, 50)
                .s(180, 50, answers.length() - 50, asks.length() - 7)
                .c(200, asks.length() - 7, 7, answers.length());
        return new UnitNames(made.session().session().dialogue(), direction).of(range);
    }

    @Test
    void partsOfAStreamHaveNames() {
        assertEquals("220 greeting", named(new ByteRange(0, 5), SERVER_TO_CLIENT));
        assertEquals("250", named(new ByteRange(20, 30), SERVER_TO_CLIENT));
        assertEquals("EHLO, STARTTLS", named(new ByteRange(18, 20), CLIENT_TO_SERVER));
        assertEquals("TLS ServerHello, Certificate", named(new ByteRange(60, 150), SERVER_TO_CLIENT));
        assertEquals("TLS ClientHello, alert unknown_ca", named(new ByteRange(40, 500), CLIENT_TO_SERVER));
        assertEquals("220 greeting, 250, 220, …", named(new ByteRange(0, 500), SERVER_TO_CLIENT));
        assertTrue(named(new ByteRange(0, 500), CLIENT_TO_SERVER).startsWith("EHLO, STARTTLS, "));
        assertEquals("data", named(new ByteRange(9_000, 9_100), SERVER_TO_CLIENT));
    }

    // ---- segments as reports show them ----

    private static List<RowView> rows(HandMade made, Direction direction, int most) {
        Correlation correlation = made.correlate();
        SessionLeg leg = correlation.sessions().get(0).session().legs().get(0);
        return RowView.telling(leg, direction, correlation, most);
    }

    @Test
    void whatCarriesDataOrOpensOrClosesIsTelling() {
        HandMade made = HandMade.path();
        connection(made)
                .s(100, 0, 10, 0)
                .c(110, TcpFlags.ACK, 0, 0, 10)
                .s(120, 10, 10, 0)
                .s(130, FIN, 20, 0, 0)
                .c(140, TcpFlags.RST, 0, 0, 0);
        List<RowView> server = rows(made, SERVER_TO_CLIENT, 100);
        assertEquals(
                List.of("SYN, ACK", "", "", "FIN, ACK"),
                server.stream().map(RowView::control).toList());
        assertEquals(new ByteRange(10, 20), server.get(2).range());
        assertEquals(2, server.get(0).frame());
        assertEquals(HandMade.at(102), server.get(1).nanos());
        assertEquals(
                List.of("SYN", "RST"),
                rows(made, CLIENT_TO_SERVER, 100).stream().map(RowView::control).toList());
    }

    /** Data is told up to a number; how a connection opened and closed, always. */
    @Test
    void noMoreDataIsToldThanIsAsked() {
        HandMade made = HandMade.path();
        connection(made)
                .s(100, 0, 10, 0)
                .s(120, 10, 10, 0)
                .s(130, FIN, 20, 10, 0)
                .s(140, FIN, 30, 0, 0);
        assertEquals(
                List.of("SYN, ACK", "", "FIN, ACK"),
                rows(made, SERVER_TO_CLIENT, 2).stream().map(RowView::control).toList());
        assertEquals(2, rows(made, SERVER_TO_CLIENT, 0).size());
    }

    /** A FIN may ride on data at one tap and come behind it at another. */
    @Test
    void theSameBytesAreTheSameThing() {
        HandMade made = HandMade.path();
        connection(made)
                .s(100, 0, 10, 0)
                .s(120, 5, 10, 0)
                .s(130, 20, 10, 0)
                .s(140, FIN, 30, 0, 0)
                .s(150, TcpFlags.RST, 30, 0, 0)
                .s(160, FIN | TcpFlags.PSH, 30, 0, 0)
                .s(170, FIN, 31, 0, 0);
        List<RowView> rows = rows(made, SERVER_TO_CLIENT, 100);
        RowView data = rows.get(1);
        RowView overlapping = rows.get(2);
        RowView fin = rows.get(4);
        assertTrue(data.sameThing(overlapping));
        assertFalse(data.sameThing(rows.get(3)));
        assertFalse(data.sameThing(fin));
        assertFalse(fin.sameThing(data));
        assertFalse(fin.sameThing(rows.get(5)));
        assertTrue(fin.sameThing(rows.get(6)));
        assertFalse(fin.sameThing(rows.get(7)));
    }
}
