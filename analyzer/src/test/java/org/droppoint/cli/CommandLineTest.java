package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.droppoint.cli.Terminals.Result;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.scoreboard.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line's contract: exit statuses, roles, outputs, mistakes. */
class CommandLineTest {
    private static final String DROPS = "02-fw-drops-tls";

    @TempDir
    Path folder = Path.of(".");

    // ---- exit statuses ----

    @ParameterizedTest
    @CsvSource({
        "01-healthy, 0",
        "60-recovered-loss-firewall-s2c, 0",
        "64-capture-loss-inside, 0",
        "story, 10",
        "02-fw-drops-tls, 10",
        "02a-fw-drops-host-only, 10",
        "50-starttls-overwritten, 10",
        "79-mixed, 10",
        "68-no-session, 11"
    })
    void theStatusTellsWhatWasFound(String name, int status) throws IOException {
        Result result = Terminals.run(analyze(CaseFolder.committed(name).arguments()));
        assertEquals(status, result.status(), result.err());
        assertEquals("", result.err());
        assertFalse(result.out().isBlank());
    }

    @Test
    void exitZeroHidesAVerdictButNoMistake() throws IOException {
        List<String> arguments = analyze(CaseFolder.committed(DROPS).arguments());
        arguments.add("--exit-zero");
        assertEquals(0, Terminals.run(arguments).status());
        assertEquals(2, Terminals.run("analyze", "--exit-zero").status());
        assertEquals(
                2,
                Terminals.run("analyze", "--exit-zero", "--host", absent().toString())
                        .status());
    }

    @Test
    void aFullDiskIsAFailureOfTheTool() throws IOException {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        List<String> arguments = analyze(CaseFolder.committed(DROPS).arguments());
        Result result = Terminals.run(full, arguments.toArray(String[]::new));
        assertEquals(1, result.status());
        assertTrue(result.err().contains("standard output"), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
    }

    // ---- mistakes ----

    static Stream<String> mistakes() {
        return Stream.of(
                "analyze",
                "analyse",
                "analyze --host",
                "analyze --hots @host.pcapng",
                "analyze --host @host.pcapng @inside.pcap",
                "analyze @inside.pcap --tap dmz=@host.pcapng --path dmz,inside",
                "analyze --host @host.pcapng --tap dmz=@inside.pcap",
                "analyze --tap dmz=@inside.pcap",
                "analyze --tap dmz --path dmz",
                "analyze --tap dmz= --path dmz",
                "analyze --tap =@inside.pcap --path dmz",
                "analyze --host @host.pcapng --tap dmz=@inside.pcap --path host,inside",
                "analyze --tap ../x=@host.pcapng --path ../x",
                "analyze --host @host.pcapng --format jsn",
                "analyze --host @host.pcapng -o @report.docx",
                "analyze --host @host.pcapng -o @report",
                "analyze --host @host.pcapng -o @absent/report.html",
                "analyze --host @host.pcapng -o @host.pcapng",
                "analyze --host @host.pcapng -o @x.html -o @x.html",
                "analyze --host @host.pcapng --cut @",
                "analyze --host @host.pcapng --cut @absent",
                "analyze --host @host.pcapng --times local",
                "analyze --host @host.pcapng --date yesterday",
                "analyze --host @host.pcapng --date 2026-02-30",
                "analyze --host @host.pcapng --date 9999-01-01",
                "analyze --received @inside.pcap",
                "analyze --transmitted @inside.pcap",
                "analyze --received @inside.pcap --transmitted @inside.pcap",
                "analyze --received @inside.pcap --transmitted @outside.pcap --inside @inside.pcap",
                "analyze --received @inside.pcap --transmitted -",
                "analyze --received @inside.pcap --transmitted @outside.pcap @host.pcapng",
                "case --host @host.pcapng",
                "case --host @host.pcapng -o @case.tar",
                "case --host @host.pcapng -o @absent/case.zip",
                "case --host @host.pcapng -o @case.zip --redact some",
                "case --host @host.pcapng -o @case.zip --certificates burn",
                "case --host @host.pcapng -o @case.zip --key @truth.json",
                "case --host @host.pcapng -o @case.zip --mapping @host.pcapng",
                "analyze --host @host.pcapng --port mail",
                "analyze --host @host.pcapng --port 70000",
                "analyse --host @host.pcapng",
                "analyze --hots @host.pcapng",
                "analyze --host @",
                "analyze --inside @*.pcap*",
                "analyze --host @absent.pcap",
                "analyze @absent.pcap",
                "analyze --host @truth.json",
                "analyze --host - --inside -",
                "analyze --host @*.docx",
                "analyze --host @host.pcapng@eth0 --host @inside.pcap@eth1",
                "analyze --host @host.pcapng --inside @host.pcapng",
                "analyze --inside @inside.pcap@eth7",
                "report",
                "report @truth.json",
                "report @absent.json");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("mistakes")
    void aMistakeIsToldInALineAndEndsWithTwo(String line) throws IOException {
        CaseFolder drops = CaseFolder.committed(DROPS);
        List<Path> before = files(drops.folder());
        List<String> arguments = Arrays.stream(line.split(" "))
                .map(word -> word.replace("@", drops.folder() + "/"))
                .toList();
        Result result = Terminals.run(arguments);
        assertEquals(2, result.status(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("droppoint: "), result.err());
        assertTrue(result.err().lines().count() <= 2, result.err());
        assertEquals(before, files(drops.folder()), "nothing is written");
    }

    /** What comes near is offered; a folder of all taps is not taken for one of them. */
    @Test
    void aMistakeSaysWhatWasMeant() throws IOException {
        assertTrue(Terminals.run(List.of("analyse"))
                .err()
                .contains("there is no command 'analyse'; did you mean analyze?"));
        assertTrue(Terminals.run(List.of("analyze", "--hots", "x")).err().contains("did you mean --host?"));
        String folder = CaseFolder.committed(DROPS).folder().toString();
        String refused = Terminals.run(List.of("analyze", "--host", folder)).err();
        assertTrue(refused.contains("holds inside.pcap and outside.pcap, captures of other taps than host"), refused);
        assertEquals(10, Terminals.run(List.of("analyze", folder)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not a capture", "\u00d4\u00c3\u00b2\u00a1"})
    void aFileThatIsNoCaptureIsRefusedByName(String content) throws IOException {
        Path file = Files.write(folder.resolve("odd.pcap"), content.getBytes(StandardCharsets.ISO_8859_1));
        Result result = Terminals.run("analyze", "--host", file.toString());
        assertEquals(2, result.status(), result.err());
        assertTrue(result.err().contains("odd.pcap"), result.err());
    }

    @Test
    void anUnreadableInputBesideReadableOnesIsTold() throws IOException {
        CaseFolder drops = CaseFolder.committed(DROPS);
        List<String> arguments = analyze(drops.arguments());
        arguments.replaceAll(word -> word.endsWith("host.pcapng") ? absent().toString() : word);
        arguments.addAll(List.of("--format", "json"));
        Result result = Terminals.run(arguments);
        assertEquals(10, result.status(), result.err());
        assertTrue(result.err().contains("absent.pcap"), result.err());
        JsonNode report = new ObjectMapper().readTree(result.out());
        assertEquals("absent.pcap", report.at("/refusedInputs/0/file").asText());
        assertEquals(2, report.get("captures").size());
        assertEquals("[\"firewall\"]", report.at("/verdict/suspects").toString());
    }

    @Test
    void oneMissingPartOfARotatedSetIsTold() throws IOException {
        CaseFolder drops = CaseFolder.committed(DROPS);
        List<String> arguments = analyze(drops.arguments());
        arguments.addAll(List.of("--host", absent().toString(), "--format", "json"));
        Result result = Terminals.run(arguments);
        assertEquals(10, result.status(), result.err());
        assertTrue(result.err().contains("absent.pcap"), result.err());
        assertEquals(
                3, new ObjectMapper().readTree(result.out()).get("captures").size());
    }

    // ---- outputs ----

    @Test
    void oneRunWritesEveryFileAskedFor() throws IOException {
        List<String> arguments = analyze(CaseFolder.committed(DROPS).arguments());
        List<String> names = List.of("x.json", "y.txt", "z.html", "m.md", "c.csv", "l.lost.csv", "p.PDF");
        names.forEach(
                name -> arguments.addAll(List.of("-o", folder.resolve(name).toString())));
        arguments.addAll(List.of("--format", "json"));
        Result result = Terminals.run(arguments);
        assertEquals(10, result.status(), result.err());
        assertEquals(names.stream().sorted().toList(), names(folder));
        assertEquals(Files.readString(folder.resolve("x.json")), result.out());
        assertTrue(Files.readString(folder.resolve("y.txt")).contains("firewall"));
        assertTrue(Files.readString(folder.resolve("z.html")).startsWith("<!DOCTYPE html>"));
        assertEquals("%PDF", new String(Files.readAllBytes(folder.resolve("p.PDF")), 0, 4, StandardCharsets.US_ASCII));
    }

    @Test
    void aReportIsRenderedAgainWithoutItsCaptures() throws IOException {
        List<String> arguments = analyze(CaseFolder.committed("story").arguments());
        Path json = folder.resolve("case.json");
        arguments.addAll(List.of("-o", json.toString()));
        String text = Terminals.run(arguments).out();
        Result again = Terminals.run("report", json.toString());
        assertEquals(0, again.status(), again.err());
        assertEquals(text, again.out());
        assertEquals(
                Files.readString(json),
                Terminals.run("report", json.toString(), "--format", "json").out());
    }

    @Test
    void helpAndVersionNeedNothing() {
        assertEquals(0, Terminals.run("--help").status());
        assertTrue(Terminals.run("analyze", "--help").out().contains("--inside"));
        assertTrue(Terminals.run("--version").out().startsWith("droppoint "));
        assertEquals(0, Terminals.run().status());
    }

    // ---- roles ----

    @Test
    void rolesAreFoundAndTheirReasonTold() throws IOException {
        CaseFolder free = CaseFolder.committed("77-no-roles");
        Map<String, String> wanted = new TreeMap<>();
        free.truth()
                .get("points")
                .properties()
                .forEach(point ->
                        wanted.put(point.getKey(), point.getValue().get("file").asText()));
        List<String> files = new ArrayList<>(free.arguments());
        for (int turn = 0; turn < files.size(); turn++) {
            List<String> arguments = analyze(files);
            arguments.addAll(List.of("--format", "json"));
            Result result = Terminals.run(arguments);
            assertEquals(10, result.status(), result.err());
            JsonNode report = new ObjectMapper().readTree(result.out());
            assertEquals(wanted, files(report));
            for (JsonNode capture : report.get("captures")) {
                assertTrue(capture.path("roleReason").asText().length() > 10, capture.toString());
            }
            Collections.rotate(files, 1);
        }
    }

    private static Map<String, String> files(JsonNode report) {
        Map<String, String> files = new TreeMap<>();
        report.get("captures")
                .forEach(capture -> files.put(
                        capture.get("tap").asText(), capture.at("/files/0/name").asText()));
        return files;
    }

    @Test
    void oneFileHoldsTwoTaps() throws IOException {
        CaseFolder drops = CaseFolder.committed(DROPS);
        Path both = Packets.writeTogether(
                folder.resolve("firewall.pcapng"),
                List.of("port2", "port1"),
                List.of(
                        Packets.of(List.of(drops.file("outside.pcap"))),
                        Packets.of(List.of(drops.file("inside.pcap")))));
        String host = drops.file("host.pcapng").toString();
        List<String> chosen = List.of("--inside", both + "@port1", "--outside", both + "@port2", "--host", host);
        List<String> byNumber = List.of("--inside", both + "@1", "--outside", both + "@0", "--host", host);
        for (List<String> arguments : List.of(chosen, byNumber, List.of(both.toString(), host))) {
            List<String> words = analyze(arguments);
            words.addAll(List.of("--format", "json"));
            Result result = Terminals.run(words);
            assertEquals(10, result.status(), result.err());
            JsonNode report = new ObjectMapper().readTree(result.out());
            assertEquals("[\"firewall\"]", report.at("/verdict/suspects").toString(), () -> words.toString());
            Map<String, String> interfaces = new TreeMap<>();
            report.get("captures")
                    .forEach(capture -> interfaces.put(
                            capture.get("tap").asText(),
                            capture.get("interface").asText()));
            assertEquals("port1", interfaces.get("inside"), () -> words.toString());
            assertEquals("port2", interfaces.get("outside"), () -> words.toString());
        }
    }

    @Test
    void oneFileForTwoTapsIsDealtOutAlongThePath() throws IOException {
        CaseFolder any = CaseFolder.committed("76-any-sll2");
        String firewall = any.file("firewall-any.pcap").toString();
        String host = any.file("host.pcapng").toString();
        List<String> inputs = List.of("--inside", firewall, "--outside", firewall, "--host", host);
        List<String> byIndex = List.of("--inside", firewall + "@2", "--outside", firewall + "@3", "--host", host);
        for (List<String> arguments : List.of(inputs, byIndex)) {
            Result result = Terminals.run(json(arguments));
            assertEquals(10, result.status(), result.err());
            JsonNode report = new ObjectMapper().readTree(result.out());
            assertEquals("[\"firewall\"]", report.at("/verdict/suspects").toString());
            assertEquals(
                    "\"interface 0 #2\"", report.at("/captures/1/interface").toString());
            assertEquals(
                    "\"interface 0 #3\"", report.at("/captures/2/interface").toString());
        }
    }

    @Test
    void anInterfaceThatIsNotThereIsNoSilentTap() throws IOException {
        CaseFolder drops = CaseFolder.committed(DROPS);
        List<String> arguments = new ArrayList<>(drops.arguments());
        arguments.replaceAll(word -> word.endsWith("inside.pcap") ? word + "@eth7" : word);
        Result result = Terminals.run(json(arguments));
        assertEquals(10, result.status(), result.err());
        assertTrue(result.err().contains("inside.pcap@eth7"), result.err());
        JsonNode report = new ObjectMapper().readTree(result.out());
        assertEquals(2, report.get("captures").size());
        assertEquals("[\"lan\",\"firewall\"]", report.at("/verdict/suspects").toString());
    }

    @Test
    void rotatedFilesMayComeInAnyOrder() throws IOException {
        List<String> arguments =
                new ArrayList<>(CaseFolder.committed("78-rotated-outside").arguments());
        List<String> backwards = new ArrayList<>();
        for (int i = arguments.size() - 2; i >= 0; i -= 2) {
            backwards.addAll(arguments.subList(i, i + 2));
        }
        Result forth = Terminals.run(json(arguments));
        Result back = Terminals.run(json(backwards));
        assertEquals(10, forth.status(), forth.err());
        assertEquals(forth.out(), back.out());
        assertEquals(
                3,
                new ObjectMapper().readTree(forth.out()).at("/captures/2/files").size());
    }

    @Test
    void aFolderAndAPatternMeanTheirFiles() throws IOException {
        CaseFolder rotated = CaseFolder.committed("78-rotated-outside");
        Result listed = Terminals.run(json(rotated.arguments()));
        List<String> pattern = new ArrayList<>();
        Path folder = Files.createDirectory(this.folder.resolve("outside"));
        for (int i = 0; i < rotated.arguments().size(); i += 2) {
            String tap = rotated.arguments().get(i);
            Path file = Path.of(rotated.arguments().get(i + 1));
            if (tap.equals("--outside")) {
                Files.copy(file, folder.resolve(file.getFileName()));
            } else {
                pattern.addAll(List.of(tap, file.toString()));
            }
        }
        List<String> whole = new ArrayList<>(pattern);
        whole.addAll(List.of("--outside", folder.toString()));
        pattern.addAll(List.of("--outside", folder + "/outside*"));
        assertEquals(listed.out(), Terminals.run(json(pattern)).out());
        assertEquals(listed.out(), Terminals.run(json(whole)).out());
    }

    @Test
    void aFolderWithoutRolesHoldsSeveralCaptures() throws IOException {
        Result result = Terminals.run(
                json(List.of(CaseFolder.committed("78-rotated-outside").folder() + "/*.pcap*")));
        assertEquals(10, result.status(), result.err());
        List<Integer> files = new ArrayList<>();
        new ObjectMapper()
                .readTree(result.out())
                .get("captures")
                .forEach(one -> files.add(one.get("files").size()));
        assertEquals(List.of(1, 1, 3), files);
    }

    @Test
    void tapsOfTheUsersOwnNameTheGaps() throws IOException {
        CaseFolder drops = CaseFolder.committed(DROPS);
        Result result = Terminals.run(json(List.of(
                "--tap",
                "edge=" + drops.file("outside.pcap"),
                "--host",
                drops.file("host.pcapng").toString(),
                "--tap",
                "dmz=" + drops.file("inside.pcap"),
                "--path",
                "host,dmz,edge")));
        assertEquals(10, result.status(), result.err());
        JsonNode report = new ObjectMapper().readTree(result.out());
        assertEquals("[\"dmz..edge\"]", report.at("/verdict/suspects").toString());
        assertTrue(report.get("path").toString().contains("\"host..dmz\",\"dmz..edge\""), report.get("path")::toString);
    }

    // ---- help ----

    private static List<String> analyze(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("analyze"));
        words.addAll(arguments);
        return words;
    }

    private static List<String> json(List<String> arguments) {
        List<String> words = analyze(arguments);
        words.addAll(List.of("--format", "json"));
        return words;
    }

    private Path absent() {
        return folder.resolve("absent.pcap");
    }

    @Test
    void aCaseIsPackedAndItsMappingIsTheOwnersAlone() throws IOException {
        CaseFolder drops = CaseFolder.committed(DROPS);
        List<String> arguments = new ArrayList<>(List.of("case"));
        arguments.addAll(drops.arguments());
        Path archive = folder.resolve("case.zip");
        arguments.addAll(List.of("-o", archive.toString()));
        Result result = Terminals.run(arguments);
        assertEquals(10, result.status(), result.err());
        assertEquals(List.of("case.mapping.json", "case.zip"), names(folder));
        Path mapping = folder.resolve("case.mapping.json");
        if (mapping.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertEquals(
                    "rw-------",
                    java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(mapping)));
        }
        assertTrue(Files.readString(mapping).contains("192.168.1.10"));
    }

    @Test
    void capturesAreWrittenBesideReports() throws IOException {
        List<String> arguments = analyze(CaseFolder.committed(DROPS).arguments());
        arguments.addAll(List.of("-o", folder.resolve("x.pcapng").toString()));
        arguments.addAll(List.of("-o", folder.resolve("x.json").toString()));
        Path cut = Files.createDirectory(folder.resolve("cut"));
        arguments.addAll(List.of("--cut", cut.toString()));
        assertEquals(10, Terminals.run(arguments).status());
        assertEquals(List.of("host.pcapng", "inside.pcapng", "outside.pcapng"), names(cut));
        List<String> again = List.of(
                "analyze",
                "--host",
                cut.resolve("host.pcapng").toString(),
                "--inside",
                cut.resolve("inside.pcapng").toString(),
                "--outside",
                cut.resolve("outside.pcapng").toString());
        assertEquals(10, Terminals.run(again).status());
        assertEquals(0x0a, Files.readAllBytes(folder.resolve("x.pcapng"))[0]);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        return files(folder).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .sorted()
                .toList();
    }
}
