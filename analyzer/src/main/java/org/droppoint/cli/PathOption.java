package org.droppoint.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.droppoint.base.MailPath;
import org.droppoint.base.Tap;
import picocli.CommandLine;

/** In which order the taps lie: an option of every command that is given taps. */
final class PathOption {
    private static final List<String> USUAL = List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE);

    @CommandLine.Option(
            names = "--path",
            paramLabel = "TAP,TAP…",
            hideParamSyntax = true,
            split = ",",
            description = "The taps in order from the host to the server, such as host,dmz,inside,outside.")
    private List<String> path = new ArrayList<>();

    /** A tap of the user's own and what it is taken from. */
    record Named(String tap, String source) {}

    /**
     * Reads what {@code --tap} was given.
     *
     * @param source what may follow the name, for the complaint
     */
    static Named named(String given, String source) {
        int equals = given.indexOf('=');
        if (equals <= 0 || equals == given.length() - 1) {
            throw new UsageException("--tap wants NAME=" + source + ", not '" + given + "'");
        }
        String name = given.substring(0, equals);
        if (!name.matches("[A-Za-z0-9_-]{1,32}")) {
            throw new UsageException("a tap's name has letters, digits, - and _ only");
        }
        return new Named(name, given.substring(equals + 1));
    }

    /** The names as given; empty for the usual order. */
    List<String> path() {
        return List.copyOf(path);
    }

    /**
     * The taps given, in path order.
     *
     * @throws UsageException if the order of these taps is not known
     */
    List<String> order(Set<String> taps) {
        if (path.isEmpty() && !USUAL.containsAll(taps)) {
            throw new UsageException("taps of your own need --path, such as --path host,dmz,inside,outside");
        }
        Set<String> unknown = new LinkedHashSet<>(taps);
        unknown.removeAll(path);
        if (!path.isEmpty() && !unknown.isEmpty()) {
            throw new UsageException("--path lacks " + String.join(", ", unknown));
        }
        List<String> order = path.isEmpty() ? USUAL : path;
        List<String> ordered = order.stream().filter(taps::contains).toList();
        try {
            new MailPath(ordered);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        return ordered;
    }
}
