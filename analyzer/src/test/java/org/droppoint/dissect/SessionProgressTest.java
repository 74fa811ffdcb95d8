package org.droppoint.dissect;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionProgressTest {
    @TempDir
    static Path folder;

    private static JsseFixture jsse;

    @BeforeAll
    static void makeKeys() {
        jsse = new JsseFixture(folder);
    }

    private static void assertDebt(Talk talk, Phase phase, String debt) {
        SessionProgress progress = talk.progress();
        assertEquals(phase + ": " + debt, progress.phase() + ": " + words(progress.debt()));
    }

    private static String words(Debt debt) {
        return switch (debt.owner()) {
            case NONE -> "nothing";
            case SERVER_OWES -> "server " + (debt.firm() ? "owes " : "next with ") + debt.what();
            case CLIENT_OWES -> "client " + (debt.firm() ? "owes " : "next with ") + debt.what();
        };
    }

    @Test
    void clearTextStepByStep() {
        Talk talk = new Talk();
        assertDebt(talk, Phase.CONNECTED, "server owes greeting");
        assertDebt(talk.server("220-x\r\n"), Phase.GREETED, "server owes rest of a reply");
        assertDebt(talk.server("220 x\r\n"), Phase.GREETED, "client next with next command");
        assertDebt(talk.client("EHL"), Phase.GREETED, "client owes rest of a command");
        assertDebt(talk.client("O me\r\n"), Phase.EHLO_SENT, "server owes reply to EHLO");
        assertDebt(talk.server("250 x\r\n"), Phase.EHLO_ANSWERED, "client next with next command");
        assertDebt(talk.client("AUTH LOGIN\r\n"), Phase.EHLO_ANSWERED, "server owes reply to AUTH");
        assertDebt(talk.server("334 x\r\n"), Phase.EHLO_ANSWERED, "client owes answer to a challenge");
        assertDebt(talk.client("eA==\r\n"), Phase.EHLO_ANSWERED, "server owes reply to (auth)");
        assertDebt(
                talk.server("235 x\r\n").client("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"),
                Phase.EHLO_ANSWERED,
                "server owes reply to MAIL");
        assertDebt(talk.server("250 x\r\n"), Phase.EHLO_ANSWERED, "server owes reply to RCPT");
        assertDebt(talk.server("250 x\r\n354 x\r\n"), Phase.EHLO_ANSWERED, "client owes message content");
        assertDebt(talk.client("text\r\n"), Phase.EHLO_ANSWERED, "client owes rest of the message");
        assertDebt(talk.client(".\r\n"), Phase.MESSAGE_SENT, "server owes reply to message content");
        assertDebt(talk.server("250 x\r\n"), Phase.MESSAGE_ACCEPTED, "client next with next command");
        assertDebt(talk.client("BDAT 3 LAST\r\nab"), Phase.MESSAGE_ACCEPTED, "client owes rest of the message");
        assertDebt(talk.client("c"), Phase.MESSAGE_ACCEPTED, "server owes reply to BDAT");
        assertDebt(talk.server("250 x\r\n").client("QUIT\r\n"), Phase.QUIT_SENT, "server owes reply to QUIT");
        assertDebt(talk.server("221 x\r\n"), Phase.CLOSED, "nothing");
    }

    @Test
    void startTlsStepByStep() {
        Talk talk = new Talk().server("220 x\r\n").client("EHLO me\r\n").server("250-x\r\n250 STARTTLS\r\n");
        assertTrue(talk.progress().startTlsOffered());
        assertDebt(talk.client("STARTTLS\r\n"), Phase.STARTTLS_SENT, "server owes reply to STARTTLS");
        assertEquals(
                "STARTTLS",
                Objects.requireNonNull(talk.progress().lastUnanswered()).verb());
        assertDebt(talk.server("220 x\r\n"), Phase.STARTTLS_ACCEPTED, "client owes ClientHello");
        assertNull(talk.progress().lastUnanswered());
    }

    @Test
    void tls12StepByStep() {
        List<JsseTalk.Flight> flights = jsse.session("TLSv1.2", false);
        Talk talk = Talk.startTls();
        assertDebt(talk.say(CLIENT_TO_SERVER, flights.get(0).bytes), Phase.CLIENT_HELLO, "server owes ServerHello");
        Talk cut = Talk.startTls().say(CLIENT_TO_SERVER, flights.get(0).bytes);
        byte[] part = java.util.Arrays.copyOf(flights.get(1).bytes, flights.get(1).bytes.length - 20);
        assertEquals(
                Debt.Owner.SERVER_OWES,
                cut.say(SERVER_TO_CLIENT, part).progress().debt().owner());
        assertDebt(
                talk.say(SERVER_TO_CLIENT, flights.get(1).bytes),
                Phase.SERVER_FLIGHT_COMPLETE,
                "client owes ClientKeyExchange to Finished");
        assertDebt(
                talk.say(CLIENT_TO_SERVER, flights.get(2).bytes),
                Phase.CLIENT_FINISHED,
                "server owes ChangeCipherSpec and Finished");
        assertDebt(
                talk.say(SERVER_TO_CLIENT, flights.get(3).bytes),
                Phase.ESTABLISHED,
                "client next with EHLO within TLS");
        assertDebt(talk.say(CLIENT_TO_SERVER, flights.get(4).bytes), Phase.ESTABLISHED, "server owes reply within TLS");
        assertDebt(
                talk.say(SERVER_TO_CLIENT, flights.get(5).bytes),
                Phase.ESTABLISHED,
                "client next with next command within TLS");
        JsseFixture.after(talk, flights.subList(6, flights.size()), 1460);
        assertDebt(talk, Phase.CLOSED, "nothing");
    }

    @Test
    void tls13StepByStep() {
        for (boolean clientCertificate : new boolean[] {false, true}) {
            List<JsseTalk.Flight> flights = jsse.session("TLSv1.3", clientCertificate);
            Talk talk = Talk.startTls();
            int at = 0;
            while (flights.get(at).direction == CLIENT_TO_SERVER) {
                talk.say(CLIENT_TO_SERVER, flights.get(at++).bytes);
            }
            assertDebt(talk, Phase.CLIENT_HELLO, "server owes ServerHello");
            while (flights.get(at).direction == SERVER_TO_CLIENT) {
                talk.say(SERVER_TO_CLIENT, flights.get(at++).bytes);
            }
            assertEquals(Debt.Owner.CLIENT_OWES, talk.progress().debt().owner());
            while (flights.get(at).direction == CLIENT_TO_SERVER
                    && !talk.progress().hasReached(Phase.CLIENT_FINISHED)) {
                talk.say(CLIENT_TO_SERVER, flights.get(at++).bytes);
            }
            assertDebt(talk, Phase.CLIENT_FINISHED, "client next with EHLO within TLS");
            JsseFixture.after(talk, flights.subList(at, flights.size()), 1460);
            assertDebt(talk, clientCertificate ? Phase.ESTABLISHED : Phase.CLOSED, "nothing");
        }
    }

    /** What fits no Finished, in its place, is an alert: the client has rejected the server's flight. */
    @Test
    void tls13AlertInPlaceOfFinished() {
        List<JsseTalk.Flight> flights = jsse.session("TLSv1.3", false);
        Talk talk = Talk.startTls();
        int at = 0;
        while (at < 2 || flights.get(at).direction == SERVER_TO_CLIENT) {
            talk.say(flights.get(at).direction, flights.get(at).bytes);
            at++;
        }
        byte[] alert = new byte[5 + 19];
        System.arraycopy(new byte[] {23, 3, 3, 0, 19}, 0, alert, 0, 5);
        SessionProgress progress = talk.say(CLIENT_TO_SERVER, alert).progress();
        SessionProgress.FatalAlert fatal = Objects.requireNonNull(progress.fatalAlert());
        assertEquals(CLIENT_TO_SERVER, fatal.by());
        assertEquals(SessionProgress.FatalAlert.ENCRYPTED, fatal.description());
    }

    @Test
    void clientThatLeavesWithItsLastWordIsOwedNothing() {
        List<JsseTalk.Flight> flights = jsse.session("TLSv1.2", false);
        Talk talk = JsseFixture.afterStartTls(flights.subList(0, 5), 1460);
        Dialogue dialogue = talk.dialogue();
        long said = dialogue.tls().get(dialogue.tls().size() - 1).origin().epochNanos();
        Closing atOnce = new Closing(OptionalLong.of(said + 1000), OptionalLong.empty());
        Closing later = new Closing(OptionalLong.of(said + 5_000_000_000L), OptionalLong.empty());
        assertEquals("nothing", words(SessionProgress.of(dialogue, atOnce).debt()));
        assertEquals(
                "server owes reply within TLS",
                words(SessionProgress.of(dialogue, later).debt()));
    }

    @Test
    void refusals() {
        assertRefusal(new Talk().server("421 busy\r\n"), "connection");
        assertRefusal(new Talk().server("554 no\r\n"), "connection");
        assertRefusal(new Talk().server("220 x\r\n").client("EHLO me\r\n").server("550 no\r\n"), "EHLO");
        assertRefusal(
                new Talk()
                        .server("220 x\r\n")
                        .client("EHLO me\r\n")
                        .server("250 x\r\n")
                        .client("STARTTLS\r\n")
                        .server("454 not now\r\n"),
                "STARTTLS");
        assertRefusal(
                new Talk()
                        .server("220 x\r\n")
                        .client("EHLO me\r\n")
                        .server("250 x\r\n")
                        .client("MAIL FROM:<a@b>\r\n")
                        .server("421 shutting down\r\n"),
                "MAIL");
    }

    private static void assertRefusal(Talk talk, String of) {
        SessionProgress.Refusal refusal = talk.progress().refusal();
        assertNotNull(refusal);
        assertEquals(of, refusal.of());
    }

    /** A refused recipient is the mail's failure; HELO in place of EHLO is none. */
    @Test
    void whatIsNoRefusal() {
        assertNull(new Talk()
                .server("220 x\r\n")
                .client("EHLO me\r\n")
                .server("502 old\r\n")
                .client("HELO me\r\n")
                .server("250 x\r\n")
                .client("RCPT TO:<a@b>\r\n")
                .server("550 unknown\r\n")
                .progress()
                .refusal());
    }

    /** Other protocols imitate TLS record headers: what cannot be read may be the answer. */
    @Test
    void unreadableAnswerIsNoDebt() {
        byte[] imitation = {22, 3, 1, 0, 4, 1, 99, 99, 99, 7};
        Talk whole = new Talk().say(CLIENT_TO_SERVER, java.util.Arrays.copyOf(imitation, 9));
        assertDebt(whole, Phase.CLIENT_HELLO, "server owes ServerHello");
        assertDebt(whole.say(SERVER_TO_CLIENT, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}), Phase.CLIENT_HELLO, "nothing");
    }

    /** A reply that the capture missed leaves no debt where a later reply proves that the session went on. */
    @Test
    void holesInTheCaptureAreNobodysDebt() {
        Talk talk = new Talk()
                .server("220 x\r\n")
                .client("EHLO me\r\n")
                .lost(SERVER_TO_CLIENT, 30)
                .client("MAIL FROM:<a@b>\r\n")
                .server("250 x\r\n");
        assertDebt(talk, Phase.EHLO_SENT, "client next with next command");
    }
}
