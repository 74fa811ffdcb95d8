package org.droppoint.cli;

import org.droppoint.report.SafeText;
import picocli.CommandLine;

/** A mistake on the command line: one line that says what, and where to read on. */
final class UsageErrors implements CommandLine.IParameterExceptionHandler {
    @Override
    public int handleParseException(CommandLine.ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        command.getErr().println("droppoint: " + SafeText.inline(String.valueOf(mistake.getMessage())));
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitStatus.USAGE;
    }
}
