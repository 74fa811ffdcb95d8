package org.droppoint.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The command line in bash's words (bash(1), "Programmable Completion"). picocli's own script offers files only where
 * the option is a {@code Path} by type, and switches bash's default off elsewhere; here {@code FILE[@IFACE]} and
 * positional captures are files too.
 */
final class BashCompletion {
    private final CommandSpec root;
    private final StringBuilder script = new StringBuilder();

    BashCompletion(CommandSpec root) {
        this.root = root;
    }

    String script() {
        String function = "_" + root.name();
        line("# Completion of " + root.name() + " for bash; made by '" + root.name() + " completion bash'.");
        line(function + "() {");
        line("    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} at= i");
        line("    # '--option=value' comes as three words");
        line("    [ \"$prev\" = '=' ] && prev=${COMP_WORDS[COMP_CWORD-2]}");
        line("    [ \"$cur\" = '=' ] && cur=");
        line("    COMPREPLY=()");
        line("    for ((i = 1; i < COMP_CWORD; i++)); do");
        line("        case \"$at/${COMP_WORDS[i]}\" in");
        line("            " + String.join(" | ", paths(root, "")) + ") at=$at/${COMP_WORDS[i]} ;;");
        line("        esac");
        line("    done");
        line("    case $at in");
        command(root, "");
        line("    esac");
        line("}");
        line("complete -F " + function + " " + root.name());
        return script.toString();
    }

    private static List<String> paths(CommandSpec command, String path) {
        List<String> paths = new ArrayList<>();
        for (CommandSpec sub : Completable.subcommands(command)) {
            paths.add(path + "/" + sub.name());
            paths.addAll(paths(sub, path + "/" + sub.name()));
        }
        return paths;
    }

    private void command(CommandSpec command, String path) {
        List<String> flags = new ArrayList<>();
        line("        '" + path + "')");
        line("            case $prev in");
        for (OptionSpec option : Completable.options(command)) {
            flags.addAll(List.of(option.names()));
            if (Completable.value(option) != Completable.Value.NONE) {
                line("                " + String.join(" | ", option.names()) + ") " + reply(option) + " return ;;");
            }
        }
        line("            esac");
        line("            case $cur in");
        line("                -*) " + words(flags) + " ;;");
        line("                *) " + rest(command) + " ;;");
        line("            esac");
        line("            ;;");
        Completable.subcommands(command).forEach(sub -> command(sub, path + "/" + sub.name()));
    }

    /** What may stand where no option is asked for. */
    private static String rest(CommandSpec command) {
        List<CommandSpec> subcommands = Completable.subcommands(command);
        if (!subcommands.isEmpty()) {
            return words(subcommands.stream().map(CommandSpec::name).toList());
        }
        return command.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .findFirst()
                .map((PositionalParamSpec parameter) -> reply(parameter))
                .orElse(":");
    }

    private static String reply(ArgSpec argument) {
        return switch (Completable.value(argument)) {
            case NONE, TEXT -> argument.isOption() ? "" : ":";
            case FILE -> "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\");";
            case FOLDER -> "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\");";
            case CHOICE -> words(Completable.choices(argument)) + ";";
        };
    }

    private static String words(List<String> words) {
        return "mapfile -t COMPREPLY < <(compgen -W '" + String.join(" ", words) + "' -- \"$cur\")";
    }

    private void line(String text) {
        script.append(text).append('\n');
    }
}
