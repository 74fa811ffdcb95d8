package org.droppoint.cli;

import org.droppoint.report.Report;
import picocli.CommandLine;

/** How a command that judges ends: an option of all of them. */
final class ExitOption {
    @CommandLine.Option(
            names = "--exit-zero",
            description = "Exit with 0 whatever the verdict; failures and wrong usage keep their status.")
    private boolean exitZero;

    int status(Report report) {
        return exitZero ? ExitStatus.NOTHING_WRONG : ExitStatus.of(report);
    }
}
