package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not to outlast the program does not, and what one file's failure leaves of the others. */
class TemporaryTest {
    @TempDir
    Path folder = Path.of(".");

    /** Works on a draft and in a folder until a signal comes. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Path folder = Path.of(arguments[0]);
            Temporary work = new Temporary(Files.createDirectory(folder.resolve("work")));
            Files.writeString(
                    Files.createDirectories(work.path().resolve("a/b")).resolve("capture"), "who writes to whom");
            Outputs.write(folder.resolve("report.txt"), draft -> {
                Files.writeString(draft, "half");
                System.out.println("at it");
                System.out.flush();
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            });
        }
    }

    @Test
    void aSignalLeavesNoDraftAndNoFolder() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("report.txt"), "old");
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(worker.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("at it", said.readLine());
            assertTrue(Files.exists(folder.resolve("work/a/b/capture")));
            assertEquals(3, names().size(), "report, draft, folder");
            worker.destroy();
            assertTrue(worker.waitFor(30, TimeUnit.SECONDS));
        } finally {
            worker.destroyForcibly();
        }
        assertEquals(List.of("report.txt"), names());
        assertEquals("old", Files.readString(folder.resolve("report.txt")));
    }

    @Test
    void itGoesWithItsUse() throws IOException {
        Path work = Files.createDirectory(folder.resolve("work"));
        try (Temporary temporary = new Temporary(work)) {
            Files.writeString(temporary.path().resolve("x"), "x");
        }
        assertFalse(Files.exists(work));
    }

    /** A draft's name is longer than its report's: here too long for the file system. */
    @Test
    void oneReportThatCannotBeWrittenKeepsNoneOfTheOthersBack() throws IOException {
        Path tooLong = folder.resolve("r".repeat(246) + ".json");
        Path first = folder.resolve("first.txt");
        Path last = folder.resolve("last.html");
        Path capture = Path.of("../capture-fixtures/captures/story/host.pcapng");
        Terminals.Result result = Terminals.run(
                "analyze",
                "--host",
                capture.toString(),
                "-o",
                first.toString(),
                "-o",
                tooLong.toString(),
                "-o",
                last.toString());
        assertEquals(1, result.status(), result.err());
        assertTrue(result.err().contains("what was there before is untouched"), result.err());
        assertEquals(List.of("first.txt", "last.html"), names());
        assertTrue(result.out().contains("Dropped, then reset"), result.out());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        }
    }
}
