package org.droppoint.scoreboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.droppoint.pipeline.LogInputs;
import org.droppoint.pipeline.TapInput;
import org.droppoint.report.Report;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The truth does not move when a capture's clock, sequence numbers, length or beginning do: over the committed cases,
 * each change of one tap's capture may weaken the verdict, but never blame another place. What still
 * goes astray is listed in {@code known-astray.txt}, which only shrinks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetamorphicTest {
    private static final long SEED = 20180812;
    private static final String TAP_LEFT_OUT = "TAP_LEFT_OUT";

    @TempDir
    Path folder = Path.of(".");

    /** One capture changed. */
    private record Trial(CaseFolder labelled, String change, String tap) {
        String name() {
            return labelled.name() + " " + change + " " + tap;
        }

        long seed() {
            return SEED + 31L * labelled.name().hashCode() + tap.hashCode();
        }

        /** Where no clock can be found, moving one moves what the captures have in common. */
        boolean harmless() {
            return !change.equals(TAP_LEFT_OUT)
                    && Change.valueOf(change).harmless()
                    && CaseRuns.report(labelled).captures().stream()
                            .allMatch(capture -> capture.clock().known());
        }
    }

    private static final class Figures {
        int same;
        int weaker;
        int astray;
    }

    private final Map<String, Figures> figures = new TreeMap<>();

    @TestFactory
    Stream<DynamicTest> changingOneCaptureAccusesNobodyElse() throws IOException {
        Map<String, String> known = known();
        List<Trial> trials = new ArrayList<>();
        for (CaseFolder labelled : CaseFolder.committed()) {
            if (labelled.taps().size() > 1
                    && Scorer.score(labelled, CaseRuns.report(labelled)).right()) {
                for (String tap : labelled.taps().keySet()) {
                    Stream.concat(Stream.of(Change.values()).map(Change::name), Stream.of(TAP_LEFT_OUT))
                            .map(change -> new Trial(labelled, change, tap))
                            .forEach(trials::add);
                }
            }
        }
        assertTrue(trials.size() > 2000, trials.size() + " trials");
        return trials.stream()
                .map(trial ->
                        DynamicTest.dynamicTest(trial.name(), () -> judge(trial, known.get(trial.name()) != null)));
    }

    private void judge(Trial trial, boolean excused) throws IOException {
        Report after = CaseFolder.analyse(CaseFolder.request(inputs(trial), LogInputs.NONE));
        Comparison comparison = Comparison.of(CaseRuns.report(trial.labelled()), after);
        boolean wrong = !comparison.accusations().isEmpty()
                || trial.harmless() && !comparison.differences().isEmpty();
        Figures counts = figures.computeIfAbsent(trial.change(), none -> new Figures());
        if (wrong) {
            counts.astray++;
        } else if (comparison.differences().isEmpty()) {
            counts.same++;
        } else {
            counts.weaker++;
        }
        if (excused) {
            assertTrue(wrong, trial.name() + " goes astray no more: take it out of known-astray.txt");
            return;
        }
        assertEquals(List.of(), comparison.accusations(), trial.name() + ", seed " + SEED);
        assertFalse(wrong, () -> trial.name() + ", seed " + SEED + ": " + comparison.differences());
    }

    private List<TapInput> inputs(Trial trial) throws IOException {
        List<TapInput> inputs = new ArrayList<>(trial.labelled().request().taps());
        if (trial.change().equals(TAP_LEFT_OUT)) {
            inputs.removeIf(input -> trial.tap().equals(input.tap()));
            return inputs;
        }
        List<Path> files = Objects.requireNonNull(trial.labelled().taps().get(trial.tap()));
        Path file = Change.valueOf(trial.change())
                .of(Packets.of(files), trial.seed())
                .writePcap(folder.resolve("changed.pcap"));
        TapInput changed = new TapInput(trial.tap(), List.of(file), null);
        inputs.replaceAll(input -> trial.tap().equals(input.tap()) ? changed : input);
        return inputs;
    }

    /** Why, by case, change and tap. */
    private static Map<String, String> known() throws IOException {
        Map<String, String> known = new TreeMap<>();
        try (InputStream in = MetamorphicTest.class.getResourceAsStream("known-astray.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+", 4))
                    .forEach(row -> known.put(row[0] + " " + row[1] + " " + row[2], row.length > 3 ? row[3] : ""));
        }
        return known;
    }

    @AfterAll
    void print() {
        figures.forEach((change, counts) -> System.out.printf(
                Locale.ROOT,
                "%-20s trials %4d  same %4d  weaker %4d  astray %4d%n",
                change,
                counts.same + counts.weaker + counts.astray,
                counts.same,
                counts.weaker,
                counts.astray));
    }
}
