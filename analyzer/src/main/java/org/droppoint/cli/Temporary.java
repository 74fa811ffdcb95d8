package org.droppoint.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A file or folder that does not outlast the program, whether that comes to its end or is ended by a signal. */
final class Temporary implements AutoCloseable {
    private static final int MOST_TRIES = 20;
    private static final long PAUSE_NANOS = 5_000_000L;

    private final Path path;
    private final Thread atEnd = new Thread(this::deleteAtEnd, "temporary-files");

    /** @throws IOException if the program is being ended */
    Temporary(Path path) throws IOException {
        this.path = path;
        try {
            Runtime.getRuntime().addShutdownHook(atEnd);
        } catch (IllegalStateException ending) {
            throw new IOException("the program is being ended", ending);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException ending) {
            return; // it has begun, and finds nothing
        }
    }

    /** What works there does not stop at a signal, and may put another file into a folder that is being deleted. */
    private void deleteAtEnd() {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try {
                delete();
                return;
            } catch (IOException again) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void delete() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(path)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.deleteIfExists(one);
        }
    }
}
