package org.droppoint.capture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.droppoint.capture.Readings.Reading;
import org.droppoint.capture.Readings.Seen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Frame by frame against tshark, whose reader is not libpcap's: times, lengths and bytes, of every pcap and pcapng at
 * hand and of seeded mutations of them. Skipped where there is no tshark. {@code -Dtshark.files=100000} for all of it.
 */
class TsharkDifferentialTest {
    private static final int FILES = Integer.getInteger("tshark.files", 10);
    private static final int MUTATIONS = Integer.getInteger("tshark.mutations", 1);
    private static final long SEED = 0x5EED_75A4L;
    private static final List<String> COMMAND = List.of(
            "tshark",
            "-n",
            "-o",
            "frame.generate_md5_hash:TRUE",
            "-T",
            "fields",
            "-e",
            "frame.time_epoch",
            "-e",
            "frame.cap_len",
            "-e",
            "frame.len",
            "-e",
            "frame.md5_hash",
            "-e",
            "frame.protocols",
            "-r");

    @TempDir
    Path folder;

    @BeforeAll
    static void tsharkIsHere() throws IOException {
        boolean here;
        try {
            here = run(List.of("tshark", "-v"), new ArrayList<>()) == 0;
        } catch (IOException absent) {
            here = false;
        }
        assumeTrue(here, "tshark is not installed");
    }

    @Test
    void soundFilesAreReadAlike() throws IOException {
        Readings readings = new Readings("tshark");
        for (Path file : Readings.files(FILES)) {
            readings.compare(file.toString(), tshark(file), Readings.ours(file));
        }
        readings.conclude("as they are", 200);
    }

    @Test
    void mutatedFilesAreReadAlike() throws IOException {
        Readings readings = new Readings("tshark");
        Random random = new Random(SEED);
        for (Path file : Readings.files(FILES)) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < MUTATIONS && whole.length > 0; i++) {
                Path changed = folder.resolve("changed");
                Files.write(changed, Readings.mutated(whole, random));
                String name = file + ", mutation " + i + " of seed " + SEED;
                if (Readings.isPcap(changed)) {
                    readings.compare(name, tshark(changed), Readings.ours(changed));
                }
            }
        }
        readings.conclude("mutated", 200);
    }

    private static Reading tshark(Path file) throws IOException {
        List<String> command = new ArrayList<>(COMMAND);
        command.add(file.toString());
        List<String> lines = new ArrayList<>();
        int status = run(command, lines);
        List<Seen> frames = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.split("\t", -1);
            boolean packet = !fields[0].isEmpty() || !fields[4].equals("data"); // else a custom block of a pcapng
            if (packet) {
                frames.add(new Seen(
                        nanos(fields[0]), Integer.parseInt(fields[2]), Integer.parseInt(fields[1]), fields[3]));
            }
        }
        return new Reading(frames, status == 0 || !frames.isEmpty(), status == 0);
    }

    /** Clamped to what a long holds, as ours are. */
    private static @Nullable Long nanos(String seconds) {
        if (seconds.isEmpty()) {
            return null;
        }
        BigDecimal nanos = new BigDecimal(seconds).movePointRight(9);
        return nanos.max(BigDecimal.valueOf(Long.MIN_VALUE))
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    private static int run(List<String> command, List<String> lines) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .forEach(lines::add);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
