package org.droppoint.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.droppoint.pipeline.Analysis;
import org.droppoint.pipeline.Request;
import org.droppoint.report.Report;
import org.droppoint.report.SafeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code droppoint analyze}: captures in, verdict out. */
@CommandLine.Command(
        name = "analyze",
        description = "Analyses concurrent captures of one mail path and names the place that drops.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:nothing wrong (losses that were made good too)",
            "10:a fault was found, however wide its suspects",
            "11:the captures cannot tell, or hold no session",
            "2:wrong usage, or no input readable",
            "1:droppoint itself failed"
        })
final class AnalyzeCommand implements Callable<Integer> {
    @CommandLine.Mixin
    private CaseInputs inputs = new CaseInputs();

    @CommandLine.Mixin
    private ReportOutput output = new ReportOutput();

    @CommandLine.Option(
            names = "--exit-zero",
            description = "Exit with 0 whatever the verdict; failures and wrong usage keep their status.")
    private boolean exitZero;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Request request = inputs.request();
        output.check();
        Report report;
        try (Analysis analysis = new Analysis(request)) {
            report = analysis.run();
        }
        for (Report.RefusedInput refused : report.refusedInputs()) {
            warn(refused.file() + ": " + refused.reason());
        }
        output.write(report);
        return exitZero ? ExitStatus.NOTHING_WRONG : ExitStatus.of(report);
    }

    private void warn(String message) {
        if (spec != null) {
            spec.commandLine().getErr().println("droppoint: " + SafeText.inline(message));
        }
    }
}
