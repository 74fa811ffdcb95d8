package org.droppoint.capture.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureRingTest {
    private static final SourceDescription SOURCE = new SourceDescription("eth7", null, 1, 262144, "tcp port 25", true);

    private static Frame frame(int number) {
        Frame frame = new Frame();
        frame.bytes = new byte[1000];
        frame.bytes[0] = (byte) number;
        frame.bytes[1] = (byte) (number >> 8);
        frame.capturedLength = 1000;
        frame.wireLength = 1400;
        frame.linkType = 1;
        frame.epochNanos = 1_700_000_000_000_000_000L + number * 1_000_000L;
        return frame;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** The numbers that frames bear, in the order of the files. */
    private static List<Integer> numbers(List<Path> files) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (Path file : files) {
            try (CaptureReader reader = CaptureFiles.open(file)) {
                Frame frame = new Frame();
                while (reader.next(frame)) {
                    numbers.add((frame.bytes[frame.offset] & 0xff) | (frame.bytes[frame.offset + 1] & 0xff) << 8);
                }
                assertTrue(reader.health().problems().isEmpty(), () -> reader.health()
                        .toString());
            }
        }
        return numbers;
    }

    @Test
    void theRingKeepsTheNewestFilesAndEveryFrameInThem(@TempDir Path folder) throws IOException {
        int frames = 1000;
        int first;
        try (CaptureRing ring = new CaptureRing(folder, "host", new RingLimits(3, 100_000, 0), "test")) {
            ring.describe(SOURCE);
            for (int i = 0; i < frames; i++) {
                Frame frame = frame(i);
                int serial = ring.write(frame);
                assertEquals(ring.serial(), serial);
                assertTrue(frame.number >= 1);
            }
            assertEquals(3, ring.files().size());
            first = ring.firstSerial();
            assertTrue(first > 1);
            assertEquals(ring.files(), files(folder));
        }
        List<Integer> kept = numbers(files(folder));
        assertEquals(frames - 1, kept.get(kept.size() - 1));
        for (int i = 1; i < kept.size(); i++) {
            assertEquals(kept.get(i - 1) + 1, kept.get(i));
        }
        String name = String.valueOf(files(folder).get(0).getFileName());
        assertTrue(name.matches("host_0*" + first + "_[0-9]{14}\\.pcapng"), name);
    }

    @Test
    void whatWasFlushedIsReadableWhileTheFileIsOpen(@TempDir Path folder) throws IOException {
        try (CaptureRing ring = new CaptureRing(folder, "host", RingLimits.DEFAULT, "test")) {
            ring.describe(SOURCE);
            for (int i = 0; i < 5; i++) {
                ring.write(frame(i));
                ring.flush();
                assertEquals(i + 1, numbers(files(folder)).size());
            }
        }
    }

    @Test
    void dropsAddUpOverTheFiles(@TempDir Path folder) throws IOException {
        try (CaptureRing ring = new CaptureRing(folder, "host", new RingLimits(0, 100_000, 0), "test")) {
            ring.describe(SOURCE);
            for (int i = 0; i < 500; i++) {
                ring.write(frame(i));
                if (i % 100 == 50) {
                    ring.count(new SourceCounters(i, i / 100 * 7L + 7));
                }
            }
        }
        long dropped = 0;
        for (Path file : files(folder)) {
            try (CaptureReader reader = CaptureFiles.open(file)) {
                Frame frame = new Frame();
                while (reader.next(frame)) {
                    assertEquals("eth7", reader.interfaces().get(0).name());
                }
                dropped += reader.health().droppedByCapture().orElse(0);
            }
        }
        assertTrue(files(folder).size() > 3);
        assertEquals(35, dropped);
    }

    @Test
    void whereNothingCanBeWrittenFramesAreCountedAndNothingIsThrown(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("no-folder"));
        try (CaptureRing ring = new CaptureRing(file, "host", RingLimits.DEFAULT, "test")) {
            for (int i = 0; i < 10; i++) {
                assertEquals(0, ring.write(frame(i)));
            }
            assertNotNull(ring.failure());
            assertEquals(10, ring.unwritten());
        }
    }

    @Test
    void limitsAreReadAsPeopleWriteThem() {
        assertEquals(new RingLimits(10, 100L << 20, 0), RingLimits.parse("10x100MB"));
        assertEquals(new RingLimits(24, 0, 3_600_000_000_000L), RingLimits.parse("24x1h"));
        assertEquals(new RingLimits(0, 1L << 30, 0), RingLimits.parse("1g"));
        for (String wrong : List.of("", "x", "10x", "1x100MB", "10x0MB", "10x100", "99999999x1MB", "0x0s", "5x1kB")) {
            assertThrows(IllegalArgumentException.class, () -> RingLimits.parse(wrong), wrong);
        }
    }
}
