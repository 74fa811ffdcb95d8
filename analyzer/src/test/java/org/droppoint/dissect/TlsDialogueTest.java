package org.droppoint.dissect;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsDialogueTest {
    private static final int MSS = 536;

    @TempDir
    static Path folder;

    private static JsseFixture jsse;

    @BeforeAll
    static void makeKeys() {
        jsse = new JsseFixture(folder);
    }

    private static List<TlsMessage.Handshake> handshakes(Dialogue dialogue, Direction direction) {
        return dialogue.tls().stream()
                .filter(record -> record.direction() == direction)
                .flatMap(record -> record.messages().stream())
                .filter(TlsMessage.Handshake.class::isInstance)
                .map(TlsMessage.Handshake.class::cast)
                .toList();
    }

    private static <T extends TlsMessage.HandshakeDetail> T detail(
            Class<T> kind, Dialogue dialogue, Direction direction) {
        return handshakes(dialogue, direction).stream()
                .map(TlsMessage.Handshake::detail)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tls12InFull() {
        Dialogue dialogue =
                JsseFixture.afterStartTls(jsse.session("TLSv1.2", false), MSS).dialogue();
        assertEquals(
                List.of(
                        "C handshake:client_hello",
                        "S handshake:server_hello",
                        "S handshake:certificate",
                        "S handshake:server_key_exchange",
                        "S handshake:server_hello_done",
                        "C handshake:client_key_exchange",
                        "C change_cipher_spec",
                        "C handshake:encrypted"),
                Words.tls(dialogue).stream()
                        .flatMap(word -> ungrouped(word))
                        .toList()
                        .subList(0, 8));
        assertEquals(5, dialogue.smtp().size());
        assertTrue(dialogue.tls().stream().allMatch(record -> record.wholeness() == TlsRecord.Wholeness.COMPLETE));
        assertEquals("C alert:encrypted", Words.tls(dialogue).get(dialogue.tls().size() - 1));
    }

    @Test
    void tls12Resumed() {
        Dialogue dialogue =
                JsseFixture.afterStartTls(jsse.resumedSession("TLSv1.2"), MSS).dialogue();
        List<String> words =
                Words.tls(dialogue).stream().flatMap(word -> ungrouped(word)).toList();
        assertFalse(words.contains("S handshake:certificate"), words.toString());
        assertTrue(words.indexOf("S handshake:encrypted") < words.indexOf("C handshake:encrypted"), words.toString());
        assertTrue(Phases.reached(dialogue).contains(Phase.ESTABLISHED));
    }

    /** One engine puts several messages into a record, another does not: only their order is of interest. */
    private static java.util.stream.Stream<String> ungrouped(String word) {
        String side = word.substring(0, 2);
        return Arrays.stream(word.substring(2).split("\\+")).map(part -> side + part);
    }

    @Test
    void tls13HidesAllBehindItsServerHello() {
        Dialogue dialogue =
                JsseFixture.afterStartTls(jsse.session("TLSv1.3", true), MSS).dialogue();
        assertEquals(
                List.of("C handshake:client_hello", "S handshake:server_hello"),
                Words.tls(dialogue).subList(0, 2));
        assertTrue(dialogue.tls().stream()
                .skip(2)
                .allMatch(record -> record.encrypted() || record.contentType() == TlsNames.CHANGE_CIPHER_SPEC));
    }

    @Test
    void helloDetails() {
        Dialogue dialogue =
                JsseFixture.afterStartTls(jsse.session("TLSv1.3", false), MSS).dialogue();
        var client = detail(TlsMessage.ClientHello.class, dialogue, CLIENT_TO_SERVER);
        var server = detail(TlsMessage.ServerHello.class, dialogue, SERVER_TO_CLIENT);
        assertEquals(JsseTalk.SERVER_NAME, client.serverName());
        assertEquals(List.of(TlsNames.TLS_1_3), client.versions());
        assertEquals(0x0303, client.legacyVersion());
        assertEquals(TlsNames.TLS_1_3, server.version());
        assertEquals(client.sessionId(), server.sessionId());
        assertEquals(64, client.random().length());
        assertNotEquals(client.random(), server.random());
        assertTrue(client.cipherSuites().contains(server.cipherSuite()));
        assertFalse(client.keyShareGroups().isEmpty());
        assertEquals(64, client.keyShareDigest().length());
        assertEquals(64, server.keyShareDigest().length());
        assertFalse(server.helloRetryRequest());
    }

    @Test
    void certificatesOfBothSides() throws GeneralSecurityException {
        Dialogue dialogue =
                JsseFixture.afterStartTls(jsse.session("TLSv1.2", true), MSS).dialogue();
        for (Direction direction : Direction.values()) {
            var expected = direction == SERVER_TO_CLIENT ? jsse.serverCertificate : jsse.clientCertificate;
            TlsMessage.Certificate seen = detail(TlsMessage.CertificateChain.class, dialogue, direction)
                    .certificates()
                    .get(0);
            assertEquals(expected.getSubjectX500Principal().getName(), seen.subject());
            assertEquals(expected.getNotAfter().toInstant(), seen.notAfter());
            assertEquals(Digests.sha256(expected.getEncoded()), seen.fingerprint());
            assertEquals(expected.getEncoded().length, seen.lengthBytes());
        }
    }

    @Test
    void damagedCertificateIsUnreadableNotFatal() {
        List<JsseTalk.Flight> flights = jsse.session("TLSv1.2", false);
        byte[] flight = flights.get(1).bytes;
        byte[] subject = "example.net".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int at = indexOf(flight, subject);
        Arrays.fill(flight, at - 20, at, (byte) 0xFF);
        Dialogue dialogue = JsseFixture.afterStartTls(flights, MSS).dialogue();
        var chain = detail(TlsMessage.CertificateChain.class, dialogue, SERVER_TO_CLIENT);
        assertFalse(chain.certificates().get(0).isReadable());
        assertTrue(chain.certificates().get(0).lengthBytes() > 500);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("not there");
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,false", "TLSv1.2,true", "TLSv1.3,false", "TLSv1.3,true"})
    void eachSideAloneReadsTheSame(String protocol, boolean clientCertificate) {
        Talk talk = JsseFixture.afterStartTls(jsse.session(protocol, clientCertificate), MSS);
        List<TlsRecord> both = talk.dialogue().tls();
        List<TlsRecord> clientOnly =
                SessionDissector.dissect(talk.client, MemoryStream.empty()).tls();
        List<TlsRecord> serverOnly =
                SessionDissector.dissect(MemoryStream.empty(), talk.server).tls();
        assertEquals(of(both, CLIENT_TO_SERVER), clientOnly);
        assertEquals(of(both, SERVER_TO_CLIENT), serverOnly);
    }

    private static List<TlsRecord> of(List<TlsRecord> records, Direction direction) {
        return records.stream()
                .filter(record -> record.direction() == direction)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,false", "TLSv1.3,false"})
    void tlsFromTheFirstByte(String protocol, boolean clientCertificate) {
        List<JsseTalk.Flight> flights = jsse.session(protocol, clientCertificate);
        Dialogue dialogue = JsseFixture.after(new Talk(), flights, 1460).dialogue();
        assertEquals(List.of(), dialogue.smtp());
        assertEquals("C handshake:client_hello", Words.tls(dialogue).get(0));
        assertEquals(Words.tls(JsseFixture.afterStartTls(flights, 1460).dialogue()), Words.tls(dialogue));
    }

    /**
     * Whatever single segment is missing: no record is made up, none before the hole or behind it is missed, and the
     * one that the hole is in keeps its range.
     */
    @ParameterizedTest
    @CsvSource({"TLSv1.2,true,536", "TLSv1.3,true,536", "TLSv1.2,false,1460", "TLSv1.3,false,100"})
    void anySegmentMayBeMissing(String protocol, boolean clientCertificate, int segmentBytes) {
        List<JsseTalk.Flight> flights = jsse.session(protocol, clientCertificate);
        List<TlsRecord> full =
                JsseFixture.afterStartTls(flights, segmentBytes).dialogue().tls();
        int segments = countSegments(flights, segmentBytes);
        for (int missing = 0; missing < segments; missing++) {
            List<ByteRange> hole = new ArrayList<>();
            Dialogue dialogue = without(flights, segmentBytes, missing, hole).dialogue();
            Direction side = hole.size() == 2 ? CLIENT_TO_SERVER : SERVER_TO_CLIENT;
            String where = protocol + " without " + side + " " + hole.get(0);
            assertSameButFor(full, dialogue.tls(), side, hole.get(0), where);
        }
    }

    private static void assertSameButFor(
            List<TlsRecord> full, List<TlsRecord> seen, Direction side, ByteRange hole, String where) {
        assertEquals(
                of(full, side.opposite()), withoutOrigins(of(full, side.opposite()), of(seen, side.opposite())), where);
        List<ByteRange> known = full.stream()
                .filter(record -> record.direction() == side)
                .map(TlsRecord::range)
                .toList();
        for (TlsRecord record : of(seen, side)) {
            assertTrue(known.contains(record.range()), where + " made up " + Words.of(record) + record.range());
            boolean whole = !record.range().overlaps(hole);
            assertEquals(whole, record.wholeness() == TlsRecord.Wholeness.COMPLETE, where);
        }
        for (TlsRecord record : of(full, side)) {
            boolean headerSeen =
                    !new ByteRange(record.range().start(), record.range().start() + 5).overlaps(hole);
            boolean found = of(seen, side).stream()
                    .anyMatch(other ->
                            other.range().equals(record.range()) && other.contentType() == record.contentType());
            assertTrue(found || !headerSeen, where + " missed " + Words.of(record) + record.range());
        }
        for (TlsRecord record : of(seen, side)) {
            TlsRecord same = full.stream()
                    .filter(other -> other.direction() == side && other.range().equals(record.range()))
                    .findFirst()
                    .orElseThrow();
            if (record.wholeness() == TlsRecord.Wholeness.COMPLETE
                    && record.range().end() <= hole.start()) {
                assertEquals(Words.of(same), Words.of(record), where);
            }
            assertEquals(same.encrypted(), record.encrypted(), where + " " + Words.of(same));
        }
    }

    /** Frame numbers do not depend on the other side's loss, so equal lists stay equal; this names the difference. */
    private static List<TlsRecord> withoutOrigins(List<TlsRecord> expected, List<TlsRecord> seen) {
        return seen.size() == expected.size() && expected.equals(seen) ? expected : seen;
    }

    private static int countSegments(List<JsseTalk.Flight> flights, int segmentBytes) {
        return flights.stream()
                .mapToInt(flight -> (flight.bytes.length + segmentBytes - 1) / segmentBytes)
                .sum();
    }

    private static Talk without(List<JsseTalk.Flight> flights, int segmentBytes, int missing, List<ByteRange> hole) {
        Talk talk = Talk.startTls();
        long[] at = {talk.client.end(), talk.server.end()};
        int number = 0;
        for (JsseTalk.Flight flight : flights) {
            for (int from = 0; from < flight.bytes.length; from += segmentBytes) {
                int to = Math.min(flight.bytes.length, from + segmentBytes);
                int side = flight.direction.index();
                if (number++ == missing) {
                    talk.lost(flight.direction, to - from);
                    hole.add(new ByteRange(at[side], at[side] + to - from));
                    if (side == 0) {
                        hole.add(hole.get(0));
                    }
                } else {
                    talk.say(flight.direction, Arrays.copyOfRange(flight.bytes, from, to));
                }
                at[side] += to - from;
            }
        }
        return talk;
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,true", "TLSv1.3,true"})
    void captureMayStartAnywhere(String protocol, boolean clientCertificate) {
        Talk talk = JsseFixture.afterStartTls(jsse.session(protocol, clientCertificate), MSS);
        List<TlsRecord> full = of(talk.dialogue().tls(), SERVER_TO_CLIENT);
        byte[] bytes = new byte[(int) talk.server.end()];
        assertEquals(bytes.length, talk.server.read(0, bytes, 0, bytes.length));
        for (int start = (int) full.get(0).range().start(); start < bytes.length; start += 7) {
            MemoryStream late = new MemoryStream(false).add(1, 0, Arrays.copyOfRange(bytes, start, bytes.length));
            List<ByteRange> found = SessionDissector.dissect(MemoryStream.empty(), late).tls().stream()
                    .map(TlsRecord::range)
                    .toList();
            int from = start;
            List<ByteRange> expected = full.stream()
                    .map(TlsRecord::range)
                    .filter(range -> range.start() >= from)
                    .map(range -> range.shift(-from))
                    .toList();
            assertEquals(expected, found, "from " + start);
        }
    }

    /** RFC 8446 appendix D.4: behind a HelloRetryRequest and the client's ChangeCipherSpec, hellos are still clear. */
    @Test
    void secondHelloBehindChangeCipherSpec() {
        List<JsseTalk.Flight> flights = jsse.session("TLSv1.3", false);
        byte[] hello = flights.get(0).bytes;
        byte[] retry = new byte[] {
            22,
            3,
            3,
            0,
            44,
            2,
            0,
            0,
            40,
            3,
            3,
            (byte) 0xcf,
            0x21,
            (byte) 0xad,
            0x74,
            (byte) 0xe5,
            (byte) 0x9a,
            0x61,
            0x11,
            (byte) 0xbe,
            0x1d,
            (byte) 0x8c,
            0x02,
            0x1e,
            0x65,
            (byte) 0xb8,
            (byte) 0x91,
            (byte) 0xc2,
            (byte) 0xa2,
            0x11,
            0x16,
            0x7a,
            (byte) 0xbb,
            (byte) 0x8c,
            0x5e,
            0x07,
            (byte) 0x9e,
            0x09,
            (byte) 0xe2,
            (byte) 0xc8,
            (byte) 0xa8,
            0x33,
            (byte) 0x9c,
            0,
            0x13,
            0x01,
            0,
            0,
            0,
            20,
            3,
            3,
            0,
            1,
            1
        };
        byte[] changeCipherSpec = {20, 3, 3, 0, 1, 1};
        Talk talk = Talk.startTls()
                .say(CLIENT_TO_SERVER, hello)
                .say(SERVER_TO_CLIENT, retry)
                .say(CLIENT_TO_SERVER, changeCipherSpec)
                .say(CLIENT_TO_SERVER, hello);
        Dialogue dialogue = talk.dialogue();
        assertEquals(
                List.of(
                        "C handshake:client_hello",
                        "S handshake:server_hello",
                        "S change_cipher_spec",
                        "C change_cipher_spec",
                        "C handshake:client_hello"),
                Words.tls(dialogue));
        assertTrue(
                detail(TlsMessage.ServerHello.class, dialogue, SERVER_TO_CLIENT).helloRetryRequest());
        assertEquals(Phase.CLIENT_HELLO, Phases.furthest(dialogue));
    }

    @Test
    void ssl2FramedClientHello() {
        byte[] hello = new byte[2 + 9 + 6 + 16];
        byte[] head = {(byte) 0x80, 31, 1, 3, 1, 0, 6, 0, 0, 0, 16, 0, 0, 0x2f, 0, 0, 0x35};
        System.arraycopy(head, 0, hello, 0, head.length);
        Dialogue dialogue = Talk.startTls().say(CLIENT_TO_SERVER, hello).dialogue();
        assertEquals(List.of("C handshake:client_hello"), Words.tls(dialogue));
        var detail = detail(TlsMessage.ClientHello.class, dialogue, CLIENT_TO_SERVER);
        assertEquals(List.of(0x2f, 0x35), detail.cipherSuites());
    }

    /** A handshake message of 5 bytes and less in each record (RFC 8446 section 5.1 allows any division). */
    @Test
    void messageDividedOverManyRecords() {
        byte[] hello = jsse.session("TLSv1.2", false).get(0).bytes;
        for (int part : new int[] {1, 3, 4, 5, 50}) {
            Talk talk = Talk.startTls();
            for (int at = 5; at < hello.length; at += part) {
                int length = Math.min(part, hello.length - at);
                byte[] record = new byte[5 + length];
                System.arraycopy(hello, 0, record, 0, 3);
                record[4] = (byte) length;
                System.arraycopy(hello, at, record, 5, length);
                talk.say(CLIENT_TO_SERVER, record);
            }
            Dialogue dialogue = talk.dialogue();
            TlsMessage.Handshake message =
                    handshakes(dialogue, CLIENT_TO_SERVER).get(0);
            assertEquals(
                    JsseTalk.SERVER_NAME,
                    detail(TlsMessage.ClientHello.class, dialogue, CLIENT_TO_SERVER)
                            .serverName());
            assertEquals(talk.client.end(), message.range().end());
            assertEquals(
                    List.of("C handshake:client_hello"),
                    Words.tls(dialogue).stream().distinct().toList());
        }
    }

    @Test
    void alertsByName() {
        Dialogue dialogue = Talk.startTls()
                .say(CLIENT_TO_SERVER, jsse.session("TLSv1.2", false).get(0).bytes)
                .say(SERVER_TO_CLIENT, new byte[] {21, 3, 3, 0, 2, 2, 40})
                .dialogue();
        assertEquals("S alert:handshake_failure", Words.tls(dialogue).get(1));
    }

    @Test
    void clearTextRefusalBehindClientHello() {
        Dialogue dialogue = Talk.startTls()
                .say(CLIENT_TO_SERVER, jsse.session("TLSv1.2", false).get(0).bytes)
                .server("454 TLS not available\r\n")
                .dialogue();
        assertEquals("454", Words.smtp(dialogue).get(5));
        assertEquals(List.of("C handshake:client_hello"), Words.tls(dialogue));
    }
}
