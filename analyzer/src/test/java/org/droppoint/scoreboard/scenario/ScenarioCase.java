package org.droppoint.scoreboard.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.finding.fact.CaseFile;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.LabelledCase;
import org.droppoint.fixtures.scenario.ScenarioLibrary;
import org.droppoint.pipeline.Stages;
import org.droppoint.scoreboard.CaseFolder;
import org.jspecify.annotations.Nullable;

/**
 * A generated case, read once and kept: a mutant of a late stage must not pay for the early ones. What is kept comes
 * from stages before the one under test, so a mutant cannot spoil it for the next.
 */
final class ScenarioCase {
    /** Two of every scenario, one seed odd and one even; fewer where mutation testing is to be quicker. */
    private static final long SEEDS = Long.getLong("scenario.seeds", 352);

    private static final Path SCRATCH = scratch();

    private static final CaseGenerator GENERATOR = new CaseGenerator(ScenarioLibrary.load());
    private static final Map<Long, ScenarioCase> CASES = new ConcurrentHashMap<>();

    private final LabelledCase made;
    private final CaseFolder labelled;
    private final Stages stages;
    private @Nullable Correlation correlation;
    private @Nullable CaseFile file;

    private ScenarioCase(long seed) throws IOException {
        made = GENERATOR
                .cases(Optional.empty(), Optional.empty(), seed, 1)
                .findFirst()
                .orElseThrow();
        Path home = SCRATCH.resolve("seed-" + seed);
        made.writeTo(home);
        labelled = CaseFolder.of(home.resolve(made.name()));
        stages = new Stages(labelled.request());
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    static ScenarioCase of(long seed) {
        return CASES.computeIfAbsent(seed, one -> {
            try {
                return new ScenarioCase(one);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    LabelledCase made() {
        return made;
    }

    CaseFolder labelled() {
        return labelled;
    }

    Stages stages() {
        return stages;
    }

    synchronized Correlation correlation() {
        if (correlation == null) {
            correlation = stages.correlate();
        }
        return correlation;
    }

    synchronized CaseFile file() {
        if (file == null) {
            file = Stages.find(correlation());
        }
        return file;
    }

    // ---- where the captures lie ----

    /** Below the build's own folder; those of processes that are gone, killed perhaps, are taken away first. */
    private static Path scratch() {
        Path all = Path.of("target", "scenario-cases");
        try {
            Files.createDirectories(all);
            try (var folders = Files.list(all)) {
                folders.filter(ScenarioCase::isLeftBehind).forEach(ScenarioCase::delete);
            }
            Path own = Files.createDirectories(
                    all.resolve(String.valueOf(ProcessHandle.current().pid())));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(own)));
            return own;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLeftBehind(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.matches("[0-9]{1,9}")
                && !ProcessHandle.of(Long.parseLong(name)).isPresent();
    }

    private static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
