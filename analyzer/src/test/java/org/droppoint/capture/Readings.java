package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two readers of the same pcap and pcapng files, frame by frame: how often they agree, and every difference that has no
 * reason. Where the other reads a file to its end and we see no damage in it, both are to read the same.
 */
final class Readings {
    private static final int MAX_BYTES = 400_000;
    private static final int MOST_CHANGES = 4;

    /** A frame as a reader gave it. @param nanos null where the capture holds no time for it */
    record Seen(@Nullable Long nanos, int wire, int captured, String md5) {
        static Seen of(@Nullable Long nanos, int wire, byte[] bytes) {
            return new Seen(nanos, wire, bytes.length, digest(bytes));
        }
    }

    /** @param whole whether it was read to its end without a complaint */
    record Reading(List<Seen> frames, boolean opened, boolean whole) {}

    private final String other;
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();
    private long frames;
    private int files;

    /** @param other the name of the other reader */
    Readings(String other) {
        this.other = other;
    }

    void compare(String name, Reading theirs, Reading ours) {
        files++;
        String outcome = outcome(theirs, ours);
        outcomes.merge(outcome, 1, Integer::sum);
        if (outcome.startsWith("alike")) {
            frames += theirs.frames.size();
        }
        if (outcome.startsWith("DIFFERENT")) {
            differences.add(name + ": " + outcome + firstDifference(theirs, ours));
        }
    }

    /** Prints the counts; fails where a difference has no reason, or nearly nothing was compared. */
    void conclude(String what, int fewestFrames) {
        System.out.printf(Locale.ROOT, "%s, %d files %s, %d frames alike: %s%n", other, files, what, frames, outcomes);
        assertEquals(List.of(), differences);
        assertTrue(frames > fewestFrames, frames + " frames");
    }

    private String outcome(Reading theirs, Reading ours) {
        if (!theirs.opened) {
            return ours.opened ? "refused by " + other + " only" : "refused by both";
        }
        if (!ours.opened) {
            return theirs.frames.isEmpty() ? "refused by us, no frame for " + other : "DIFFERENT: refused by us only";
        }
        boolean asMany = ours.frames.size() == theirs.frames.size();
        boolean begun = asMany || !theirs.whole && ours.frames.size() > theirs.frames.size();
        if (begun && count(theirs, ours, Readings::alike) == theirs.frames.size()) {
            return asMany ? "alike" : "alike, and we go on where " + other + " stops";
        }
        if (begun
                && ours.whole
                && count(theirs, ours, Readings::sameBytes) == theirs.frames.size()
                && count(theirs, ours, Readings::alike) >= theirs.frames.size() - MOST_CHANGES) {
            return "alike but for a time or length that cannot be";
        }
        return ours.whole ? "DIFFERENT, and no damage is told" : "damage told, frames differ";
    }

    /** Of the frames that the other reader gave. */
    private static long count(Reading theirs, Reading ours, BiPredicate<Seen, Seen> same) {
        return IntStream.range(0, theirs.frames.size())
                .filter(i -> same.test(theirs.frames.get(i), ours.frames.get(i)))
                .count();
    }

    /** A wire length below what was captured, or a fraction of a second and more, is read in each reader's own way. */
    private static boolean alike(Seen theirs, Seen ours) {
        return (theirs.nanos == null || theirs.nanos.equals(ours.nanos))
                && theirs.wire == ours.wire
                && sameBytes(theirs, ours);
    }

    private static boolean sameBytes(Seen theirs, Seen ours) {
        return theirs.captured == ours.captured && theirs.md5.equals(ours.md5);
    }

    private static String firstDifference(Reading theirs, Reading ours) {
        int at = 0;
        while (at < Math.min(theirs.frames.size(), ours.frames.size())
                && alike(theirs.frames.get(at), ours.frames.get(at))) {
            at++;
        }
        return ", " + theirs.frames.size() + " and " + ours.frames.size() + " frames, first at " + at + ": "
                + (at < theirs.frames.size() ? theirs.frames.get(at) : "none") + " and "
                + (at < ours.frames.size() ? ours.frames.get(at) : "none");
    }

    static Reading ours(Path file) throws IOException {
        try {
            Captures.Whole whole = Captures.read(file);
            List<Seen> frames = whole.frames().stream()
                    .map(frame -> Seen.of(frame.epochNanos(), frame.wireLength(), frame.bytes()))
                    .toList();
            return new Reading(frames, true, whole.health().problems().isEmpty());
        } catch (CaptureFormatException refused) {
            return new Reading(List.of(), false, false);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A few bytes anywhere, a length or time made wild, or the end cut off. */
    static byte[] mutated(byte[] whole, Random random) {
        byte[] changed =
                random.nextInt(5) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length) + 1) : whole.clone();
        int most = random.nextBoolean() ? changed.length : Math.min(changed.length, 400);
        for (int count = random.nextInt(MOST_CHANGES); count >= 0; count--) {
            changed[random.nextInt(most)] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(3) - 1);
        }
        return changed;
    }

    /** Committed and public pcaps and pcapngs, the small ones: about so many of them, spread evenly. */
    static List<Path> files(int about) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : roots()) {
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(Readings::isPcap)
                        .filter(file -> file.toFile().length() <= MAX_BYTES)
                        .sorted()
                        .forEach(files::add);
            }
        }
        int step = Math.max(1, files.size() / about);
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

    /** Whether it begins as a pcap or pcapng does: what begins otherwise, each reader takes for what it likes. */
    static boolean isPcap(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) < 24) {
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
