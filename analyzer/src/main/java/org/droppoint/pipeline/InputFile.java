package org.droppoint.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * One of the files given for a tap.
 *
 * @param name as reports show it
 * @param standardInput what it is read from where it is the standard input, else null
 * @param once whether it can be read only once: standard input, a pipe
 */
record InputFile(Path path, String name, @Nullable InputStream standardInput, boolean once) {
    static InputFile of(Path path, InputStream standardInput) {
        if (path.equals(TapInput.STANDARD_INPUT)) {
            return new InputFile(path, "standard input", standardInput, true);
        }
        return new InputFile(
                path, name(path), null, Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path));
    }

    static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    /** A stream of what can be read only once; the caller closes it. */
    InputStream stream() throws IOException {
        return standardInput == null ? Files.newInputStream(path) : standardInput;
    }

    /** The same bytes as a file that can be read again, which the caller deletes. */
    InputFile spooled() throws IOException {
        Path copy = Files.createTempFile("droppoint-", ".input");
        copy.toFile().deleteOnExit(); // a signal leaves nobody else to do it
        try (InputStream in = stream()) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
        return new InputFile(copy, name, null, false);
    }
}
