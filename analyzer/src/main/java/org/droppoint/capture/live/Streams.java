package org.droppoint.capture.live;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes sources of streams. */
public final class Streams {
    private static final int MAX_WORDS = 200;

    private Streams() {}

    /** The output of a shell command; its last line on standard error is kept for when it ends. */
    public static LiveSource command(String command) {
        return new StreamedSource("cmd:" + command, () -> {
            boolean windows =
                    System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
            ProcessBuilder builder = windows
                    ? new ProcessBuilder("cmd.exe", "/c", command)
                    : new ProcessBuilder("/bin/sh", "-c", command);
            Process process = builder.start();
            process.getOutputStream().close();
            LastLine complaint = new LastLine(process.getErrorStream());
            complaint.start();
            return new StreamedSource.Opened(
                    process.getInputStream(), () -> end(process), () -> epitaph(process, complaint));
        });
    }

    /** A named pipe or file, opened anew at each run. */
    public static LiveSource file(Path path) {
        return new StreamedSource(path.toString(), () -> {
            InputStream stream = new FileInputStream(path.toFile());
            return new StreamedSource.Opened(stream, () -> close(stream), () -> "");
        });
    }

    /** A stream that can be opened once, such as standard input. */
    public static LiveSource of(String name, InputStream stream) {
        AtomicBoolean used = new AtomicBoolean();
        return new StreamedSource(name, () -> {
            if (used.getAndSet(true)) {
                throw new LiveCaptureException(name + " has ended and cannot be read again", true);
            }
            return new StreamedSource.Opened(stream, () -> close(stream), () -> "");
        });
    }

    /** The shell's children hold the pipe, so they are ended too: gently, then not. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String epitaph(Process process, LastLine complaint) {
        try {
            boolean over = process.waitFor(1, TimeUnit.SECONDS);
            complaint.join(200);
            String status = over ? "exit status " + process.exitValue() : "still running";
            return complaint.line.isEmpty() ? status : status + ": " + complaint.line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drains a command's standard error, so that it never blocks on it. */
    private static final class LastLine extends Thread {
        private final InputStream stream;
        volatile String line = "";

        LastLine(InputStream stream) {
            super("command-errors");
            this.stream = stream;
            setDaemon(true);
        }

        @Override
        public void run() {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                    if (!next.isBlank()) {
                        line = next.length() > MAX_WORDS ? next.substring(0, MAX_WORDS) : next;
                    }
                }
            } catch (IOException e) {
                line = line.isEmpty() ? String.valueOf(e.getMessage()) : line;
            }
        }
    }
}
