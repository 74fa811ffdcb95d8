package org.droppoint.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Entry point of the command {@code droppoint}, with all its subcommands. */
@CommandLine.Command(
        name = "droppoint",
        subcommands = {
            AnalyzeCommand.class,
            CaseCommand.class,
            LiveCommand.class,
            ProbeCommand.class,
            InterfacesCommand.class,
            InspectCommand.class,
            ReportCommand.class,
            ExplainCommand.class,
            CompletionCommand.class,
            VersionCommand.class
        })
public final class Main extends Root {
    public static void main(String[] args) {
        System.exit(commandLine(args).execute(args));
    }

    /** The command line with all subcommands. */
    static CommandLine commandLine() {
        return equipped(new CommandLine(new Main()));
    }

    /**
     * The command line for given arguments: where the first one names a command that reads captures or reports, that is
     * the only subcommand, since reading the annotations of all the others takes an eighth of a short analysis.
     */
    static CommandLine commandLine(String... arguments) {
        Object asked = arguments.length == 0 ? null : asked(arguments[0]);
        return asked == null
                ? commandLine()
                : equipped(new CommandLine(new Root()).addSubcommand(new CommandLine(asked)));
    }

    private static @Nullable Object asked(String command) {
        return switch (command) {
            case "analyze" -> new AnalyzeCommand();
            case "case" -> new CaseCommand();
            case "inspect" -> new InspectCommand();
            case "report" -> new ReportCommand();
            default -> null;
        };
    }

    private static CommandLine equipped(CommandLine commandLine) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return commandLine
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new Failures())
                .setParameterExceptionHandler(new UsageErrors());
    }
}
