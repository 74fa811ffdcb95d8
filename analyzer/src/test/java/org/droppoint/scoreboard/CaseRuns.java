package org.droppoint.scoreboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.droppoint.report.Report;

/** One analysis of a case serves all tests that only look at its report. */
public final class CaseRuns {
    private static final Map<Path, Report> REPORTS = new ConcurrentHashMap<>();

    private CaseRuns() {}

    public static Report report(CaseFolder labelled) {
        return REPORTS.computeIfAbsent(labelled.folder().toAbsolutePath(), folder -> {
            try {
                return labelled.analyse();
            } catch (IOException e) {
                throw new UncheckedIOException(labelled.name(), e);
            }
        });
    }
}
