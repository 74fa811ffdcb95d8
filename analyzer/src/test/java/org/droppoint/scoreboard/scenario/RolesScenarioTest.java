package org.droppoint.scoreboard.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.Flavour;
import org.droppoint.fixtures.generate.LabelledCase;
import org.droppoint.fixtures.scenario.ScenarioLibrary;
import org.droppoint.pipeline.Stages;
import org.droppoint.report.Report;
import org.droppoint.scoreboard.CaseFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three captures without roles, in any order: each is given the tap that it was taken at. */
@Tag("mutation")
class RolesScenarioTest {
    private static final CaseGenerator GENERATOR = new CaseGenerator(ScenarioLibrary.load());
    private static final Map<Long, LabelledCase> CASES = new ConcurrentHashMap<>();

    @TempDir
    Path home = Path.of("");

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60)
                .filter(seed -> !made(seed).truth().args().isEmpty());
    }

    private static LabelledCase made(long seed) {
        return CASES.computeIfAbsent(seed, one -> GENERATOR
                .cases(Optional.empty(), Optional.of(Flavour.named("unnamed")), one, 1)
                .findFirst()
                .orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyCaptureGetsItsTap(long seed) throws IOException {
        LabelledCase made = made(seed);
        made.writeTo(home);
        Map<String, String> found = new TreeMap<>();
        try (Stages stages = new Stages(CaseFolder.of(home.resolve(made.name())).request())) {
            var correlation = stages.correlate();
            Report report = stages.report(correlation, Stages.judge(Stages.find(correlation)));
            report.captures()
                    .forEach(capture -> capture.files().forEach(file -> found.put(file.name(), capture.tap())));
        }
        Map<String, String> taken = new TreeMap<>();
        made.files().forEach(file -> taken.put(file.fileName(), file.tap()));
        assertEquals(taken, found, () -> made.name() + " " + List.copyOf(made.args()));
    }
}
