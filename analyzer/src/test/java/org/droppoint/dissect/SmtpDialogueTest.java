package org.droppoint.dissect;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.junit.jupiter.api.Test;

class SmtpDialogueTest {

    private static void assertSmtp(Talk talk, String... words) {
        assertEquals(List.of(words), Words.smtp(talk.dialogue()));
    }

    private static Talk greeted() {
        return new Talk()
                .server("220 mail.example.net ESMTP\r\n")
                .client("EHLO host.example.com\r\n")
                .server("250-mail.example.net hello\r\n250-SIZE 1000\r\n250 PIPELINING\r\n");
    }

    @Test
    void multiLineReplyIsOneEventWithItsText() {
        SmtpEvent.Reply reply = (SmtpEvent.Reply) greeted().dialogue().smtp().get(2);
        assertEquals(List.of("mail.example.net hello", "SIZE 1000", "PIPELINING"), reply.lines());
        assertEquals(new ByteRange(28, 87), reply.range());
        assertEquals(3, reply.origin().frame().number());
    }

    @Test
    void multiLineReplyMayComeInPieces() {
        Talk talk = new Talk().server("220-one\r").server("\n220-tw").server("o\r\n220 three\r\n");
        SmtpEvent.Reply reply = (SmtpEvent.Reply) talk.dialogue().smtp().get(0);
        assertEquals(List.of("one", "two", "three"), reply.lines());
        assertEquals(1, reply.origin().frame().number());
        assertEquals(3, reply.completion().frame().number());
        assertTrue(reply.greeting());
    }

    @Test
    void pipelinedCommandsAndContent() {
        assertSmtp(
                greeted()
                        .client("MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n")
                        .server("250 ok\r\n250 ok\r\n354 go\r\n")
                        .client("Subject: x\r\n\r\n..hidden\r\n250 no reply\r\n.\r\nQUIT\r\n")
                        .server("250 taken\r\n221 bye\r\n"),
                "220 greeting",
                "EHLO host.example.com",
                "250",
                "MAIL",
                "RCPT",
                "DATA",
                "250",
                "250",
                "354",
                "content 41",
                "QUIT",
                "250",
                "221");
    }

    @Test
    void oneCharacterInEachSegmentIsNoFault() {
        Talk talk = new Talk().server("220 x\r\n");
        talk.say(CLIENT_TO_SERVER, "EHLO by.hand\r\n".getBytes(StandardCharsets.ISO_8859_1), 1);
        assertSmtp(talk.server("250 x\r\n"), "220 greeting", "EHLO by.hand", "250");
    }

    @Test
    void bareLineFeeds() {
        assertSmtp(
                new Talk()
                        .server("220 x\n")
                        .client("helo me\n")
                        .server("250 x\n")
                        .client("data\n")
                        .server("354 x\n")
                        .client("text\n.\n")
                        .client("quit\n"),
                "220 greeting",
                "HELO me",
                "250",
                "DATA",
                "354",
                "content 7",
                "QUIT");
    }

    /** A dot before a bare LF ends nothing where lines end in CRLF (RFC 5321 section 2.3.8): smuggling is no end. */
    @Test
    void bareDotDoesNotEndContentOfCrLfSessions() {
        assertSmtp(
                greeted().client("DATA\r\n").server("354 x\r\n").client("a\n.\nMAIL FROM:<x@y>\r\n.\r\n"),
                "220 greeting",
                "EHLO host.example.com",
                "250",
                "DATA",
                "354",
                "content 24");
    }

    @Test
    void finalDotInPieces() {
        for (int cut = 1; cut < 9; cut++) {
            byte[] content = "abc\r\n.\r\nQUIT\r\n".getBytes(StandardCharsets.ISO_8859_1);
            Talk talk = greeted().client("DATA\r\n").server("354 x\r\n");
            talk.say(CLIENT_TO_SERVER, content, cut);
            assertSmtp(talk, "220 greeting", "EHLO host.example.com", "250", "DATA", "354", "content 8", "QUIT");
        }
    }

    @Test
    void emptyMessage() {
        assertSmtp(
                greeted().client("DATA\r\n").server("354 x\r\n").client(".\r\n").server("250 x\r\n"),
                "220 greeting",
                "EHLO host.example.com",
                "250",
                "DATA",
                "354",
                "content 3",
                "250");
    }

    @Test
    void countedContentIsNotLookedInto() {
        String disguised = "\r\n.\r\nQUIT\r\n\u0016\u0003\u0001\u0000\u0002";
        assertSmtp(
                greeted()
                        .client("BDAT " + disguised.length() + "\r\n" + disguised + "BDAT 0 LAST\r\n")
                        .server("250 x\r\n250 y\r\n"),
                "220 greeting",
                "EHLO host.example.com",
                "250",
                "BDAT 16",
                "content 16",
                "BDAT 0 LAST",
                "250",
                "250");
    }

    @Test
    void refusedChunkNeverComes() {
        assertSmtp(
                greeted()
                        .client("BDAT 1000\r\n")
                        .server("503 no\r\n")
                        .client("QUIT\r\n")
                        .server("221 x\r\n"),
                "220 greeting",
                "EHLO host.example.com",
                "250",
                "BDAT 1000",
                "503",
                "QUIT",
                "221");
    }

    @Test
    void nothingOfCredentialsOrAddressesIsKept() {
        Dialogue dialogue = greeted()
                .client("AUTH LOGIN\r\n")
                .server("334 VXNlcm5hbWU6\r\n")
                .client("c2VjcmV0dXNlcg==\r\n")
                .server("334 UGFzc3dvcmQ6\r\n")
                .client("DATA\r\n")
                .server("235 ok\r\n")
                .client("MAIL FROM:<secret@example.com>\r\n")
                .server("250 <secret@example.com> ok\r\n")
                .client("c2VjcmV0 HELLO\r\n")
                .server("500 what\r\n")
                .client("X-EXPS GSSAPI\r\n")
                .server("334 x\r\n")
                .client("secretsecret\r\n")
                .dialogue();
        assertEquals(
                List.of(
                        "220 greeting",
                        "EHLO host.example.com",
                        "250",
                        "AUTH",
                        "334",
                        "(auth)",
                        "334",
                        "(auth)",
                        "235",
                        "MAIL",
                        "250",
                        "?",
                        "500",
                        "X-EXPS",
                        "334",
                        "(auth)"),
                Words.smtp(dialogue));
        String all = dialogue.toString();
        for (String secret : List.of("secret", "c2VjcmV0", "SECRET", "VXNl", "C2VJCMV0")) {
            assertFalse(all.contains(secret), secret);
        }
        assertEquals(List.of("<address> ok"), ((SmtpEvent.Reply) dialogue.smtp().get(10)).lines());
    }

    @Test
    void clientAlone() {
        Talk talk = new Talk()
                .client("EHLO me\r\nAUTH LOGIN\r\n")
                .client("dXNlcg==\r\n")
                .client("cGFzcw==\r\n")
                .client("MAIL FROM:<a@b>\r\n")
                .client("DATA\r\n")
                .client("Subject: x\r\nQUIT\r\n.\r\n")
                .client("QUIT\r\n");
        Dialogue dialogue = SessionDissector.dissect(talk.client, MemoryStream.empty());
        assertEquals(
                List.of("EHLO me", "AUTH", "(auth)", "(auth)", "MAIL", "DATA", "content 21", "QUIT"),
                Words.smtp(dialogue));
    }

    /** A server that refused DATA was not captured: the client goes on with commands. */
    @Test
    void clientAloneAfterRefusedData() {
        Talk talk = new Talk()
                .client("EHLO me\r\n")
                .client("DATA\r\n")
                .client("RSET\r\n")
                .client("QUIT\r\n");
        Dialogue dialogue = SessionDissector.dissect(talk.client, MemoryStream.empty());
        assertEquals(List.of("EHLO me", "DATA", "RSET", "QUIT"), Words.smtp(dialogue));
    }

    @Test
    void serverAlone() {
        Talk talk =
                new Talk().server("220 x\r\n").server("250-x\r\n250 SIZE\r\n").server("354 x\r\n");
        Dialogue dialogue = SessionDissector.dissect(MemoryStream.empty(), talk.server);
        assertEquals(List.of("220 greeting", "250", "354"), Words.smtp(dialogue));
    }

    @Test
    void lostFinalDotIsMadeUpForByTheReply() {
        assertSmtp(
                greeted()
                        .client("DATA\r\n")
                        .server("354 x\r\n")
                        .client("text\r\n")
                        .lost(CLIENT_TO_SERVER, 100)
                        .server("250 x\r\n")
                        .client("MAIL FROM:<a@b>\r\n")
                        .server("250 x\r\n"),
                "220 greeting",
                "EHLO host.example.com",
                "250",
                "DATA",
                "354",
                "~content 6",
                "250",
                "MAIL",
                "250");
    }

    @Test
    void replyBrokenByAGapIsOneReply() {
        assertSmtp(
                new Talk()
                        .server("220 x\r\n")
                        .client("EHLO me\r\n")
                        .server("250-x\r\n")
                        .lost(SERVER_TO_CLIENT, 20)
                        .server("ZE 100\r\n250 HELP\r\n")
                        .client("QUIT\r\n"),
                "220 greeting",
                "EHLO me",
                "~250",
                "QUIT");
    }

    @Test
    void lostEndOfReplyDoesNotSwallowTheNext() {
        assertSmtp(
                new Talk()
                        .server("220 x\r\n")
                        .client("EHLO me\r\n")
                        .server("250-x\r\n")
                        .lost(SERVER_TO_CLIENT, 20)
                        .client("RSET\r\n")
                        .server("250 done\r\n"),
                "220 greeting",
                "EHLO me",
                "~250",
                "RSET",
                "250");
    }

    @Test
    void startInTheMiddleOfAMessage() {
        MemoryStream client = new MemoryStream(false)
                .add(1, "ceived: from x\r\nSubject: y\r\n\r\nmail from here\r\n.\r\n")
                .add(3, "MAIL FROM:<a@b>\r\n");
        MemoryStream server = new MemoryStream(false).add(2, "250 taken\r\n");
        assertEquals(List.of("~content 49", "250", "MAIL"), Words.smtp(SessionDissector.dissect(client, server)));
    }

    @Test
    void clearTextGoesOnBehindStartTls() {
        assertSmtp(
                Talk.startTls().client("EHLO again\r\n").server("250 x\r\n").client("QUIT\r\n"),
                "220 greeting",
                "EHLO host.example.com",
                "250",
                "STARTTLS",
                "220",
                "EHLO again",
                "250",
                "QUIT");
    }

    @Test
    void snapLengthCutsRepliesNotTheSession() {
        assertSmtp(
                new Talk()
                        .sayCut(SERVER_TO_CLIENT, "220 a very long greeting of a server\r\n", 12)
                        .client("EHLO me\r\n")
                        .sayCut(SERVER_TO_CLIENT, "250-mail\r\n250-SIZE\r\n250 HELP\r\n", 12)
                        .client("STARTTLS\r\n")
                        .server("220 go\r\n"),
                "~220 greeting",
                "EHLO me",
                "~250",
                "STARTTLS",
                "220");
    }

    @Test
    void overlongLineIsOneCommand() {
        Talk talk = new Talk()
                .server("220 x\r\n")
                .client("EHLO " + "a".repeat(5000) + "\r\n")
                .client("QUIT\r\n");
        assertEquals(3, talk.dialogue().smtp().size());
        SmtpEvent.Command command = (SmtpEvent.Command) talk.dialogue().smtp().get(1);
        assertEquals(255, command.argument().length());
    }

    @Test
    void veryLongSessionKeepsItsStartAndEnd() {
        Talk talk = new Talk().server("220 x\r\n");
        for (int i = 0; i < 3000; i++) {
            talk.client("NOOP\r\n").server("250 x\r\n");
        }
        Dialogue dialogue = talk.client("QUIT\r\n").server("221 x\r\n").dialogue();
        assertEquals(SmtpLog.FIRST + SmtpLog.LAST, dialogue.smtp().size());
        assertEquals(6003 - SmtpLog.FIRST - SmtpLog.LAST, dialogue.smtpOmitted());
        assertEquals("221", Words.smtp(dialogue).get(dialogue.smtp().size() - 1));
        assertEquals(Phase.CLOSED, Phases.furthest(dialogue));
    }

    @Test
    void retransmittedFillingArrivesLateAndIsReadInItsPlace() {
        MemoryStream client = new MemoryStream(true)
                .add(2, 0, "EHLO".getBytes(StandardCharsets.ISO_8859_1))
                .add(3, 8, "e\r\n".getBytes(StandardCharsets.ISO_8859_1))
                .add(5, 4, " you".getBytes(StandardCharsets.ISO_8859_1));
        MemoryStream server = new MemoryStream(true).add(1, "220 x\r\n").add(6, "250 x\r\n");
        assertEquals(List.of("220 greeting", "EHLO youe", "250"), Words.smtp(SessionDissector.dissect(client, server)));
    }
}
