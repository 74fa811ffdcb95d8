package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.droppoint.cli.Terminals.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the product says of its libraries' licences, against what it ships. */
class ThirdPartyTest {
    @TempDir
    Path folder = Path.of(".");

    @Test
    void everyLibraryThatShipsIsListedAndNoOther() throws IOException {
        Set<String> listed =
                ThirdParty.all().stream().map(ThirdParty::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(shipped(), listed);
    }

    /** Artifacts of the class path that Maven calls runtime; the build writes it among the test classes. */
    private static Set<String> shipped() throws IOException {
        try (InputStream in = ThirdPartyTest.class.getResourceAsStream("/what-ships.txt")) {
            assertTrue(in != null, "the build has not written what-ships.txt");
            Set<String> names = new TreeSet<>();
            for (String jar : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split(File.pathSeparator)) {
                names.add(Path.of(jar).getFileName().toString().replaceFirst("-\\d[^-]*(-[^-]*)?\\.jar$", ""));
            }
            return names;
        }
    }

    @Test
    void everyLicenceHasItsText() throws IOException {
        List<String> names = VersionCommand.licenceNames();
        assertTrue(names.contains("Apache-2.0"), names.toString());
        for (String name : names) {
            assertTrue(VersionCommand.resource(name + ".txt").length() > 500, name);
        }
        Result result = Terminals.run(List.of("version", "--license-texts"));
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("Mozilla Public License Version 2.0"));
    }

    @Test
    void versionsComeFromTheManifest() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "lib/xz-9.8.jar lib/zstd-jni-1.5.7-28.jar");
        Path jar = folder.resolve("some.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream made = new JarOutputStream(out, manifest)) {
            made.finish();
        }
        assertEquals(Map.of("xz", "9.8", "zstd-jni", "1.5.7-28"), ThirdParty.versions(jar.toString()));
        List<String> table = ThirdParty.table(jar.toString());
        assertEquals(2, table.size(), table.toString());
        assertTrue(table.get(0).matches("xz +9\\.8 +0BSD +https://.*"), table.toString());
        assertFalse(ThirdParty.table("classes").isEmpty());
    }
}
