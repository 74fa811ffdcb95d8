package org.droppoint.finding.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.correlate.HandTalk;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two taps hold otherwise, line by line and record by record. */
class ChangeFinderTest {
    private static final int ACK = TcpFlags.ACK;
    private static final String EHLO = "EHLO mail.example\r\n";
    private static final String ASK = "STARTTLS\r\n";
    private static final String GREETING = "220 mx.example ESMTP ready\r\n";
    private static final String HELLO = "250-mx.example hello\r\n250 STARTTLS\r\n";
    private static final String GO = "220 go ahead\r\n";

    private static SessionFacts facts(HandTalk talk) {
        return FactFinder.find(talk.correlate()).sessions().get(0);
    }

    /** Greeting and EHLO with their answers; a reply that is cut off holds so many of its bytes. */
    private static SessionFacts plain(String near, String far, int reply) {
        return facts(new HandTalk()
                .says(EHLO, near)
                .changedFrom("outside", EHLO, far)
                .open(0, 20)
                .s(60, ACK, 0, GREETING.length(), 0)
                .c(90, ACK, 0, EHLO.length(), GREETING.length())
                .s(120, ACK, GREETING.length(), reply, EHLO.length()));
    }

    private static List<Finding.ContentChanged> changes(SessionFacts facts) {
        return facts.all(Finding.ContentChanged.class).toList();
    }

    @Test
    void anOverwrittenCapabilityIsNamed() {
        List<Finding.ContentChanged> found =
                changes(plain(GREETING + HELLO.replace("STARTTLS", "XXXXXXXA"), GREETING + HELLO, HELLO.length()));
        assertEquals(1, found.size());
        assertEquals(
                "the STARTTLS capability was removed or overwritten",
                found.get(0).how());
        assertEquals(List.of(Place.FIREWALL), found.get(0).gap().places());
        assertTrue(found.get(0).smtp());
    }

    /** The greeting is another; of the answer to EHLO the nearer taps have the first line alone. */
    @Test
    void aReplyThatIsCutOffIsNoOther() {
        int first = HELLO.indexOf("250 ");
        HandTalk talk = new HandTalk()
                .says(EHLO, GREETING.replace("ready", "READY") + HELLO)
                .changedFrom("outside", EHLO, GREETING + HELLO)
                .open(0, 20)
                .s(60, ACK, 0, GREETING.length(), 0)
                .c(90, ACK, 0, EHLO.length(), GREETING.length())
                .s(120, ACK, GREETING.length(), first, EHLO.length())
                .s(121, ACK, GREETING.length() + first, HELLO.length() - first, EHLO.length(), "outside");
        List<Finding.ContentChanged> found = changes(facts(talk));
        assertEquals(
                List.of("a reply 220 was changed"),
                found.stream().map(Finding.ContentChanged::how).toList());
    }

    /** All taps see one text: only the marks of an inspecting device tell, and a lone asterisk is none. */
    @ParameterizedTest
    @CsvSource({"220 ***********************, 1", "220 mx.example * ESMTP ready, 0"})
    void aMaskedGreetingTellsByItself(String greeting, int found) {
        String text = greeting.substring(0, Math.min(26, greeting.length()));
        String line = text + " ".repeat(26 - text.length()) + "\r\n";
        assertEquals(
                found,
                changes(plain(line + HELLO, line + HELLO, HELLO.length())).size());
    }

    // ---- TLS ----

    private static String record(int type, String body) {
        return (char) type + "\u0003\u0003" + (char) (body.length() >> 8) + (char) (body.length() & 0xff) + body;
    }

    private static String clientHello(String random) {
        String body = "\u0003\u0003" + random.repeat(32) + "\u0000\u0000\u0002\u00c0\u002f\u0001\u0000\u0000\u0000";
        return record(0x16, "\u0001\u0000\u0000" + (char) body.length() + body);
    }

    private static String serverHello(String random) {
        String body = "\u0003\u0003" + random.repeat(32) + "\u0000\u00c0\u002f\u0000\u0000\u0000";
        return record(0x16, "\u0002\u0000\u0000" + (char) body.length() + body);
    }

    /** STARTTLS and what both sides then say, inside and beyond the firewall. */
    private static SessionFacts encrypted(String clientNear, String clientFar, String serverNear, String serverFar) {
        String before = GREETING + HELLO + GO;
        int asked = EHLO.length() + ASK.length();
        int said = before.length();
        return facts(new HandTalk()
                .says(EHLO + ASK + clientNear, before + serverNear)
                .changedFrom("outside", EHLO + ASK + clientFar, before + serverFar)
                .open(0, 20)
                .s(60, ACK, 0, GREETING.length(), 0)
                .c(90, ACK, 0, EHLO.length(), GREETING.length())
                .s(120, ACK, GREETING.length(), HELLO.length(), EHLO.length())
                .c(150, ACK, EHLO.length(), ASK.length(), said - GO.length())
                .s(180, ACK, said - GO.length(), GO.length(), asked)
                .c(210, ACK, asked, clientNear.length(), said)
                .s(240, ACK, said, serverNear.length(), asked + clientNear.length()));
    }

    @Test
    void anotherRandomIsAnotherSession() {
        SessionFacts client = encrypted(clientHello("c"), clientHello("d"), serverHello("s"), serverHello("s"));
        assertEquals(
                List.of("the ClientHello's random differs"),
                client.first(Finding.SessionRemade.class).orElseThrow().differences());
        SessionFacts server = encrypted(clientHello("c"), clientHello("c"), serverHello("s"), serverHello("t"));
        assertEquals(
                List.of("the ServerHello's random differs"),
                server.first(Finding.SessionRemade.class).orElseThrow().differences());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x14, 0x17})
    void whatIsChangedWithinTlsIsNoLineOfSmtp(int type) {
        String lines = "250 as it might be said\r\n";
        List<Finding.ContentChanged> found = changes(encrypted(
                clientHello("c"),
                clientHello("c"),
                serverHello("s") + record(type, lines),
                serverHello("s") + record(type, lines.replace('a', 'b'))));
        assertEquals(1, found.size());
        assertFalse(found.get(0).smtp(), found.get(0)::how);
    }
}
