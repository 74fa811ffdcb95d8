package org.droppoint.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code droppoint completion}: what a shell needs to complete this command, made from the commands themselves. */
@CommandLine.Command(
        name = "completion",
        description = "Prints the completion script of a shell.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nIn this shell only:%n",
        footer = {
            "  bash   source <(droppoint completion bash)",
            "  zsh    source <(droppoint completion zsh)      (after compinit)",
            "  fish   droppoint completion fish | source",
            "",
            "For good, write it to a file:",
            "  bash   ~/.local/share/bash-completion/completions/droppoint",
            "  zsh    _droppoint, in a folder of $fpath",
            "  fish   ~/.config/fish/completions/droppoint.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    /** A shell that can be served. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @CommandLine.Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(script(shell, spec.root()));
            out.flush();
        }
        return ExitStatus.NOTHING_WRONG;
    }

    static String script(Shell shell, CommandLine.Model.CommandSpec root) {
        return switch (shell) {
            case bash -> new BashCompletion(root).script();
            case zsh -> new ZshCompletion(root).script();
            case fish -> new FishCompletion(root).script();
        };
    }
}
