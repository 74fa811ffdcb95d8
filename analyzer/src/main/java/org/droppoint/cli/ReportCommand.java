package org.droppoint.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.droppoint.pipeline.Refusals;
import org.droppoint.report.Report;
import org.droppoint.report.json.JsonReportReader;
import picocli.CommandLine;

/** {@code droppoint report}: a JSON report once more, in another format, without the captures. */
@CommandLine.Command(
        name = "report",
        description = "Renders a JSON report again in other formats; the captures are not needed.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class ReportCommand implements Callable<Integer> {
    @CommandLine.Parameters(paramLabel = "CASE.json", description = "A report that 'analyze --format json' wrote.")
    private Path file = Path.of("-");

    @CommandLine.Mixin
    private ReportOutput output = new ReportOutput();

    @Override
    public Integer call() throws IOException {
        output.check(false, java.util.List.of(file));
        output.write(read());
        return ExitStatus.NOTHING_WRONG;
    }

    private Report read() {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return new JsonReportReader().read(in);
        } catch (JsonProcessingException e) {
            throw new UsageException(file + ": no report in JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UsageException(file + ": " + Refusals.reason(e));
        }
    }
}
