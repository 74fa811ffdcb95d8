package org.droppoint.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.droppoint.pipeline.NoReadableInputException;
import org.droppoint.pipeline.Refusals;
import org.droppoint.pipeline.UnclearRolesException;
import org.droppoint.report.SafeText;
import picocli.CommandLine;

/** What goes wrong while a command runs: bad input in one line, a bug with its trace. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof UsageException
                || failure instanceof NoReadableInputException
                || failure instanceof UnclearRolesException) {
            say(command, String.valueOf(failure.getMessage()));
            return ExitStatus.USAGE;
        }
        if (failure instanceof IOException io) {
            String file = io instanceof FileSystemException of && of.getFile() != null ? of.getFile() + ": " : "";
            say(command, file + Refusals.reason(io));
            return ExitStatus.FAILED;
        }
        Throwable cause = failure.getCause();
        if (failure instanceof UncheckedIOException && cause != null) {
            say(command, "reading a capture's bytes back failed: " + cause.getMessage());
            return ExitStatus.FAILED;
        }
        say(command, "this is a bug in droppoint: " + failure);
        for (StackTraceElement frame : failure.getStackTrace()) {
            command.getErr().println("    at " + frame);
        }
        if (cause != null) {
            command.getErr().println("caused by " + SafeText.inline(String.valueOf(cause)));
            for (StackTraceElement frame : cause.getStackTrace()) {
                command.getErr().println("    at " + frame);
            }
        }
        return ExitStatus.FAILED;
    }

    private static void say(CommandLine command, String message) {
        message.lines().forEach(line -> command.getErr().println("droppoint: " + SafeText.inline(line)));
    }
}
