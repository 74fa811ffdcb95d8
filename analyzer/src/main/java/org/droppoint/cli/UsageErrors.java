package org.droppoint.cli;

import java.util.List;
import org.droppoint.report.SafeText;
import picocli.CommandLine;

/** A mistake on the command line: one line that says what, and where to read on. */
final class UsageErrors implements CommandLine.IParameterExceptionHandler {
    @Override
    public int handleParseException(CommandLine.ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        command.getErr().println("droppoint: " + SafeText.inline(what(mistake)));
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitStatus.USAGE;
    }

    /** A mistyped command or option is answered with those that come near. */
    private static String what(CommandLine.ParameterException mistake) {
        String said = String.valueOf(mistake.getMessage());
        if (!(mistake instanceof CommandLine.UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return said;
        }
        String first = unmatched.getUnmatched().get(0);
        boolean command = !first.startsWith("-") && mistake.getCommandLine().getParent() == null;
        String wrong = command ? "there is no command '" + first + "'" : said;
        List<String> near = unmatched.getSuggestions();
        return near.isEmpty() ? wrong : wrong + "; did you mean " + near.get(0) + "?";
    }
}
