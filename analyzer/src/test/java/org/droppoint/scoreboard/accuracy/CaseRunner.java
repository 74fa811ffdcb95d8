package org.droppoint.scoreboard.accuracy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.droppoint.report.Report;
import org.droppoint.report.json.JsonRenderer;
import org.droppoint.report.json.JsonReportReader;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.scoreboard.CaseScore;
import org.droppoint.scoreboard.Scorer;

/**
 * Runs cases through the whole product, from capture files to the JSON that a user gets, and scores that JSON read
 * back. One JVM, a few threads; a case's files live while it runs, unless it is wrong and to be kept.
 */
final class CaseRunner {
    private final Path scratch;
    private final Optional<Path> keep;

    CaseRunner(Path scratch, Optional<Path> keep) {
        this.scratch = scratch;
        this.keep = keep;
    }

    /** Outcomes in the order of the sources. */
    List<Outcome> run(List<CaseSource> sources, int threads) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Outcome>> pending = new ArrayList<>();
            for (CaseSource source : sources) {
                pending.add(pool.submit(() -> run(source)));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> one : pending) {
                outcomes.add(one.get());
            }
            return outcomes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    Outcome run(CaseSource source) throws IOException {
        CaseFolder labelled = source.folder(scratch);
        Outcome outcome;
        try {
            outcome = score(source, labelled, throughJson(labelled.analyse()));
        } catch (IOException | RuntimeException e) {
            // a product that fails over a case is wrong about it; the other cases are still to be told of
            outcome = failed(source, labelled, e.toString());
        }
        if (source instanceof CaseSource.Generated) {
            dispose(labelled, outcome);
        }
        return outcome;
    }

    private static Report throughJson(Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonRenderer().render(report, out);
        return new JsonReportReader().read(new ByteArrayInputStream(out.toByteArray()));
    }

    private static Outcome score(CaseSource source, CaseFolder labelled, Report report) {
        return outcome(
                source,
                labelled,
                report.verdict().classId(),
                report.verdict().suspects(),
                report.verdict().confidence(),
                Scorer.score(labelled, report));
    }

    private static Outcome failed(CaseSource source, CaseFolder labelled, String why) {
        CaseScore nothing = new CaseScore(
                false,
                false,
                false,
                false,
                CaseScore.Abstention.SPOKE,
                List.of(),
                false,
                false,
                labelled.truth().get("flows").size(),
                List.of(),
                0,
                0,
                0,
                0,
                List.of("no report: " + why));
        return outcome(source, labelled, "no-report", List.of(), 0, nothing);
    }

    private static Outcome outcome(
            CaseSource source,
            CaseFolder labelled,
            String said,
            List<String> suspects,
            double confidence,
            CaseScore score) {
        JsonNode expected = labelled.truth().get("expected");
        JsonNode wide = expected.path("observable_hops");
        String where =
                wide.isArray() ? wide.toString() : expected.path("faulty_hop").asText();
        return new Outcome(
                labelled.name(),
                source.group(),
                source.again(),
                expected.path("verdict_class").asText(),
                expected.path("verdict_class").asText() + " at " + where.replace("\"", "") + " "
                        + expected.path("direction").asText(),
                said,
                suspects,
                confidence,
                score);
    }

    private void dispose(CaseFolder labelled, Outcome outcome) throws IOException {
        if (keep.isPresent() && !outcome.score().right()) {
            Path to = keep.get().resolve(labelled.name());
            Files.createDirectories(to);
            try (var files = Files.list(labelled.folder())) {
                for (Path file : files.toList()) {
                    Files.copy(file, to.resolve(file.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        delete(labelled.folder());
    }

    static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
