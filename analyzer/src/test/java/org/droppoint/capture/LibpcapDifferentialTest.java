package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.droppoint.base.Times;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;

/**
 * Frame by frame against libpcap: times, lengths and bytes, of every pcap and pcapng at hand and of seeded mutations of
 * them. Where libpcap reads a file to its end and we see no damage in it, both read the same. Skipped where there is no
 * libpcap. {@code -Dlibpcap.files=100000 -Dlibpcap.mutations=20} for all of it.
 */
class LibpcapDifferentialTest {
    private static final int FILES = Integer.getInteger("libpcap.files", 40);
    private static final int MUTATIONS = Integer.getInteger("libpcap.mutations", 3);
    private static final int MAX_BYTES = 400_000;
    private static final int MOST_CHANGES = 4;
    private static final long SEED = 0x5EED_11B9L;

    @TempDir
    Path folder;

    private record Seen(long nanos, int wire, ByteBuffer bytes) {}

    /** @param whole whether it was read to its end without a complaint */
    private record Reading(List<Seen> frames, boolean opened, boolean whole) {}

    /** What came out, by outcome; differences that need a reason. */
    private static final class Tally {
        final Map<String, Integer> outcomes = new TreeMap<>();
        final List<String> differences = new ArrayList<>();
        long frames;
        int files;
    }

    @Test
    void soundFilesAreReadAlike() throws IOException {
        Tally tally = new Tally();
        for (Path file : files()) {
            compare(file.toString(), libpcap(file), ours(file), tally);
        }
        report("as they are", tally);
    }

    @Test
    void mutatedFilesAreReadAlike() throws IOException {
        Tally tally = new Tally();
        Random random = new Random(SEED);
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < MUTATIONS && whole.length > 0; i++) {
                Path changed = folder.resolve("changed");
                Files.write(changed, mutated(whole, random));
                compare(file + ", mutation " + i + " of seed " + SEED, libpcap(changed), ours(changed), tally);
            }
        }
        report("mutated", tally);
    }

    private static void report(String what, Tally tally) {
        System.out.printf(
                Locale.ROOT,
                "libpcap, %d files %s, %d frames alike: %s%n",
                tally.files,
                what,
                tally.frames,
                tally.outcomes);
        assertEquals(List.of(), tally.differences);
        assertTrue(tally.frames > 1_000, tally.frames + " frames");
    }

    /** A few bytes anywhere, a length or time made wild, or the end cut off. */
    private static byte[] mutated(byte[] whole, Random random) {
        byte[] changed =
                random.nextInt(5) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length) + 1) : whole.clone();
        int most = random.nextBoolean() ? changed.length : Math.min(changed.length, 400);
        for (int count = random.nextInt(MOST_CHANGES); count >= 0; count--) {
            changed[random.nextInt(most)] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(3) - 1);
        }
        return changed;
    }

    private static void compare(String name, Reading libpcap, Reading ours, Tally tally) {
        tally.files++;
        String outcome = outcome(libpcap, ours);
        tally.outcomes.merge(outcome, 1, Integer::sum);
        if (outcome.startsWith("alike")) {
            tally.frames += libpcap.frames.size();
        }
        if (outcome.startsWith("DIFFERENT")) {
            tally.differences.add(name + ": " + outcome + firstDifference(libpcap, ours));
        }
    }

    private static String outcome(Reading libpcap, Reading ours) {
        if (!libpcap.opened) {
            return ours.opened ? "refused by libpcap only" : "refused by both";
        }
        if (!ours.opened) {
            return libpcap.frames.isEmpty() ? "refused by us, no frame for libpcap" : "DIFFERENT: refused by us only";
        }
        boolean same = ours.frames.equals(libpcap.frames);
        if (same) {
            return "alike";
        }
        boolean begun = ours.frames.size() >= libpcap.frames.size()
                && ours.frames.subList(0, libpcap.frames.size()).equals(libpcap.frames);
        if (!libpcap.whole && begun) {
            return "alike, and we go on where libpcap stops";
        }
        if (ours.whole && sameBytes(libpcap, ours) && oddities(libpcap, ours) <= MOST_CHANGES) {
            return "alike but for a time or length that cannot be";
        }
        return ours.whole ? "DIFFERENT, and no damage is told" : "damage told, frames differ";
    }

    private static boolean sameBytes(Reading libpcap, Reading ours) {
        return ours.frames.stream()
                .map(Seen::bytes)
                .toList()
                .equals(libpcap.frames.stream().map(Seen::bytes).toList());
    }

    /** Frames whose wire length is less than what was captured, or whose fraction is a second and more: each reads it its way. */
    private static long oddities(Reading libpcap, Reading ours) {
        return IntStream.range(0, ours.frames.size())
                .filter(i -> !ours.frames.get(i).equals(libpcap.frames.get(i)))
                .count();
    }

    private static String firstDifference(Reading libpcap, Reading ours) {
        int at = 0;
        while (at < Math.min(libpcap.frames.size(), ours.frames.size())
                && libpcap.frames.get(at).equals(ours.frames.get(at))) {
            at++;
        }
        return ", " + libpcap.frames.size() + " and " + ours.frames.size() + " frames, first at " + at + ": "
                + (at < libpcap.frames.size() ? libpcap.frames.get(at) : "none") + " and "
                + (at < ours.frames.size() ? ours.frames.get(at) : "none");
    }

    // ---- the two readers ----

    private static Reading ours(Path file) throws IOException {
        try {
            Captures.Whole whole = Captures.read(file);
            List<Seen> frames = whole.frames().stream()
                    .map(frame -> new Seen(frame.epochNanos(), frame.wireLength(), ByteBuffer.wrap(frame.bytes())))
                    .toList();
            return new Reading(frames, true, whole.health().problems().isEmpty());
        } catch (CaptureFormatException refused) {
            return new Reading(List.of(), false, false);
        }
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
                long nanos = Times.epochNanos(handle.getTimestamp().toInstant());
                frames.add(new Seen(nanos, handle.getOriginalLength(), ByteBuffer.wrap(bytes)));
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
        List<Path> files = new ArrayList<>();
        for (Path root : roots()) {
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(LibpcapDifferentialTest::isCandidate).sorted().forEach(files::add);
            }
        }
        int step = Math.max(1, files.size() / FILES);
        return Stream.iterate(0, i -> i < files.size(), i -> i + step)
                .map(files::get)
                .toList();
    }

    private static List<Path> roots() {
        Path committed = Path.of("../capture-fixtures/captures");
        String found = System.getenv("DROPPOINT_CAPTURES");
        return found == null || !Files.isDirectory(Path.of(found))
                ? List.of(committed)
                : List.of(committed, Path.of(found));
    }

    private static boolean isCandidate(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES || Files.size(file) < 24) {
                return false;
            }
            byte[] begin = new byte[4];
            try (var in = Files.newInputStream(file)) {
                in.readNBytes(begin, 0, 4);
            }
            int magic = ByteBuffer.wrap(begin).getInt();
            return magic == 0x0A0D0D0A
                    || magic == 0xA1B2C3D4
                    || magic == 0xD4C3B2A1
                    || magic == 0xA1B23C4D
                    || magic == 0x4D3CB2A1;
        } catch (IOException e) {
            return false;
        }
    }
}
