package org.droppoint.scoreboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.Flavour;
import org.droppoint.fixtures.scenario.ScenarioLibrary;
import org.droppoint.pipeline.LogInputs;
import org.droppoint.pipeline.TapInput;
import org.droppoint.pipeline.UnclearRolesException;
import org.droppoint.report.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Captures given under each other's names: the packets tell better, and the report says so. */
class SwappedRolesTest {
    private static final long SEED = 30_002;
    private static final List<String> TAPS = List.of("host", "inside", "outside");
    private static final List<List<String>> SWAPPED = List.of(
            List.of("host", "outside", "inside"),
            List.of("inside", "host", "outside"),
            List.of("inside", "outside", "host"),
            List.of("outside", "host", "inside"),
            List.of("outside", "inside", "host"));

    @TempDir
    private Path scratch = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "silent-drop/firewall-tls",
                "silent-drop/lan-server-flight",
                "silent-drop/upstream-client-data",
                "silent-drop/inbound",
                "starttls-tampered/banner-and-capability",
                "server-silent/after-client-hello",
                "client-terminated/reset",
                "zero-window/host",
                "healthy/tls12"
            })
    void theFaultStaysWhereItIs(String scenario) throws IOException {
        new CaseGenerator(ScenarioLibrary.load())
                .cases(Optional.of(scenario), Optional.of(Flavour.named("base")), SEED, 1)
                .findFirst()
                .orElseThrow()
                .writeTo(scratch);
        CaseFolder folder = CaseFolder.in(scratch).get(0);
        Report.Verdict right = analyse(folder.taps(), TAPS).verdict();
        for (List<String> files : SWAPPED) {
            Report report = analyse(folder.taps(), files);
            assertEquals(right.classId(), report.verdict().classId(), files::toString);
            assertEquals(right.suspects(), report.verdict().suspects(), files::toString);
            assertEquals(right.direction(), report.verdict().direction(), files::toString);
            assertTrue(
                    report.captures().stream()
                            .anyMatch(capture ->
                                    capture.health().problems().toString().contains("but its packets passed where")),
                    files::toString);
        }
    }

    @Test
    void aCopyIsNoSecondTap() throws IOException {
        Map<String, List<Path>> taps = CaseFolder.committed("02-fw-drops-tls").taps();
        Path inside = taps.getOrDefault("inside", List.of()).get(0);
        Path copy = Files.copy(inside, scratch.resolve("host.pcap"));
        UnclearRolesException refused = assertThrows(
                UnclearRolesException.class,
                () -> analyse(
                        Map.of(
                                "host",
                                List.of(copy),
                                "inside",
                                List.of(inside),
                                "outside",
                                taps.getOrDefault("outside", List.of())),
                        TAPS));
        assertTrue(String.valueOf(refused.getMessage()).contains("same capture"), refused::getMessage);
    }

    private static Report analyse(Map<String, List<Path>> captures, List<String> files) throws IOException {
        List<TapInput> inputs = new ArrayList<>();
        for (int i = 0; i < TAPS.size(); i++) {
            inputs.add(new TapInput(TAPS.get(i), captures.getOrDefault(files.get(i), List.of()), null));
        }
        return CaseFolder.analyse(CaseFolder.request(inputs, new LogInputs(List.of(), List.of(), List.of())));
    }
}
