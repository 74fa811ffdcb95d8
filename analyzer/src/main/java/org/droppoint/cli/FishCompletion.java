package org.droppoint.cli;

import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The command line in fish's words: one {@code complete} line for each subcommand and option, with its condition
 * (fishshell.com/docs, "complete"). picocli makes none for fish. Subcommands of subcommands are told by the words that
 * were typed before.
 */
final class FishCompletion {
    private final CommandSpec root;
    private final StringBuilder script = new StringBuilder();

    FishCompletion(CommandSpec root) {
        this.root = root;
    }

    String script() {
        line("# Completion of " + root.name() + " for fish; made by '" + root.name() + " completion fish'.");
        line("complete -c " + root.name() + " -f");
        command(root, "");
        return script.toString();
    }

    /** @param path the subcommands that lead here, blank-separated; empty for the command itself */
    private void command(CommandSpec command, String path) {
        List<CommandSpec> subcommands = Completable.subcommands(command);
        String here = condition(path, subcommands);
        for (CommandSpec sub : subcommands) {
            line(start(here) + " -a " + quoted(sub.name()) + about(Completable.description(sub)));
        }
        for (OptionSpec option : Completable.options(command)) {
            line(start(here) + names(option) + values(option) + about(Completable.description(option)));
        }
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            String values = values(parameter).replace(" -r", "");
            if (!parameter.hidden() && !values.isEmpty() && !values.equals(" -f")) {
                line(start(here) + values);
            }
        }
        for (CommandSpec sub : subcommands) {
            command(sub, path.isEmpty() ? sub.name() : path + " " + sub.name());
        }
    }

    /** Holds where the words of {@code path} were typed and none of the next level. */
    private static String condition(String path, List<CommandSpec> subcommands) {
        StringBuilder test = new StringBuilder();
        for (String word : path.isEmpty() ? new String[0] : path.split(" ")) {
            test.append(test.isEmpty() ? "" : "; and ")
                    .append("__fish_seen_subcommand_from ")
                    .append(word);
        }
        if (!subcommands.isEmpty()) {
            test.append(test.isEmpty() ? "not " : "; and not ").append("__fish_seen_subcommand_from");
            subcommands.forEach(sub -> test.append(' ').append(sub.name()));
        }
        return test.toString();
    }

    private String start(String condition) {
        return "complete -c " + root.name() + (condition.isEmpty() ? "" : " -n " + quoted(condition));
    }

    private static String names(OptionSpec option) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
            if (name.startsWith("--")) {
                names.append(" -l ").append(name.substring(2));
            } else {
                names.append(name.length() == 2 ? " -s " : " -o ").append(name.substring(1));
            }
        }
        return names.toString();
    }

    private static String values(ArgSpec argument) {
        return switch (Completable.value(argument)) {
            case NONE -> "";
            case FILE -> " -r -F";
            case FOLDER -> " -r -f -a '(__fish_complete_directories)'";
            case CHOICE -> " -r -f -a " + quoted(String.join(" ", Completable.choices(argument)));
            case TEXT -> argument.isOption() ? " -r -f" : " -f";
        };
    }

    private static String about(String description) {
        return description.isEmpty() ? "" : " -d " + quoted(description);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private void line(String text) {
        script.append(text).append('\n');
    }
}
