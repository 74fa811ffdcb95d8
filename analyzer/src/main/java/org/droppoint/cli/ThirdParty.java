package org.droppoint.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A library that ships with the product. Licence and source come from a list among the resources
 * ({@code licences/third-party.txt}), which a test holds against what is shipped; the version comes from the class path
 * in the manifest of the product's own jar.
 *
 * @param name the Maven artifact
 * @param licences SPDX identifiers, all of which apply to parts of it
 */
record ThirdParty(String name, List<String> licences, String source) {
    private static final Pattern JAR = Pattern.compile("(?:.*/)?(.+?)-(\\d[^/]*)\\.jar");

    static List<ThirdParty> all() throws IOException {
        return VersionCommand.resource("third-party.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(ThirdParty::parse)
                .toList();
    }

    private static ThirdParty parse(String line) {
        String[] cells = line.strip().split("\\s*\\|\\s*");
        return new ThirdParty(cells[0], List.of(cells[1].split(", ")), cells[2]);
    }

    /** What ships, one line each; everything in the list where there is no jar to tell. */
    static List<String> table(String ownJar) throws IOException {
        Map<String, String> versions = versions(ownJar);
        List<String> lines = new ArrayList<>();
        for (ThirdParty part : all()) {
            String version = versions.get(part.name);
            if (version != null || versions.isEmpty()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%-20s %-10s %-26s %s",
                        part.name,
                        version == null ? "" : version,
                        String.join(", ", part.licences),
                        part.source));
            }
        }
        return lines;
    }

    /** The jar that {@code java -jar} was given; some other class path where it was not started so. */
    static String ownJar() {
        return System.getProperty("java.class.path", "");
    }

    /** Versions by artifact, from the class path in a jar's manifest. */
    static Map<String, String> versions(String jar) throws IOException {
        Map<String, String> versions = new TreeMap<>();
        if (!jar.endsWith(".jar") || !Files.isRegularFile(Path.of(jar))) {
            return versions;
        }
        try (JarFile file = new JarFile(jar)) {
            Manifest manifest = file.getManifest();
            String entries =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String entry : entries == null ? new String[0] : entries.split(" ")) {
                Matcher name = JAR.matcher(entry);
                if (name.matches()) {
                    versions.put(name.group(1), name.group(2));
                }
            }
        }
        return versions;
    }
}
