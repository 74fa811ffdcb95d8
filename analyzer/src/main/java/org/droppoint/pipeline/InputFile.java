package org.droppoint.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * One of the files given for a tap.
 *
 * @param name as reports show it
 * @param once whether it can be read only once: standard input, a pipe
 */
record InputFile(Path path, String name, boolean once) {
    static InputFile of(Path path) {
        if (path.equals(TapInput.STANDARD_INPUT)) {
            return new InputFile(path, "standard input", true);
        }
        Path name = path.getFileName();
        return new InputFile(
                path,
                name == null ? path.toString() : name.toString(),
                Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path));
    }

    /** A stream of what can be read only once; the caller closes it. */
    InputStream stream() throws IOException {
        return path.equals(TapInput.STANDARD_INPUT) ? System.in : Files.newInputStream(path);
    }

    /** The same bytes as a file that can be read again, which the caller deletes. */
    InputFile spooled() throws IOException {
        Path copy = Files.createTempFile("droppoint-", ".input");
        try (InputStream in = stream()) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
        return new InputFile(copy, name, false);
    }
}
