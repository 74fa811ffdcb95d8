package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the user reads of a failure: one line that says what, not only where; and never a trace unless it is a bug. */
class FailuresTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new AccessDeniedException("/tmp/x"), "/tmp/x: permission denied"),
                Arguments.of(new NoSuchFileException("/tmp/x"), "/tmp/x: no such file"),
                Arguments.of(
                        new FileSystemException("/tmp/x", null, "Read-only file system"),
                        "/tmp/x: Read-only file system"),
                Arguments.of(new IOException("standard output cannot be written"), "standard output cannot be written"),
                Arguments.of(
                        new UncheckedIOException(new IOException("Input/output error")),
                        "reading a capture's bytes back failed: Input/output error"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureOfTheSystemIsOneLine(Exception failure, String line) {
        String[] arguments = {"version"};
        StringWriter said = new StringWriter();
        CommandLine command = Main.commandLine(arguments).setErr(new PrintWriter(said, true));
        int status = new Failures().handleExecutionException(failure, command, command.parseArgs(arguments));
        assertEquals(1, status);
        assertEquals("droppoint: " + line, said.toString().strip());
    }
}
