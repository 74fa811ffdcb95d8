package org.droppoint.scoreboard.accuracy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.droppoint.fixtures.scenario.ScenarioLibrary;

/**
 * The scoreboard: the product over generated cases and the committed ones, in one JVM. Seeds are kept apart by parity,
 * as rules may be fitted to even seeds only. Exit status 0 however the figures are.
 */
public final class Accuracy {
    private Accuracy() {}

    public static void main(String[] args) throws IOException {
        Options options;
        try {
            options = Options.of(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        long begun = System.nanoTime();
        List<Board> boards = boards(options);
        boards.forEach(board -> System.out.print(BoardText.of(board, options.shown())));
        if (options.json().isPresent()) {
            Path file = options.json().get();
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), BoardJson.tree(boards));
        }
        System.out.printf(Locale.ROOT, "%n%.0f s%n", (System.nanoTime() - begun) / 1e9);
    }

    /** A board for each group that has cases. */
    static List<Board> boards(Options options) throws IOException {
        List<CaseSource> sources = new ArrayList<>(options.generated(ScenarioLibrary.load()));
        if (options.lab()) {
            sources.addAll(CaseSource.Committed.all());
        }
        Path scratch = Files.createTempDirectory("droppoint-accuracy");
        try {
            List<Outcome> outcomes = new CaseRunner(scratch, options.keep()).run(sources, options.threads());
            return Stream.of("even", "odd", "lab")
                    .map(group -> new Board(group, outcomes))
                    .filter(board -> board.sum().cases() > 0)
                    .toList();
        } finally {
            CaseRunner.delete(scratch);
        }
    }
}
