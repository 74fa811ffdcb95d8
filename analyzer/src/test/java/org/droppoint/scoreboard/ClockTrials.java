package org.droppoint.scoreboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.LabelledCase;
import org.droppoint.fixtures.generate.TapFile;
import org.droppoint.fixtures.scenario.ScenarioLibrary;
import org.droppoint.fixtures.truth.ClockWidth;
import org.droppoint.report.Report;

/**
 * Clocks against the truth over generated cases of one parity: how far off, how often within the stated interval, and how
 * wide that is beside what the quickest observed packets of both directions allow.
 */
final class ClockTrials {
    private final Path folder;
    private final List<Double> errorMicros = new ArrayList<>();
    private final List<Double> widths = new ArrayList<>();
    private final List<String> beyond = new ArrayList<>();
    private int cases;
    private int unknown;

    ClockTrials(Path folder) {
        this.folder = folder;
    }

    void run(long firstSeed, int count) throws IOException {
        CaseGenerator generator = new CaseGenerator(ScenarioLibrary.load());
        for (int i = 0; i < count; i++) {
            LabelledCase made =
                    generator.cases(firstSeed + 2L * i, 1).findFirst().orElseThrow();
            made.writeTo(folder);
            CaseFolder labelled = CaseFolder.of(folder.resolve(made.name()));
            judge(made, labelled, labelled.analyse());
            for (TapFile file : made.files()) {
                Files.delete(labelled.file(file.fileName()));
            }
        }
    }

    private void judge(LabelledCase made, CaseFolder labelled, Report report) {
        cases++;
        unknown += (int) report.captures().stream()
                .filter(capture -> !capture.clock().known())
                .count();
        ClockScore score = new ClockScore(labelled.truth(), report, new ArrayList<>());
        for (ClockReading reading : score.readings()) {
            errorMicros.add(reading.errorSeconds() * 1e6);
            if (!reading.inBound()) {
                beyond.add(made.name() + ": " + reading);
            }
            OptionalLong best = ClockWidth.nanos(made.views(), reading.tap(), reference(report));
            if (best.isPresent() && best.getAsLong() > 0) {
                widths.add(2 * reading.boundSeconds() * 1e9 / best.getAsLong());
            }
        }
    }

    private static String reference(Report report) {
        return report.captures().stream()
                .filter(capture -> capture.clock().reference())
                .map(Report.Capture::tap)
                .findFirst()
                .orElse("");
    }

    String table() {
        return String.format(
                Locale.ROOT,
                "| cases | clocks | not known | error, median / worst | within | width ÷ best, median / 90 %% |%n"
                        + "|---:|---:|---:|---:|---:|---:|%n"
                        + "| %d | %d | %d | %.1f µs / %.0f µs | %.3f %% | %.3f / %.2f |",
                cases,
                errorMicros.size(),
                unknown,
                share(errorMicros, 0.5),
                share(errorMicros, 1),
                100.0 * (errorMicros.size() - beyond.size()) / Math.max(1, errorMicros.size()),
                share(widths, 0.5),
                share(widths, 0.9));
    }

    int beyond() {
        return beyond.size();
    }

    double medianWidth() {
        return share(widths, 0.5);
    }

    private static double share(List<Double> values, double part) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1L, Math.round(part * sorted.size())));
    }

    /** {@code [first seed] [cases]}. */
    public static void main(String[] args) throws IOException {
        ClockTrials trials = new ClockTrials(Files.createTempDirectory("clocks"));
        trials.run(args.length > 0 ? Long.parseLong(args[0]) : 1, args.length > 1 ? Integer.parseInt(args[1]) : 1_000);
        System.out.println(trials.table());
        trials.beyond.forEach(System.out::println);
    }
}
