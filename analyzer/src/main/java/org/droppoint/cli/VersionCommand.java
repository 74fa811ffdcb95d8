package org.droppoint.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code droppoint version}: what this is, what it runs on, and under which licences its parts stand. */
@CommandLine.Command(
        name = "version",
        description = "Prints the version, the Java that runs it, and the licences of all parts.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class VersionCommand implements Callable<Integer> {
    private static final String FOLDER = "/org/droppoint/cli/licences/";

    @CommandLine.Option(
            names = "--licenses",
            description = "Also list all libraries with version, licences and source.")
    private boolean licenses;

    @CommandLine.Option(names = "--license-texts", description = "Print the text of every licence instead.")
    private boolean texts;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            return ExitStatus.FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("droppoint " + Version.text() + ", Apache License 2.0");
        out.println("Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor") + ", on "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        if (licenses) {
            out.println();
            ThirdParty.table(ThirdParty.ownJar()).forEach(out::println);
            out.println();
            out.println("All texts: droppoint version --license-texts");
        }
        if (texts) {
            for (String name : licenceNames()) {
                out.println();
                out.println("──────── " + name + " ────────");
                out.print(resource(name + ".txt"));
            }
        }
        out.flush();
        return ExitStatus.NOTHING_WRONG;
    }

    /** The licences that stand in the list, each once, sorted. */
    static List<String> licenceNames() throws IOException {
        return ThirdParty.all().stream()
                .flatMap(part -> part.licences().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** @throws IOException where the product lacks that file */
    static String resource(String name) throws IOException {
        try (InputStream in = VersionCommand.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException("this build of droppoint lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
