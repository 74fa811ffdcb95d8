package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import org.droppoint.evidence.Leaks;
import org.droppoint.evidence.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the command line itself may let out: names of folders and users in its arguments, what logs and queues say of
 * people, and in a redacted case any word at all of a capture, a certificate, a log or a file's name.
 */
class PlantedSecretsTest {
    private static final byte[] CLIENT = {10, 0, 0, 9};
    private static final byte[] SERVER = {(byte) 198, 51, 100, 9};
    private static final List<String> FORMATS = List.of("html", "pdf", "md", "txt", "json", "csv", "lost.csv");
    private static final String PASSWORD =
            Base64.getEncoder().encodeToString("zqpassword".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder = Path.of(".");

    private Path userFolder() throws IOException {
        return Files.createDirectories(folder.resolve("home").resolve("zquser.name"));
    }

    /** Greetings, names said in EHLO, TLS server names, certificates, comments, interfaces, file names, three kinds of logs. */
    @Test
    void aRedactedCaseHoldsNoWordOfItsInputs() throws IOException, GeneralSecurityException {
        List<String> given = new Planted("zqplantedword", userFolder()).write();
        Leaks plain = packed(given, "none");
        assertFalse(plain.of("zqplantedword").isEmpty(), "the search is worth nothing");
        Leaks redacted = packed(given, "all");
        assertEquals(new TreeSet<>(), redacted.of("zqplantedword"));
        assertEquals(new TreeSet<>(), redacted.of("zquser"));
    }

    private Leaks packed(List<String> given, String level) throws IOException {
        Path zip = folder.resolve(level + ".zip");
        List<String> arguments =
                new ArrayList<>(List.of("case", "--exit-zero", "--redact", level, "-o", zip.toString()));
        arguments.addAll(given);
        Terminals.Result result = Terminals.run(arguments);
        assertEquals(0, result.status(), result.err());
        return new Leaks(zip);
    }

    @Test
    void noReportTellsWhoWritesToWhomNorWhereTheFilesLay() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("analyze", "--exit-zero"));
        for (String format : FORMATS) {
            arguments.addAll(List.of("-o", folder.resolve("report." + format).toString()));
        }
        arguments.addAll(inputs());
        Terminals.Result result = Terminals.run(arguments);
        assertEquals(0, result.status(), result.err());
        String json = Files.readString(folder.resolve("report.json"));
        assertTrue(json.contains("its last error: 550 5.1.1 …"), json);
        for (String format : FORMATS) {
            Leaks leaks = Leaks.ofFile(folder.resolve("report." + format));
            for (String secret : List.of(
                    "zquser.name",
                    "zqsender",
                    "zqrcpt",
                    "zqbare",
                    "zqlong",
                    "zqquoted",
                    "zqlogin",
                    "zqsubject",
                    "zqpassword",
                    PASSWORD)) {
                assertEquals(new TreeSet<>(), leaks.of(secret), secret + " in " + format);
            }
        }
    }

    private List<String> inputs() throws IOException {
        List<byte[]> frames = Talk.frames();
        Talk talk = Talk.open(CLIENT, SERVER, 40001, frames, true);
        talk.server("220 mx ESMTP\r\n")
                .client("EHLO mail\r\n")
                .server("250-mx\r\n250 AUTH LOGIN\r\n")
                .client("AUTH LOGIN zqlogin\r\n")
                .server("334 UGFzc3dvcmQ6\r\n")
                .client(PASSWORD + "\r\n")
                .server("535 5.7.8 zqlogin rejected\r\n")
                .client("MAIL FROM:<zqsender@corp.example>\r\n")
                .server("250 2.1.0 zqsender Ok\r\n")
                .client("RCPT TO:<zqrcpt@corp.example>\r\n")
                .server("550 5.1.1 zqbare unknown user\r\n");
        talk.close();
        Path host = Files.write(userFolder().resolve("host.pcapng"), Talk.file(frames));
        Path outside = Files.write(userFolder().resolve("outside.pcapng"), Talk.file(Talk.later(frames)));
        StringBuilder log =
                new StringBuilder("#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,"
                        + "remote-endpoint,event,data,context\n");
        String[] rows = {
            "+,,",
            "<,220 mx ESMTP,",
            ">,EHLO mail,",
            ">,AUTH LOGIN zqlogin,",
            ">," + PASSWORD + ",",
            ">,MAIL FROM:<zqsender@corp.example>,",
            ">,RCPT TO:<zqrcpt@corp.example>,",
            "<,550 5.1.1 zqbare unknown user,",
            "*,,Tarpit due to '550 5.1.1 zqbare'",
            "-,,Remote"
        };
        for (int i = 0; i < rows.length; i++) {
            log.append("2023-11-14T22:13:20.00" + i + "Z,out,08DEE4B1A234A941," + i + ",10.0.0.9:40001,198.51.100.9:25,"
                    + rows[i] + "\n");
        }
        Path send = Files.writeString(userFolder().resolve("SEND.LOG"), log);
        Path queue = Files.writeString(userFolder().resolve("queue.txt"), queues());
        return List.of(
                "--host",
                host.toString(),
                "--outside",
                outside.toString(),
                "--smtp-log",
                send.toString(),
                "--queue",
                queue.toString());
    }

    /** Mailboxes with and without their host, behind more words than are shown, in quotes. */
    private static String queues() {
        StringBuilder text = new StringBuilder();
        for (String error : List.of(
                "[{LED=550 5.1.1 zqbare unknown user};{MSG=zqsubject};{FQDN=mx.corp.example};{IP=198.51.100.9}]",
                "550 zqbare not here",
                "451 4.4.0 " + "word ".repeat(77) + "zqlong@corp.example",
                "451 4.7.0 try later, \"zqquoted x\"@corp.example")) {
            text.append("Identity : SRV\\3\nNextHopDomain : corp.example\nMessageCount : 4\nLastError : ")
                    .append(error)
                    .append("\nStatus : Retry\n\n");
        }
        return text.toString();
    }
}
