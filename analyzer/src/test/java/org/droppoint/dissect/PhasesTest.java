package org.droppoint.dissect;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhasesTest {
    @TempDir
    static Path folder;

    private static JsseFixture jsse;

    @BeforeAll
    static void makeKeys() {
        jsse = new JsseFixture(folder);
    }

    private static void assertPhase(Phase phase, Talk talk) {
        assertEquals(phase, talk.furthest());
    }

    @Test
    void clearTextStepByStep() {
        Talk talk = new Talk();
        assertPhase(Phase.CONNECTED, talk);
        assertPhase(Phase.GREETED, talk.server("220-x\r\n"));
        assertPhase(Phase.GREETED, talk.server("220 x\r\n").client("EHL"));
        assertPhase(Phase.EHLO_SENT, talk.client("O me\r\n"));
        assertPhase(Phase.EHLO_ANSWERED, talk.server("250 x\r\n"));
        talk.client("AUTH LOGIN\r\n").server("334 x\r\n").client("eA==\r\n").server("235 x\r\n");
        talk.client("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n").server("250 x\r\n250 x\r\n354 x\r\n");
        assertPhase(Phase.EHLO_ANSWERED, talk.client("text\r\n"));
        assertPhase(Phase.MESSAGE_SENT, talk.client(".\r\n"));
        assertPhase(Phase.MESSAGE_ACCEPTED, talk.server("250 x\r\n"));
        assertPhase(Phase.MESSAGE_ACCEPTED, talk.client("BDAT 3 LAST\r\nabc").server("250 x\r\n"));
        assertPhase(Phase.QUIT_SENT, talk.client("QUIT\r\n"));
        assertPhase(Phase.CLOSED, talk.server("221 x\r\n"));
    }

    @Test
    void startTls() {
        Talk talk = new Talk().server("220 x\r\n").client("EHLO me\r\n").server("250-x\r\n250 STARTTLS\r\n");
        assertPhase(Phase.STARTTLS_SENT, talk.client("STARTTLS\r\n"));
        assertPhase(Phase.STARTTLS_ACCEPTED, talk.server("220 x\r\n"));
        Talk refused = new Talk().server("220 x\r\n").client("EHLO me\r\n").server("250 x\r\n");
        assertPhase(Phase.STARTTLS_REFUSED, refused.client("STARTTLS\r\n").server("454 not now\r\n"));
    }

    @Test
    void tls12StepByStep() {
        List<JsseTalk.Flight> flights = jsse.session("TLSv1.2", false);
        Talk talk = Talk.startTls();
        assertPhase(Phase.CLIENT_HELLO, talk.say(CLIENT_TO_SERVER, flights.get(0).bytes));
        byte[] part = Arrays.copyOf(flights.get(1).bytes, flights.get(1).bytes.length - 20);
        Talk cut = Talk.startTls().say(CLIENT_TO_SERVER, flights.get(0).bytes).say(SERVER_TO_CLIENT, part);
        assertFalse(Phases.reached(cut.dialogue()).contains(Phase.SERVER_FLIGHT_COMPLETE));
        assertPhase(Phase.SERVER_FLIGHT_COMPLETE, talk.say(SERVER_TO_CLIENT, flights.get(1).bytes));
        assertPhase(Phase.CLIENT_FINISHED, talk.say(CLIENT_TO_SERVER, flights.get(2).bytes));
        assertPhase(Phase.ESTABLISHED, talk.say(SERVER_TO_CLIENT, flights.get(3).bytes));
        JsseFixture.after(talk, flights.subList(4, flights.size()), 1460);
        assertPhase(Phase.CLOSED, talk);
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
            assertPhase(Phase.CLIENT_HELLO, talk);
            while (flights.get(at).direction == SERVER_TO_CLIENT) {
                talk.say(SERVER_TO_CLIENT, flights.get(at++).bytes);
            }
            while (flights.get(at).direction == CLIENT_TO_SERVER && talk.furthest() != Phase.CLIENT_FINISHED) {
                talk.say(CLIENT_TO_SERVER, flights.get(at++).bytes);
            }
            assertPhase(Phase.CLIENT_FINISHED, talk);
            JsseFixture.after(talk, flights.subList(at, flights.size()), 1460);
            assertPhase(clientCertificate ? Phase.ESTABLISHED : Phase.CLOSED, talk);
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
        talk.say(CLIENT_TO_SERVER, alert);
        assertFalse(Phases.reached(talk.dialogue()).contains(Phase.CLIENT_FINISHED));
        assertFalse(Phases.reached(talk.dialogue()).contains(Phase.CLOSED));
    }

    /** Who refuses by 421 has closed by it; who refuses EHLO takes HELO. */
    @Test
    void refusals() {
        assertPhase(Phase.GREETED, new Talk().server("554 no\r\n"));
        Talk mail = new Talk().server("220 x\r\n").client("EHLO me\r\n").server("502 old\r\n");
        assertPhase(Phase.EHLO_SENT, mail);
        assertPhase(Phase.EHLO_ANSWERED, mail.client("HELO me\r\n").server("250 x\r\n"));
        assertPhase(Phase.CLOSED, mail.client("MAIL FROM:<a@b>\r\n").server("421 shutting down\r\n"));
    }

    /** Behind bytes that the capture missed, a reply answers what was said last. */
    @Test
    void holesInTheCapture() {
        Talk talk = new Talk()
                .server("220 x\r\n")
                .client("EHLO me\r\n")
                .lost(SERVER_TO_CLIENT, 30)
                .client("DATA\r\n")
                .server("354 go\r\n")
                .client("x\r\n.\r\n")
                .server("250 x\r\n");
        assertTrue(Phases.reached(talk.dialogue()).contains(Phase.MESSAGE_ACCEPTED));
        assertFalse(Phases.reached(talk.dialogue()).contains(Phase.EHLO_ANSWERED));
    }
}
