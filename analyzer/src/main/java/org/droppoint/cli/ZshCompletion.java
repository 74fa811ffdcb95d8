package org.droppoint.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The command line in zsh's words: one function for each command, around {@code _arguments} (zshcompsys(1)). Descriptions
 * stand beside commands and options.
 */
final class ZshCompletion {
    private final CommandSpec root;
    private final StringBuilder script = new StringBuilder();

    ZshCompletion(CommandSpec root) {
        this.root = root;
    }

    String script() {
        String function = function(root.name());
        line("#compdef " + root.name());
        line("# Completion of " + root.name() + " for zsh; made by '" + root.name() + " completion zsh'.");
        command(root, function);
        line("");
        line("if [ \"$funcstack[1]\" = " + function + " ]; then");
        line("    " + function + " \"$@\"");
        line("else");
        line("    compdef " + function + " " + root.name());
        line("fi");
        return script.toString();
    }

    private void command(CommandSpec command, String function) {
        List<CommandSpec> subcommands = Completable.subcommands(command);
        List<String> words = new ArrayList<>();
        Completable.options(command).forEach(option -> words.addAll(option(option)));
        if (subcommands.isEmpty()) {
            command.positionalParameters().stream()
                    .filter(parameter -> !parameter.hidden())
                    .forEach(parameter -> words.add(parameter(parameter)));
        } else {
            words.add(quoted("1: :->command"));
            words.add(quoted("*:: :->rest"));
        }
        line("");
        line(function + "() {");
        line("    local context state state_descr line ret=1");
        line("    typeset -A opt_args");
        line("    _arguments -s -S " + (subcommands.isEmpty() ? "" : "-C ") + "\\");
        words.forEach(word -> line("        " + word + " \\"));
        line("        && ret=0");
        if (!subcommands.isEmpty()) {
            dispatch(subcommands, function);
        }
        line("    return ret");
        line("}");
        subcommands.forEach(sub -> command(sub, function + function(sub.name())));
    }

    private void dispatch(List<CommandSpec> subcommands, String function) {
        line("    case $state in");
        line("        command)");
        line("            local -a commands=(");
        for (CommandSpec sub : subcommands) {
            line("                "
                    + quoted(sub.name() + ":" + Completable.description(sub).replace(":", "\\:")));
        }
        line("            )");
        line("            _describe -t commands command commands && ret=0");
        line("            ;;");
        line("        rest)");
        line("            case $line[1] in");
        for (CommandSpec sub : subcommands) {
            line("                " + sub.name() + ") " + function + function(sub.name()) + " && ret=0 ;;");
        }
        line("            esac");
        line("            ;;");
        line("    esac");
    }

    /** Each name of an option is a word of its own; a repeatable one has a star, the others exclude their twins. */
    private static List<String> option(OptionSpec option) {
        String before = option.isMultiValue() ? "*" : "(" + String.join(" ", option.names()) + ")";
        List<String> words = new ArrayList<>();
        for (String name : option.names()) {
            words.add(quoted(before + name + "[" + escaped(Completable.description(option)) + "]" + value(option)));
        }
        return words;
    }

    private static String parameter(PositionalParamSpec parameter) {
        boolean many = parameter.arity().max() > 1 || parameter.isMultiValue();
        String value = value(parameter);
        return quoted((many ? "*" : "") + (value.isEmpty() ? ": :" : value));
    }

    private static String value(ArgSpec argument) {
        String label = ":" + escaped(argument.paramLabel().replaceAll("[<>]", ""));
        return switch (Completable.value(argument)) {
            case NONE -> "";
            case FILE -> label + ":_files";
            case FOLDER -> label + ":_files -/";
            case CHOICE -> label + ":(" + String.join(" ", Completable.choices(argument)) + ")";
            case TEXT -> label + ": ";
        };
    }

    private static String function(String name) {
        return "_" + name.replaceAll("[^A-Za-z0-9]", "_");
    }

    /** The characters that end a part of a word of {@code _arguments}. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace(":", "\\:")
                .replace("[", "\\[")
                .replace("]", "\\]");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private void line(String text) {
        script.append(text).append('\n');
    }
}
