package org.droppoint.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.droppoint.report.Report;
import org.droppoint.wire.PortSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change under an analysis: it ends, and accuses nobody else than it would have. */
class FaultsTest {
    private static final Path CASE = Path.of("../capture-fixtures/captures/lab/02-fw-drops-tls");
    private static final String FIREWALL = "firewall";

    @TempDir
    Path folder;

    private interface Fault {
        void strike() throws IOException;
    }

    /** Strikes once, at the first bytes read or between reading and correlating. */
    private static final class At implements Progress {
        private final boolean whileReading;
        private final Fault fault;
        private boolean struck;

        At(boolean whileReading, Fault fault) {
            this.whileReading = whileReading;
            this.fault = fault;
        }

        @Override
        public void expect(long bytes) {
            // nothing is read yet
        }

        @Override
        public void read(long bytes) {
            strike(whileReading);
        }

        @Override
        public void stage(String name) {
            strike(!whileReading);
        }

        private synchronized void strike(boolean now) {
            if (now && !struck) {
                struck = true;
                try {
                    fault.strike();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private List<Path> files() throws IOException {
        List<Path> copies = new ArrayList<>();
        try (Stream<Path> all = Files.list(CASE)) {
            for (Path file : all.filter(file -> file.toString().contains(".pcap"))
                    .sorted()
                    .toList()) {
                copies.add(Files.copy(
                        file, folder.resolve(String.valueOf(file.getFileName())), StandardCopyOption.REPLACE_EXISTING));
            }
        }
        return copies;
    }

    private static Report analyse(List<Path> files, Progress progress) throws IOException {
        List<TapInput> taps = files.stream()
                .map(file ->
                        new TapInput(String.valueOf(file.getFileName()).replaceAll("\\..*", ""), List.of(file), null))
                .toList();
        Request request = new Request(taps, List.of(), PortSet.smtp(), LogInputs.NONE, "test");
        try (Analysis analysis = new Analysis(request, InputStream.nullInputStream(), progress)) {
            return analysis.run();
        }
    }

    @Test
    void aFileThatIsDeletedMeanwhileIsReadAllTheSame() throws IOException {
        List<Path> files = files();
        Report report = analyse(files, new At(false, () -> {
            for (Path file : files) {
                Files.delete(file);
            }
        }));
        assertEquals(List.of(FIREWALL), report.verdict().suspects());
        assertTrue(report.flows().stream().anyMatch(flow -> !flow.lostRecords().isEmpty()));
    }

    /** Reports go to strangers: why a file could not be read again names no folder, which may be a user's. */
    @Test
    void whatCannotBeReadAgainIsToldWithoutItsFolder() throws IOException {
        List<Path> files = files();
        Report report = analyse(files, new At(true, () -> {
            for (Path file : files) {
                Files.delete(file);
            }
        }));
        assertTrue(
                report.refusedInputs().stream().anyMatch(one -> one.reason().contains("no such file")),
                () -> report.refusedInputs().toString());
        assertTrue(
                report.refusedInputs().stream().noneMatch(one -> one.reason().contains(folder.toString())),
                () -> report.refusedInputs().toString());
    }

    @Test
    void aFileThatShrinksBehindTheReaderAccusesNobodyElse() throws IOException {
        for (int i = 0; i < 3 * 3 * 2; i++) {
            List<Path> files = files();
            Path shrinking = files.get(i % 3);
            int kept = List.of(0, 24, 3_000).get(i / 3 % 3);
            boolean whileReading = i < 9;
            Report report = analyse(files, new At(whileReading, () -> shrink(shrinking, kept)));
            List<String> suspects = report.verdict().suspects();
            assertTrue(
                    suspects.isEmpty() || suspects.contains(FIREWALL),
                    () -> shrinking + " of " + kept + " bytes: " + report.verdict());
        }
    }

    private static void shrink(Path file, int bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(bytes);
        }
    }

    @Test
    void aFileThatGrowsMeanwhileIsReadAsFarAsItWent() throws IOException {
        List<Path> files = files();
        Report report = analyse(files, new At(true, () -> {
            for (Path file : files) {
                Files.write(file, new byte[100_000], StandardOpenOption.APPEND);
            }
        }));
        assertEquals(List.of(FIREWALL), report.verdict().suspects());
    }
}
