package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureSetTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_700_000_000L;

    @TempDir
    Path folder;

    /** A frame each 100 ms, the seconds counted from {@link #START}. */
    private Path capture(String name, double from, double to) throws IOException {
        return Files.write(folder.resolve(name), pcap(from, to, 200));
    }

    private static byte[] pcap(double from, double to, int frameBytes) {
        CaptureBytes file = new CaptureBytes(false).pcapHeader(0xa1b2c3d4L, 4, 65535, 1);
        for (long tenth = Math.round(from * 10); tenth <= Math.round(to * 10); tenth++) {
            byte[] data = new byte[frameBytes];
            new Random(tenth).nextBytes(data);
            file.pcapRecord(START + tenth / 10, tenth % 10 * 100_000, data, data.length);
        }
        return file.bytes();
    }

    private static List<List<String>> names(CaptureSet set) {
        return set.strands().stream()
                .map(strand -> strand.files().stream()
                        .map(member -> String.valueOf(member.file().getFileName()))
                        .toList())
                .toList();
    }

    /** One stamp of 1978 in the middle file, as public captures have them, does not make it run beside all others. */
    @Test
    void aWildStampDoesNotUpsetTheOrderAndIsSaid() throws IOException {
        byte[] wild = new CaptureBytes(false)
                .pcapRecord(281_000_000, 0, new byte[60], 60)
                .bytes();
        Path first = capture("out_1.pcap", 0, 9.9);
        Path last = capture("out_3.pcap", 20, 29.9);
        byte[] steady = pcap(10, 19.9, 200);
        int record = 16 + 200;
        for (int before : List.of(0, 1, 40, 100)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int at = 24 + before * record;
            bytes.write(steady, 0, at);
            bytes.writeBytes(wild);
            bytes.write(steady, at, steady.length - at);
            Path middle = Files.write(folder.resolve("out_2.pcap"), bytes.toByteArray());
            CaptureSet set = CaptureSet.of(List.of(last, middle, first));
            assertEquals(List.of(List.of("out_1.pcap", "out_2.pcap", "out_3.pcap")), names(set));
            assertEquals(List.of(), set.gaps());
            assertEquals(
                    List.of("out_2.pcap: 1 frame has a time far from all others;"
                            + " the order of the files goes by the rest"),
                    set.remarks());
        }
    }

    @Test
    void aRingIsPutInTheOrderOfTimeWhateverItsNames() throws IOException {
        List<Path> files = new ArrayList<>(List.of(
                capture("ring.pcap2", 0, 9.9), capture("ring.pcap0", 10, 19.9), capture("ring.pcap1", 20, 29.9)));
        for (long seed = 0; seed < 5; seed++) {
            Collections.shuffle(files, new Random(seed));
            CaptureSet set = CaptureSet.of(files);
            assertEquals(List.of(List.of("ring.pcap2", "ring.pcap0", "ring.pcap1")), names(set));
            CaptureSet.Strand strand = set.strands().get(0);
            assertEquals((START + 10) * SECOND, strand.files().get(1).firstNanos());
            assertEquals(
                    (START + 19) * SECOND + 900_000_000, strand.files().get(1).lastNanos());
            assertEquals(100_000_000, strand.joints().get(0).silenceNanos());
            assertTrue(strand.joints().stream().noneMatch(CaptureSet.Joint::isGap));
        }
    }

    @Test
    void aClusterIsSideBySideAlsoWhereItRotates() throws IOException {
        CaptureSet set = CaptureSet.of(List.of(
                capture("fw1_00001.pcap", 0, 10),
                capture("fw2_00001.pcap", 0.2, 10.2),
                capture("fw2_00002.pcap", 10.3, 20),
                capture("fw1_00002.pcap", 10.1, 20.1)));
        assertEquals(
                List.of(List.of("fw1_00001.pcap", "fw1_00002.pcap"), List.of("fw2_00001.pcap", "fw2_00002.pcap")),
                names(set));
    }

    @Test
    void aSilenceOutOfRhythmIsAGap() throws IOException {
        CaptureSet.Joint joint = CaptureSet.of(List.of(capture("a", 0, 10), capture("b", 40, 50)))
                .strands()
                .get(0)
                .joints()
                .get(0);
        assertEquals(30 * SECOND, joint.silenceNanos());
        assertTrue(joint.gap().contains("30.0 s"), joint.gap());
    }

    @Test
    void ofTooFewFramesNoRhythmIsKnown() throws IOException {
        CaptureSet set = CaptureSet.of(List.of(capture("a", 0, 0.5), capture("b", 40, 40.5)));
        assertFalse(set.strands().get(0).joints().get(0).isGap());
    }

    @ParameterizedTest
    @CsvSource({
        "x_00001_20240101120000.pcapng, x_00002_20240101120010.pcapng, 0",
        "x_00001_20240101120000.pcapng, x_00004_20240101120010.pcapng, 2",
        "x_00009_20240101120000.pcapng, x_00010_20240101120010.pcapng, 0",
        "mail.pcap, mail.pcap1, 0",
        "mail.pcap, mail.pcap2, 1",
        "mail.pcap9, mail.pcap10, 0",
        "mail.pcap9, mail.pcap0, 0",
        "mail-20240101.pcap, mail-20240109.pcap, 0",
        "inside.pcap, outside.pcap, 0",
        "a1.pcap, a3b.pcap, 1"
    })
    void countersInNamesTellOfMissingFiles(String before, String after, long missing) throws IOException {
        assertEquals(missing, FileNames.missingBetween(Path.of(before), Path.of(after)));
        if (missing > 0) {
            CaptureSet set = CaptureSet.of(List.of(capture(before, 0, 5), capture(after, 5.1, 9)));
            assertTrue(set.strands().get(0).joints().get(0).isGap());
        }
    }

    @Test
    void onlyTheEndsOfLargeFilesAreRead() throws IOException {
        byte[] large = pcap(0, 300, 2000);
        // nonsense in the middle, which a reading of the whole file would stumble over
        new Random(5).nextBytes(large);
        byte[] real = pcap(0, 300, 2000);
        System.arraycopy(real, 0, large, 0, 600_000);
        System.arraycopy(real, real.length - 600_000, large, large.length - 600_000, 600_000);
        CaptureSpan span = CaptureSpan.of(Files.write(folder.resolve("large"), large));
        assertEquals(START * SECOND, span.firstNanos());
        assertEquals((START + 300) * SECOND, span.lastNanos());
        assertEquals(100_000_000, span.rhythmNanos());
        assertTrue(large.length > 4_000_000);
    }

    @Test
    void compressedAndEmptyAndForeignFilesHaveTheirPlace() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(pcap(10.1, 20, 2000));
        }
        Path second = Files.write(folder.resolve("b.gz"), packed.toByteArray());
        Path none = Files.write(folder.resolve("c"), Files.readAllBytes(capture("c", 0, -1)));
        Path text = Files.writeString(folder.resolve("notes.txt"), "call the firewall team");
        Path first = capture("a", 0, 10);
        CaptureSet set = CaptureSet.of(List.of(second, none, text, first, first));
        assertEquals(List.of(List.of("a", "b.gz")), names(set));
        assertEquals(List.of(none), set.empty());
        assertEquals(text, set.refused().get(0).file());
    }

    @Test
    void aRingOfDumpcapOnManyInterfacesIsOneCapture() throws IOException {
        List<Path> files = List.of(
                PublicCaptures.file("containers/many-interfaces-part3.pcapng"),
                PublicCaptures.file("containers/many-interfaces-part1.pcapng"),
                PublicCaptures.file("containers/many-interfaces-part2.pcapng"));
        assertEquals(
                List.of(List.of(
                        "many-interfaces-part1.pcapng",
                        "many-interfaces-part2.pcapng",
                        "many-interfaces-part3.pcapng")),
                names(CaptureSet.of(files)));
    }

    @Test
    void argumentsNameFilesFoldersAndPatterns() throws IOException {
        capture("b.pcap", 0, 1);
        capture("a.pcap", 0, 1);
        capture(".hidden.pcap", 0, 1);
        Files.writeString(folder.resolve("c.txt"), "x");
        assertEquals(List.of("a.pcap", "b.pcap", "c.txt"), expanded(folder.toString()));
        assertEquals(List.of("a.pcap", "b.pcap"), expanded(folder + "/*.pcap"));
        assertEquals(List.of("b.pcap"), expanded(folder + "/b.pcap"));
        assertThrows(NoSuchFileException.class, () -> FileNames.expand(folder + "/d.pcap"));
        assertThrows(NoSuchFileException.class, () -> FileNames.expand(folder + "/d*.pcap"));
        assertThrows(NoSuchFileException.class, () -> FileNames.expand(folder + "/[.pcap"));
    }

    private static List<String> expanded(String argument) throws IOException {
        return FileNames.expand(argument).stream()
                .map(path -> String.valueOf(path.getFileName()))
                .toList();
    }
}
