package org.droppoint.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.droppoint.report.Report;
import org.droppoint.report.ReportRenderer;
import org.droppoint.report.formats.Formats;
import org.droppoint.report.text.TextRenderer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Where a report goes: the options that every command that makes one shares. */
final class ReportOutput {
    private static final String TEXT = "text";

    /** The formats that {@code --format} offers. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Formats.names().iterator();
        }
    }

    @CommandLine.Option(
            names = "--format",
            paramLabel = "FORMAT",
            completionCandidates = Names.class,
            description = "Format on standard output: ${COMPLETION-CANDIDATES} (default: text).")
    private String format = TEXT;

    @CommandLine.Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Also write the report to FILE; its extension picks the format: .txt, .json, .html, .md, .csv,"
                            + " .lost.csv, .pdf; .pcapng (analyze only): the sessions that matter of all taps in one"
                            + " capture, with comments. Repeatable.")
    private List<Path> files = new ArrayList<>();

    /** @throws UsageException as {@link #check(boolean, List)} where no capture can be written */
    void check() {
        check(false, List.of());
    }

    /** @throws UsageException if a format is unknown or a file cannot be written; asked before the work, so that none is lost */
    void check(boolean capturesAtHand, List<Path> inputs) {
        if (Formats.byName(format).isEmpty()) {
            throw new UsageException("--format knows " + String.join(", ", Formats.names()) + ", not '" + format + "'");
        }
        Set<Path> seen = new HashSet<>();
        for (Path file : files) {
            if (isCapture(file) && !capturesAtHand) {
                throw new UsageException("'" + file + "' is to be a capture, and a report alone holds none");
            }
            if (!isCapture(file)) {
                renderer(file);
            }
            Outputs.check(file);
            Outputs.spare(file, inputs);
            if (!seen.add(file.toAbsolutePath().normalize())) {
                throw new UsageException("-o names '" + file + "' twice");
            }
        }
    }

    private static boolean isCapture(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".pcapng");
    }

    /** The files that are to be annotated captures, not reports. */
    List<Path> captures() {
        return files.stream().filter(ReportOutput::isCapture).toList();
    }

    private static ReportRenderer renderer(Path file) {
        return Formats.byExtension(String.valueOf(file.getFileName()))
                .orElseThrow(() -> new UsageException("the extension of '" + file + "' names no format; known are .txt,"
                        + " .json, .html, .md, .csv, .lost.csv, .pdf and .pcapng"));
    }

    /** Whether any of the reports asked for states the SHA-256 of the inputs. */
    boolean statesDigests() {
        return Stream.concat(
                        Formats.byName(format).stream(),
                        files.stream()
                                .flatMap(file -> Formats.byExtension(String.valueOf(file.getFileName())).stream()))
                .anyMatch(ReportRenderer::statesDigests);
    }

    /** Whether standard output gets text for people. */
    boolean isText() {
        return format.equals(TEXT);
    }

    /** Writes every file asked for. */
    void writeFiles(Report report) throws IOException {
        Attempts attempts = new Attempts();
        writeFiles(report, attempts);
        attempts.conclude();
    }

    private void writeFiles(Report report, Attempts attempts) {
        for (Path file : files) {
            if (!isCapture(file)) {
                attempts.attempt(() -> Outputs.write(file, renderer(file), report));
            }
        }
    }

    /** Writes every file asked for, then standard output. */
    void write(Report report) throws IOException {
        Attempts attempts = new Attempts();
        write(report, attempts);
        attempts.conclude();
    }

    void write(Report report, Attempts attempts) {
        writeFiles(report, attempts);
        attempts.attempt(() -> print(report));
    }

    private void print(Report report) throws IOException {
        PrintStream stdout = System.out;
        OutputStream out = new BufferedOutputStream(stdout, 1 << 16);
        onTerminal().render(report, out);
        out.flush();
        if (stdout.checkError()) {
            throw new IOException("standard output cannot be written");
        }
    }

    private ReportRenderer onTerminal() {
        Terminal terminal = Terminal.ofStandardOutput();
        @Nullable
        ReportRenderer other =
                format.equals(TEXT) ? null : Formats.byName(format).orElse(null);
        return other == null ? new TextRenderer(terminal.width(), terminal.colour(), terminal.ascii()) : other;
    }
}
