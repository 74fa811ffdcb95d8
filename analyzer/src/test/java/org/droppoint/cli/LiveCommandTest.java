package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command lines of live and probe: taps, outputs, mistakes. */
class LiveCommandTest {
    @TempDir
    Path folder = Path.of(".");

    private static String capture(String tap) throws IOException {
        Path lab = Stream.of("../capture-fixtures/captures/lab", "capture-fixtures/captures/lab")
                .map(root -> Path.of(root, "02-fw-drops-tls"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
        try (Stream<Path> files = Files.list(lab)) {
            return files.filter(path -> String.valueOf(path.getFileName()).startsWith(tap + "."))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath()
                    .toString();
        }
    }

    private static List<String> threeTaps() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "a POSIX shell");
        List<String> arguments = new ArrayList<>(List.of("live"));
        for (String tap : List.of("host", "inside", "outside")) {
            arguments.add("--" + tap);
            arguments.add("cmd:cat '" + capture(tap) + "'; sleep 20");
        }
        return arguments;
    }

    @Test
    void commandsAsTapsGiveReportEventsAndFiles() throws IOException {
        Path events = folder.resolve("events.ndjson");
        Path report = folder.resolve("case.json");
        Path written = folder.resolve("ring");
        List<String> arguments = threeTaps();
        arguments.addAll(List.of("--duration", "2500ms", "-w", written.toString(), "--events", events.toString()));
        arguments.addAll(List.of("-o", report.toString()));
        Terminals.Result result = Terminals.run(arguments.toArray(String[]::new));
        assertEquals(10, result.status(), result.err());
        assertTrue(result.out().contains("Silently dropped: the firewall"), result.out());
        assertTrue(result.out().contains("watching host (cmd:cat"), result.out());
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertEquals("firewall", json.get("verdict").get("suspects").get(0).asText());
        List<String> names = new ArrayList<>();
        for (String line : Files.readAllLines(events)) {
            names.add(new ObjectMapper().readTree(line).get("event").asText());
        }
        assertTrue(
                names.containsAll(List.of("started", "tap-open", "session", "verdict", "stopped")), names.toString());
        try (Stream<Path> files = Files.list(written)) {
            assertEquals(3, files.count());
        }
    }

    @Test
    void eventsOnStandardOutputAreNothingButJson() throws IOException {
        List<String> arguments = threeTaps();
        arguments.addAll(List.of("--count", "5", "--no-write", "--events", "-", "--exit-zero"));
        Terminals.Result result = Terminals.run(arguments.toArray(String[]::new));
        assertEquals(0, result.status(), result.err());
        List<String> lines = result.out().lines().toList();
        assertFalse(lines.isEmpty());
        for (String line : lines) {
            assertTrue(new ObjectMapper().readTree(line).has("event"), line);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "live",
                "live -i lo --host eth0",
                "live --host lo --ring 5",
                "live --host lo --duration soon",
                "live --host lo --no-write -w here",
                "live --tap dmz=lo",
                "live --host lo --host lo",
                "live --host lo --time-stamp-source sundial",
                "live --host lo --port 25,x",
                "live --host lo --snaplen 10",
                "live --host lo --format nonsense",
                "probe",
                "probe mx.example.net --pause 100ms --bisect",
                "probe bad_host!",
                "probe localhost:99999",
                "probe localhost --tls 1.1",
                "probe localhost --client-hello huge",
                "probe localhost --client-cert absent.p12",
                "probe localhost --ehlo a\rb"
            })
    void mistakesEndWithStatusTwoAndOneLine(String line) {
        Terminals.Result result = Terminals.run(line.split(" "));
        assertEquals(2, result.status(), result.out() + result.err());
        assertTrue(result.err().startsWith("droppoint: "), result.err());
        assertFalse(result.err().contains("bug"), result.err());
    }

    @Test
    void aProbeOfNobodyIsAFault() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        Terminals.Result text = Terminals.run("probe", "127.0.0.1:" + port);
        assertEquals(10, text.status(), text.err());
        assertTrue(text.out().contains("unreachable"), text.out());
        Terminals.Result json = Terminals.run("probe", "127.0.0.1:" + port, "--json");
        JsonNode result = new ObjectMapper().readTree(json.out());
        assertEquals("failed", result.get("outcome").asText());
        assertEquals("connect", result.get("steps").get(0).get("step").asText());
    }
}
