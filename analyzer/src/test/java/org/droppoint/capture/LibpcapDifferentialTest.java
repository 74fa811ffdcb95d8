package org.droppoint.capture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.droppoint.base.Times;
import org.droppoint.capture.Readings.Reading;
import org.droppoint.capture.Readings.Seen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;

/**
 * Frame by frame against libpcap: times, lengths and bytes, of every pcap and pcapng at hand and of seeded mutations of
 * them. Skipped where there is no libpcap. {@code -Dlibpcap.files=100000 -Dlibpcap.mutations=20} for all of it.
 */
class LibpcapDifferentialTest {
    private static final int FILES = Integer.getInteger("libpcap.files", 40);
    private static final int MUTATIONS = Integer.getInteger("libpcap.mutations", 3);
    private static final long SEED = 0x5EED_11B9L;

    @TempDir
    Path folder;

    @Test
    void soundFilesAreReadAlike() throws IOException {
        Readings readings = new Readings("libpcap");
        for (Path file : files()) {
            readings.compare(file.toString(), libpcap(file), Readings.ours(file));
        }
        readings.conclude("as they are", 1_000);
    }

    @Test
    void mutatedFilesAreReadAlike() throws IOException {
        Readings readings = new Readings("libpcap");
        Random random = new Random(SEED);
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < MUTATIONS && whole.length > 0; i++) {
                Path changed = folder.resolve("changed");
                Files.write(changed, Readings.mutated(whole, random));
                readings.compare(
                        file + ", mutation " + i + " of seed " + SEED, libpcap(changed), Readings.ours(changed));
            }
        }
        readings.conclude("mutated", 1_000);
    }

    private static Reading libpcap(Path file) {
        List<Seen> frames = new ArrayList<>();
        PcapHandle handle;
        try {
            handle = Pcaps.openOffline(file.toString(), PcapHandle.TimestampPrecision.NANO);
        } catch (PcapNativeException refused) {
            return new Reading(frames, false, false);
        }
        try (handle) {
            while (true) {
                byte[] bytes = handle.getNextRawPacketEx();
                Instant time = handle.getTimestamp().toInstant();
                frames.add(Seen.of(
                        Times.epochNanos(time.getEpochSecond(), time.getNano()), handle.getOriginalLength(), bytes));
            }
        } catch (EOFException end) {
            return new Reading(frames, true, true);
        } catch (PcapNativeException damaged) {
            return new Reading(frames, true, false);
        } catch (IllegalArgumentException oddTime) {
            return new Reading(frames, true, false); // pcap4j has no words for a fraction beyond a second
        } catch (NotOpenException | TimeoutException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static List<Path> files() throws IOException {
        try {
            Pcaps.libVersion();
        } catch (LinkageError absent) {
            assumeTrue(false, "no libpcap here: " + absent.getMessage());
        }
        return Readings.files(FILES);
    }
}
