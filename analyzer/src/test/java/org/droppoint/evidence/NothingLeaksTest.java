package org.droppoint.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import org.droppoint.pipeline.LogInputs;
import org.droppoint.pipeline.Request;
import org.droppoint.pipeline.TapInput;
import org.droppoint.redact.Redaction;
import org.droppoint.redact.RedactionLevel;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.wire.PortSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets planted wherever a capture or log can hold one are in no byte of a bundle. */
class NothingLeaksTest {
    private static final byte[] CLIENT = {10, 77, 66, 55};
    private static final byte[] SERVER = {(byte) 198, 51, 100, (byte) 177};
    private static final byte[] ROUTER = {10, 77, 66, 1};

    /** Each is to be found in the inputs, and in a bundle that is not redacted or in the inputs' own blocks. */
    private static final List<String> IN_STREAMS = List.of(
            "secretcorp",
            "quuxmaster",
            "helohost",
            "alicewonder",
            "bobbuilder",
            "zebracode",
            "plughxyzzy",
            "10.77.66.55",
            "proxyclient",
            "10.77.66.44",
            "swordfish77",
            "subjectword",
            "utfsixteenword",
            "grüßgott",
            "replyword",
            "binarychunkword",
            "198.51.100.177",
            "noverbword",
            "queuedidword",
            "droppedword",
            "john.doe",
            "jane.roe");

    private static final List<String> IN_BLOCKS = List.of(
            "sectioncomment",
            "hardwareword",
            "osword",
            "ifnameword",
            "ifdescrword",
            "nameresword",
            "packetcommentword",
            "client_random",
            "optnword",
            "trailerword");

    private static final List<String> IN_LOG = List.of("connectorword", "logsubject", "logissuer", "3f9a77bc01");

    private static final String PASSWORD =
            Base64.getEncoder().encodeToString("swordfish77".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder = Path.of(".");

    private Request planted(boolean soundChecksums) throws IOException {
        List<byte[]> frames = Talk.frames();
        Talk talk = Talk.open(CLIENT, SERVER, 40001, frames, soundChecksums);
        talk.client("PROXY TCP4 10.77.66.44 10.77.66.55 5123 25\r\n")
                .server("220 mx1.secretcorp.example Quuxmaster ESMTP replyword\r\n")
                .client("EHLO helohost.secretcorp.example\r\n")
                .server(
                        "250-mx1.secretcorp.example Hello [10.77.66.55] proxyclient\r\n250-AUTH LOGIN PLAIN\r\n250 SIZE 1000\r\n")
                .client("AUTH LOGIN\r\n")
                .server("334 VXNlcm5hbWU6\r\n")
                .client(Base64.getEncoder().encodeToString("alicewonder".getBytes(StandardCharsets.UTF_8)) + "\r\n")
                .server("334 UGFzc3dvcmQ6\r\n")
                .client(PASSWORD + "\r\n")
                .server("235 2.7.0 Authentication successful\r\n")
                .client("MAIL FROM:<alicewonder@secretcorp.example> SIZE=300 AUTH=<alicewonder@secretcorp.example>\r\n")
                .server("250 2.1.0 alicewonder@secretcorp.example OK\r\n")
                .client("RCPT TO:<bobbuilder@secretcorp.example>\r\n")
                .server("250 2.1.5 OK\r\n")
                .client("DATA\r\n")
                .server("354 go ahead\r\n")
                .client("Received: from zeus.secretcorp.example ([10.77.66.55]) by x\r\nSubject: subjectword\r\n\r\n")
                .client("the zebracode is plugh".getBytes(StandardCharsets.UTF_8))
                .client("xyzzy plughxyzzy grüßgott\r\n".getBytes(StandardCharsets.UTF_8))
                .client("utfsixteenword\r\n".getBytes(StandardCharsets.UTF_16LE))
                .client("\r\n.\r\n")
                .server("250 2.0.0 OK queuedidword\r\n")
                .client("noverbword 10.77.66.44\r\n")
                .server("500 5.5.2 what is noverbword\r\n")
                .client("BDAT 20 LAST\r\n\u0001\u0002binarychunkword\u0003\u0004\u0005")
                .server("250 2.0.0 OK\r\n")
                .client("RCPT TO:<john.doe@secretcorp.example>\r\n")
                .server("550 5.1.1 john.doe unknown user\r\n")
                .client("VRFY jane.roe\r\n")
                .server("553 <jane.roe> ambiguous\r\n")
                .client("QUIT\r\n")
                .server("221 2.0.0 closing\r\n");
        talk.close();
        Talk stalled = Talk.open(CLIENT, SERVER, 40002, frames, soundChecksums);
        stalled.server("220 mx1.secretcorp.example\r\n").client("EHLO helohost.secretcorp.example\r\n");
        stalled.tooBig(ROUTER);
        Path host = Files.write(folder.resolve("secretcorp-host.pcapng"), Talk.file(frames));
        Path outside = Files.write(folder.resolve("secretcorp-outside.pcapng"), Talk.file(Talk.later(frames)));
        List<byte[]> drops = Talk.frames();
        Talk.open(CLIENT, SERVER, 40001, drops, soundChecksums).client("droppedword of secretcorp, wordless\r\n");
        Path dropped = Files.write(folder.resolve("secretcorp-asp-drop.pcapng"), Talk.file(drops));
        Path processed = Files.write(folder.resolve("secretcorp-firewall.pcapng"), Talk.file(drops));
        Path log = Files.writeString(
                folder.resolve("SEND-secretcorp.LOG"),
                "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n"
                        + row("+", ",", 0)
                        + row("<", "220 mx1.secretcorp.example Quuxmaster ESMTP,", 1)
                        + row(">", "EHLO helohost.secretcorp.example,", 2)
                        + row("*", "\"CN=logsubject, O=secretcorp\",Certificate subject", 3)
                        + row("*", "\"CN=logissuer\",Certificate issuer name", 4)
                        + row("*", "3F9A77BC01,Certificate serial number", 5)
                        + row("*", "alicewonder@secretcorp.example,user 10.77.66.44", 6)
                        + row("-", ",Local", 7));
        return new Request(
                List.of(new TapInput("host", List.of(host), null), new TapInput("outside", List.of(outside), null)),
                List.of(),
                PortSet.of(25),
                new LogInputs(List.of(log), List.of(), List.of(), List.of(dropped), List.of(processed)),
                "test");
    }

    private static String row(String event, String rest, int number) {
        return "2023-11-14T22:13:20.00" + number + "Z,connectorword to secretcorp,08DEE4B1A234A941," + number
                + ",10.77.66.55:40001,198.51.100.177:25," + event + "," + rest + "\n";
    }

    private Leaks bundle(Request request, Redaction redaction, String name) throws IOException {
        Path members = folder.resolve(name);
        Bundles.make(request, redaction, members, List.of("case", "--host", "secretcorp.pcapng", "-o", "x.zip"));
        Path archive = folder.resolve(name + ".zip");
        Archive.pack(members, archive);
        return new Leaks(archive);
    }

    @Test
    void noSecretIsInAnyByteOfARedactedBundle() throws IOException {
        Leaks leaks = bundle(planted(true), Bundles.all(), "redacted");
        for (List<String> secrets : List.of(IN_STREAMS, IN_BLOCKS, IN_LOG, List.of(PASSWORD))) {
            for (String secret : secrets) {
                assertEquals(new TreeSet<>(), leaks.of(secret), secret);
            }
        }
        for (byte[] secret : List.of(CLIENT, SERVER, ROUTER, Talk.CLIENT_MAC, Talk.SERVER_MAC)) {
            assertEquals(
                    new TreeSet<>(), leaks.of(secret), java.util.HexFormat.of().formatHex(secret));
        }
    }

    /** The search is worth something: what is not redacted, it finds, each single one. */
    @Test
    void theSearchFindsWhatIsNotRedacted() throws IOException {
        Redaction none = new Redaction(Bundles.KEY, RedactionLevel.NONE, false);
        Leaks leaks = bundle(planted(true), none, "plain");
        for (List<String> secrets : List.of(IN_STREAMS, IN_LOG, List.of(PASSWORD))) {
            secrets.forEach(secret -> assertFalse(leaks.of(secret).isEmpty(), secret));
        }
        for (byte[] secret : List.of(CLIENT, SERVER, ROUTER, Talk.CLIENT_MAC, Talk.SERVER_MAC)) {
            assertFalse(leaks.of(secret).isEmpty());
        }
    }

    @Test
    void addressesAloneAreReplacedWhereAskedFor() throws IOException {
        Redaction addresses = new Redaction(Bundles.KEY, RedactionLevel.ADDRESSES, false);
        Leaks leaks = bundle(planted(true), addresses, "addresses");
        assertEquals(new TreeSet<>(), leaks.of(CLIENT));
        assertEquals(new TreeSet<>(), leaks.of(Talk.CLIENT_MAC));
        assertFalse(leaks.of("secretcorp").isEmpty());
    }

    /** Real certificates, a real handshake and an Exchange log. */
    @Test
    void namesOfALabCaseAreGone() throws IOException {
        CaseFolder lab = CaseFolder.committed("81-send-log");
        List<TapInput> taps = List.of("host.pcapng", "inside.pcap", "outside.pcap").stream()
                .map(name -> new TapInput(name.substring(0, name.indexOf('.')), List.of(lab.file(name)), null))
                .toList();
        Request request =
                CaseFolder.request(taps, new LogInputs(List.of(lab.file("SEND-LAB.LOG")), List.of(), List.of()));
        Leaks leaks = bundle(request, Bundles.all(), "lab");
        for (String secret : List.of(
                "contoso",
                "protection.example",
                "Example Cloud",
                "Example Trust",
                "192.168.1.10",
                "198.51.100.25",
                "203.0.113.2",
                "Office 365",
                "00C0FFEE00000001",
                "SEND-LAB",
                "MyOU")) {
            assertEquals(new TreeSet<>(), leaks.of(secret), secret);
        }
        assertTrue(leaks.of("Certificate").size() > 0);
    }
}
