package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.cli.Terminals.Result;
import org.droppoint.scoreboard.CaseFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectCommandTest {
    private static JsonNode inspect(Path... files) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("inspect", "--format", "json"));
        List.of(files).forEach(file -> arguments.add(file.toString()));
        Result result = Terminals.run(arguments);
        assertEquals(0, result.status(), result.err());
        return new ObjectMapper().readTree(result.out());
    }

    private static JsonNode capture(String name, String file) throws IOException {
        return inspect(CaseFolder.committed(name).file(file)).at("/captures/0");
    }

    @Test
    void theSendersOwnCaptureIsKnownByItsMarks() throws IOException {
        JsonNode host = capture("02-fw-drops-tls", "host.pcapng");
        assertEquals("pcapng", host.get("format").asText());
        assertEquals(5, host.get("sessionCount").asInt());
        assertEquals("client hello", host.at("/sessions/0/reached").asText());
        assertEquals("reset", host.at("/sessions/0/end").asText());
        assertTrue(host.at("/points/0/signs").toString().contains("no valid TCP checksum"), host.toString());
        assertTrue(host.get("writers").toString().contains("Dumpcap"));
        JsonNode outside = capture("02-fw-drops-tls", "outside.pcap");
        assertEquals("server flight complete", outside.at("/sessions/0/reached").asText());
        assertTrue(!outside.at("/points/0/signs").toString().contains("checksum"), outside.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "64-capture-loss-inside, inside.pcap, bytes passed it unrecorded",
        "70-snaplen-54, inside.pcap, that the snap length cut",
        "66-late-start-inside, inside.pcap, the TCP handshake is not in it",
        "73-doubled-mirror-inside, inside.pcap, a mirror shows packets twice",
        "68-no-session, host.pcapng, it holds no connection on a mail port"
    })
    void whatACaptureCannotProveIsSaid(String name, String file, String words) throws IOException {
        JsonNode capture = capture(name, file);
        assertTrue(
                capture.get("cannotProve").toString().contains(words),
                capture.get("cannotProve").toString());
    }

    @Test
    void aSoundCaptureLacksNothing() throws IOException {
        JsonNode capture = capture("01-healthy", "outside.pcap");
        assertTrue(capture.get("canProve").toString().contains("what did not pass it"), capture.toString());
        assertEquals("[]", capture.at("/health/problems").toString());
    }

    @Test
    void rotationsAndSideBySideAreToldApart() throws IOException {
        Path rotated = CaseFolder.committed("78-rotated-outside").folder();
        JsonNode sets = inspect(
                        rotated.resolve("outside.pcap2"),
                        rotated.resolve("outside.pcap"),
                        rotated.resolve("outside.pcap1"))
                .get("sets");
        assertEquals(
                "outside.pcap, outside.pcap1, outside.pcap2: one capture that follows in this order",
                sets.get(0).asText());
        Path cluster = CaseFolder.committed("80-cluster-outside").folder();
        JsonNode members = inspect(cluster.resolve("outside-a.pcap"), cluster.resolve("outside-b.pcap"))
                .get("sets");
        assertTrue(members.toString().contains("2 captures side by side"), members.toString());
    }

    @Test
    void textTellsTheSameAndFitsItsWidth() throws IOException {
        Path file = CaseFolder.committed("02-fw-drops-tls").file("host.pcapng");
        Result result = Terminals.run("inspect", file.toString());
        assertEquals(0, result.status());
        for (String word : List.of("pcapng", "5 mail sessions", "192.168.1.10:45007", "client hello", "can prove")) {
            assertTrue(result.out().contains(word), result.out());
        }
        assertTrue(result.out().lines().allMatch(line -> line.length() <= 100), result.out());
    }

    @Test
    void whatIsNoCaptureIsRefusedAndEndsWithTwo() throws IOException {
        Path text = CaseFolder.committed("02-fw-drops-tls").file("truth.json");
        Result alone = Terminals.run("inspect", text.toString());
        assertEquals(2, alone.status());
        assertEquals("", alone.out());
        assertTrue(alone.err().startsWith("droppoint: truth.json: text"), alone.err());
        Result beside = Terminals.run(
                "inspect",
                "--format",
                "json",
                text.toString(),
                text.resolveSibling("host.pcapng").toString());
        assertEquals(0, beside.status());
        assertEquals(
                "truth.json",
                new ObjectMapper()
                        .readTree(beside.out())
                        .at("/refusedInputs/0/file")
                        .asText());
        assertEquals(2, Terminals.run("inspect").status());
        assertEquals(
                2, Terminals.run("inspect", "--format", "xml", text.toString()).status());
        assertEquals(2, Terminals.run("inspect", "--port", "x", text.toString()).status());
    }
}
