package org.droppoint.correlate;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.droppoint.fixtures.bulk.BigCaptures;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.LabelledCase;
import org.droppoint.fixtures.generate.TapFile;

/**
 * What correlation costs, reading and judging aside, for more and more segments on port 25: in many sessions, as mail
 * has them, and in one that never ends.
 */
final class CorrelationCost {
    private static final List<String> NAMES = List.of("host", "inside", "outside");
    private static final int ROUNDS = 5;

    private CorrelationCost() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("cost");
        System.out.println("| shape | segments | sessions | time | per segment | allocated per segment |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        for (int megabytes : new int[] {4, 36, 345}) {
            BigCaptures.main(new String[] {folder.toString(), String.valueOf(megabytes), "full", "1"});
            List<Path> files =
                    NAMES.stream().map(name -> folder.resolve(name + ".pcap")).toList();
            row("many sessions, 1 in 40 swallowed", files);
        }
        for (int bytes : new int[] {3_000_000, 30_000_000, 120_000_000}) {
            row("one session, 2 % lost at the firewall", oneSession(folder, bytes));
        }
    }

    private static List<Path> oneSession(Path folder, int mailBytes) throws IOException {
        LabelledCase labelled = CaseGenerator.play(
                "long",
                "taps host inside outside\nuse smtp-starttls mail=" + mailBytes
                        + " until=36000s server-timeout=36000s\nat firewall drop C>S data chance=2%\nexpect recovered-loss",
                1);
        for (TapFile file : labelled.files()) {
            Files.write(folder.resolve(file.fileName()), file.bytes());
        }
        return labelled.files().stream()
                .map(file -> folder.resolve(file.fileName()))
                .toList();
    }

    private static void row(String shape, List<Path> files) throws IOException {
        try (Captures captures = new Captures(NAMES, files)) {
            long best = Long.MAX_VALUE;
            long allocated = Long.MAX_VALUE;
            int sessions = 0;
            for (int i = 0; i < ROUNDS; i++) {
                long before = allocatedBytes();
                long start = System.nanoTime();
                sessions = Correlator.correlate(captures.taps()).sessions().size();
                best = Math.min(best, System.nanoTime() - start);
                allocated = Math.min(allocated, allocatedBytes() - before);
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %.0f ms | %.2f µs | %d bytes |%n",
                    shape,
                    captures.segments(),
                    sessions,
                    best / 1e6,
                    best / 1e3 / captures.segments(),
                    allocated / captures.segments());
        }
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
