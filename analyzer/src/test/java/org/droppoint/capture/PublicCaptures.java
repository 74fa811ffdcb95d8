package org.droppoint.capture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The collection of public captures, which its licences keep out of this repository; tests skip where it is absent. */
public final class PublicCaptures {
    private PublicCaptures() {}

    public static Path folder() {
        Path found = Stream.of(
                        System.getProperty("captures.dir"),
                        System.getenv("DROPPOINT_CAPTURES"),
                        "../shared/captures",
                        "../../shared/captures",
                        "../../../shared/captures")
                .filter(Objects::nonNull)
                .map(Path::of)
                .filter(path -> Files.isRegularFile(path.resolve("reference.tsv")))
                .findFirst()
                .orElse(null);
        assumeTrue(found != null, "the public captures are not here (system property captures.dir)");
        return Objects.requireNonNull(found);
    }

    public static Path file(String name) {
        return folder().resolve(name);
    }

    /** Rows of reference.tsv: what tshark says about each capture. */
    public static List<String[]> reference() throws IOException {
        return Files.readAllLines(folder().resolve("reference.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .toList();
    }

    public static String[] row(String name) throws IOException {
        return reference().stream()
                .filter(row -> row[0].equals(name))
                .findFirst()
                .orElseThrow();
    }
}
