package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.droppoint.inspect.Inspector;
import org.droppoint.wire.PortSet;
import org.junit.jupiter.api.Test;

/**
 * Every file of the public captures: read, or refused in plain words, in bounded time, and never less of it than tshark
 * reads. The table goes to {@code target/formats.tsv}; each difference needs its reason here.
 */
class SurveyTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Why our count differs from tshark's, by what a path begins with. */
    private static final Map<String, String> DIFFERENCES = new TreeMap<>(Map.ofEntries(
            Map.entry("containers/pcapng-suite/", "tshark numbers custom blocks as frames; they hold no packet"),
            Map.entry("containers/netmon2-iphttps.cap", "tshark numbers NetMon's own notes as frames"),
            Map.entry("containers/fortigate/", "text of the FortiGate sniffer, which tshark does not read"),
            Map.entry("damaged/fortigate-damaged.txt", "text of the FortiGate sniffer, which tshark does not read"),
            Map.entry("containers/libtrace-5.erf.", "tshark 4.0 unpacks neither bzip2 nor xz"),
            Map.entry("damaged/fuzz-bug-6875.pcap", "tshark makes a second frame of junk"),
            Map.entry("damaged/record-lengths-corrupt-smtp.pcap", "tshark stops at the damage, we go on behind it"),
            Map.entry("link-layers/dsa-switch-tag.pcap", "tshark 4.0 refuses the whole file for its switch tag"),
            Map.entry("containers/etl-", "no packets in it: refused, with the way to convert an .etl"),
            Map.entry("multipoint/cisco-asa-text", "text of show capture without the packets' bytes: refused")));

    private record Row(String file, long tshark, long ours, String outcome) {}

    @Test
    void everyFileIsReadOrRefusedAndNeverLessThanTsharkReads() throws IOException, InterruptedException {
        Path folder = PublicCaptures.folder();
        Map<String, Long> tshark = new TreeMap<>();
        for (String[] row : PublicCaptures.reference()) {
            tshark.put(row[0], Long.parseLong(row[4]));
        }
        List<Row> rows = new ArrayList<>();
        List<String> unexplained = new ArrayList<>();
        boolean tsharkHere = runs("capinfos", "--version");
        for (Path file : files(folder)) {
            String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
            Row row = assertTimeoutPreemptively(LIMIT, () -> read(name, file, tshark.getOrDefault(name, -1L)), name);
            if (row.ours() >= 0 && row.tshark() < 0 && reason(name).isEmpty()) {
                row = new Row(name, tsharkHere ? counted(file) : row.ours(), row.ours(), row.outcome());
            }
            rows.add(row);
            boolean capture = row.tshark() >= 0 || row.ours() >= 0;
            if (capture && row.tshark() != row.ours() && reason(name).isEmpty()) {
                unexplained.add(row.toString());
            }
        }
        write(rows);
        assertEquals(List.of(), unexplained);
        assertTrue(rows.stream().filter(row -> row.ours() >= 0).count() >= 300, rows.size() + " files");
    }

    /** For captures that the reference leaves out: capinfos, which reads with the same library as tshark. */
    private static long counted(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("capinfos", "-M", "-c", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String count = "";
        try (var out = process.inputReader(StandardCharsets.US_ASCII)) {
            count = out.lines()
                    .filter(line -> line.startsWith("Number of packets"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .findFirst()
                    .orElse("-1");
        }
        process.waitFor();
        return Long.parseLong(count);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Reads it as inspect does, headers and sessions included. */
    private static Row read(String name, Path file, long tshark) throws IOException {
        try (CaptureReader reader = CaptureFiles.open(file)) {
            long frames =
                    new Inspector(PortSet.of(25)).inspect(name, reader).health().frames();
            return new Row(name, tshark, frames, reader.notes().format());
        } catch (CaptureFormatException refused) {
            assertTrue(!refused.reason().isEmpty());
            return new Row(name, tshark, -1, "refused: " + refused.reason());
        }
    }

    private static String reason(String name) {
        return DIFFERENCES.entrySet().stream()
                .filter(one -> name.startsWith(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private static void write(List<Row> rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("file\ttshark\tours\toutcome\tdifference"));
        for (Row row : rows) {
            boolean differs = row.tshark() != row.ours();
            lines.add(String.join(
                    "\t",
                    row.file(),
                    row.tshark() < 0 ? "-" : String.valueOf(row.tshark()),
                    row.ours() < 0 ? "-" : String.valueOf(row.ours()),
                    row.outcome(),
                    differs ? reason(row.file()) : ""));
        }
        Path target = Files.createDirectories(Path.of("target"));
        Files.write(target.resolve("formats.tsv"), lines);
    }

    // ---- damage ----

    /** What tcpdump gets out of each damaged file we get too, and what tshark gets. */
    @Test
    void noDamagedFileGivesLessThanTcpdumpGets() throws IOException, InterruptedException {
        assumeTrue(runs("tcpdump", "--version"), "tcpdump is not here");
        Path folder = PublicCaptures.folder();
        List<String> fewer = new ArrayList<>();
        int compared = 0;
        for (Path file : files(folder.resolve("damaged"))) {
            long theirs = tcpdump(file);
            if (theirs < 0) {
                continue;
            }
            compared++;
            long ours = Captures.read(file).frames().size();
            if (ours < theirs) {
                fewer.add(file.getFileName() + ": " + ours + ", tcpdump " + theirs);
            }
        }
        // libpcap takes the link type's upper bits for a length and makes a second frame of what is junk
        fewer.removeIf(one -> one.startsWith("fuzz-bug-6875.pcap"));
        assertEquals(List.of(), fewer);
        assertTrue(compared >= 15, compared + " files that tcpdump reads");
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /** How many packets tcpdump passes on from the file before it stops; -1 where it refuses the file. */
    private static long tcpdump(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("tcpdump", "-r", file.toString(), "-w", "-", "-U")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] out = process.getInputStream().readAllBytes();
        process.waitFor();
        return out.length < 24 ? -1 : Captures.read(out).frames().size();
    }

    /** Cut, junk inside, junk instead: the frames before and behind are all there. */
    @Test
    void junkInsideCostsNoMoreThanItCovers() throws IOException {
        Path folder = PublicCaptures.folder();
        int checked = 0;
        for (String[] row : PublicCaptures.reference()) {
            Path file = folder.resolve(row[0]);
            byte[] whole = Files.readAllBytes(file);
            boolean plain = row[0].startsWith("smtp/") && whole.length > 4000 && whole.length < 300_000;
            boolean pcap = whole.length > 4 && (CaptureFormat.of(whole) == CaptureFormat.PCAP);
            if (!plain || !pcap || checked == 12) {
                continue;
            }
            int frames = Captures.read(file).frames().size();
            byte[] junk = "this was never a capture, but somebody wrote it ".getBytes(StandardCharsets.UTF_8);
            int middle = whole.length / 2;
            byte[] damaged = new byte[whole.length + junk.length];
            System.arraycopy(whole, 0, damaged, 0, middle);
            System.arraycopy(junk, 0, damaged, middle, junk.length);
            System.arraycopy(whole, middle, damaged, middle + junk.length, whole.length - middle);
            Captures.Whole read = Captures.read(damaged);
            assertTrue(
                    read.frames().size() >= frames - 2 && read.frames().size() <= frames,
                    row[0] + ": " + read.frames().size() + " of " + frames);
            checked++;
        }
        assertTrue(checked >= 3, checked + " captures damaged");
    }
}
