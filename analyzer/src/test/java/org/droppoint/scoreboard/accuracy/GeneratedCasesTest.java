package org.droppoint.scoreboard.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.droppoint.fixtures.scenario.ScenarioLibrary;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A small sample of what {@code make accuracy} runs, with a floor that only rises: {@code floor.properties}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeneratedCasesTest {
    private final Properties floor = new Properties();
    private List<Outcome> outcomes = List.of();
    private Tally reached = new Tally();

    @BeforeAll
    void run(@TempDir Path scratch) throws IOException {
        try (InputStream in = GeneratedCasesTest.class.getResourceAsStream("floor.properties")) {
            floor.load(Objects.requireNonNull(in));
        }
        Options options = Options.of(List.of("--count", floor.getProperty("cases")));
        List<CaseSource> sources = new ArrayList<>(options.generated(ScenarioLibrary.load()));
        outcomes = new CaseRunner(scratch, options.keep()).run(sources, options.threads());
        reached = new Tally();
        outcomes.forEach(reached::add);
    }

    @Test
    void theSampleIsNotWorseThanItWas() {
        Map<String, Integer> figures = new LinkedHashMap<>();
        figures.put("right.least", reached.right());
        figures.put("flows.right.least", reached.flowsRight());
        figures.put("lost.found.least", reached.lostFound());
        figures.put("lost.invented.most", reached.lostInvented());
        figures.put("false.accusations.most", reached.falseAccusations());
        figures.put("clocks.beyond.bound.most", reached.clocks() - reached.clocksInBound());
        figures.put("without.report.most", reached.withoutReport());
        List<String> worse = figures.entrySet().stream()
                .filter(figure -> worse(figure.getKey(), figure.getValue()))
                .map(figure -> figure.getKey() + " is " + figure.getValue() + ", was " + bound(figure.getKey()))
                .toList();
        assertEquals(List.of(), worse, () -> "the sample reaches " + figures + "\n" + wrong());
    }

    private boolean worse(String key, int value) {
        return key.endsWith(".least") ? value < bound(key) : value > bound(key);
    }

    private int bound(String key) {
        return Integer.parseInt(floor.getProperty(key).strip());
    }

    private String wrong() {
        return outcomes.stream()
                .filter(one -> !one.score().right())
                .map(one -> one.score().told(one.name()))
                .collect(Collectors.joining("\n"));
    }

    /** The sample is worth its name: every scenario of the library is in it. */
    @Test
    void everyScenarioIsInTheSample() {
        List<String> names = outcomes.stream()
                .map(one -> one.name().substring(0, one.name().indexOf('~')).replaceFirst("\\.", "/"))
                .distinct()
                .sorted()
                .toList();
        List<String> missing = new ArrayList<>(ScenarioLibrary.load().names());
        missing.removeAll(names);
        assertEquals(List.of(), missing);
    }
}
