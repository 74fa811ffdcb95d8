package org.droppoint.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a completion script says about an option or parameter: what its value may be, and its description in one line.
 * Shared by the shells' scripts.
 */
final class Completable {
    /** What stands where a value is wanted. */
    enum Value {
        /** Nothing follows: a switch. */
        NONE,
        /** A file; also where a name or an interface may stand beside it. */
        FILE,
        FOLDER,
        /** One of {@link #choices}. */
        CHOICE,
        /** Free text: nothing to offer. */
        TEXT
    }

    private static final int LONGEST_DESCRIPTION = 76;

    private Completable() {}

    static Value value(ArgSpec argument) {
        if (argument.arity().max() == 0) {
            return Value.NONE;
        }
        if (!choices(argument).isEmpty()) {
            return Value.CHOICE;
        }
        String label = argument.paramLabel().toUpperCase(Locale.ROOT);
        if (label.contains("FOLDER") || label.contains("DIR")) {
            return Value.FOLDER;
        }
        boolean path = argument.auxiliaryTypes().length > 0 && argument.auxiliaryTypes()[0] == Path.class
                || argument.type() == Path.class;
        return path || label.contains("FILE") ? Value.FILE : Value.TEXT;
    }

    /** The words that the value must be one of; empty where it is free. */
    static List<String> choices(ArgSpec argument) {
        List<String> choices = new ArrayList<>();
        Iterable<String> candidates = argument.completionCandidates();
        if (candidates != null && argument.arity().max() != 0) {
            candidates.forEach(choices::add);
        }
        return choices;
    }

    /** Options that the help shows, too. */
    static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden()).toList();
    }

    static List<CommandSpec> subcommands(CommandSpec command) {
        return command.subcommands().values().stream()
                .map(line -> line.getCommandSpec())
                .filter(spec -> !spec.usageMessage().hidden())
                .distinct()
                .toList();
    }

    static String description(ArgSpec argument) {
        return firstSentence(argument.description());
    }

    static String description(CommandSpec command) {
        return firstSentence(command.usageMessage().description());
    }

    private static String firstSentence(String[] lines) {
        String line = lines.length == 0 ? "" : lines[0];
        String plain = line.replaceAll("\\$\\{[^}]*}", "…")
                .replaceAll("@\\|\\S+ (.*?)\\|@", "$1")
                .replace("%n", " ")
                .replace("%%", "%");
        int end = plain.indexOf(". ");
        String sentence = (end < 0 ? plain : plain.substring(0, end))
                .replaceAll("[.:]$", "")
                .strip();
        return sentence.length() <= LONGEST_DESCRIPTION
                ? sentence
                : sentence.substring(0, LONGEST_DESCRIPTION - 1) + "…";
    }
}
