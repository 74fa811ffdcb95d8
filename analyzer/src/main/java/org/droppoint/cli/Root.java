package org.droppoint.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The command {@code droppoint} itself, whatever its subcommands: without one it says how it is used. */
@CommandLine.Command(
        name = "droppoint",
        description = "Names the hop that ate the mail: concurrent captures in, evidence out.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
class Root implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
