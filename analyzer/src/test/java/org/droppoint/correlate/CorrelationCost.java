package org.droppoint.correlate;

import com.sun.management.OperatingSystemMXBean;
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
 * has them, in one that never ends, and in many behind one address at once.
 */
public final class CorrelationCost {
    private static final List<String> NAMES = List.of("host", "inside", "outside");
    private static final int ROUNDS = 5;

    /** What {@code ManyFlowsTest} holds to the truth. */
    public static final String MANY_FLOWS =
            """
            taps host inside outside
            use smtp-starttls flows=500 spacing=2ms
            at firewall nat
            at firewall randomize-sequence
            clock inside +1700ms drift=60ppm
            clock outside -900ms drift=-60ppm
            expect healthy
            """;

    private CorrelationCost() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("cost");
        System.out.println("| shape | segments | sessions | processor time | per segment | allocated per segment |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        for (int megabytes : new int[] {4, 36, 345}) {
            row("many sessions, 1 in 40 swallowed", bulk(folder, "full", megabytes));
        }
        for (int megabytes : new int[] {4, 36, 345}) {
            row("one session, 0.1 % lost at the firewall", bulk(folder, "single", megabytes));
        }
        for (int bytes : new int[] {3_000_000, 30_000_000}) {
            row("one session of a real window, 2 % lost at the firewall", oneSession(folder, bytes));
        }
        for (int megabytes : new int[] {4, 36, 345}) {
            row("one session, 2 % lost at the firewall", bulk(folder, "lossy", megabytes));
        }
        row("500 sessions behind one address, numbers randomised", behindOneAddress(folder));
    }

    private static List<Path> bulk(Path folder, String mix, int megabytes) throws IOException {
        BigCaptures.main(new String[] {folder.toString(), String.valueOf(megabytes), mix, "1"});
        return NAMES.stream().map(name -> folder.resolve(name + ".pcap")).toList();
    }

    private static List<Path> behindOneAddress(Path folder) throws IOException {
        return written(folder, CaseGenerator.play("many-flows", MANY_FLOWS, 20_501));
    }

    private static List<Path> oneSession(Path folder, int mailBytes) throws IOException {
        LabelledCase labelled = CaseGenerator.play(
                "long",
                "taps host inside outside\nuse smtp-starttls mail=" + mailBytes
                        + " until=36000s server-timeout=36000s\nat firewall drop C>S data chance=2%\nexpect recovered-loss",
                1);
        return written(folder, labelled);
    }

    private static List<Path> written(Path folder, LabelledCase labelled) throws IOException {
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
                long start = processorNanos();
                sessions = Correlator.correlate(captures.taps()).sessions().size();
                best = Math.min(best, processorNanos() - start);
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

    /** Processor time of the whole process: what else the machine does costs none of it. */
    private static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
