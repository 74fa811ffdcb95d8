package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapReaderTest {
    private static final long MICROS = 0xa1b2c3d4L;
    private static final long NANOS = 0xa1b23c4dL;
    private static final long MODIFIED = 0xa1b2cd34L;
    private static final long START = 1_700_000_000L;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "a1b2c3d4, false, 1700000000000123000",
        "a1b2c3d4, true,  1700000000000123000",
        "a1b23c4d, false, 1700000000000000123",
        "a1b23c4d, true,  1700000000000000123"
    })
    void readsBothResolutionsInBothByteOrders(String magic, boolean bigEndian, long expected) throws IOException {
        byte[] file = new CaptureBytes(bigEndian)
                .pcapHeader(Long.parseLong(magic, 16), 4, 96, 113)
                .pcapRecord(START, 123, CaptureBytes.filled(60, 1), 1514)
                .bytes();
        Captures.Whole whole = Captures.read(file);
        assertEquals(List.of(expected), whole.times());
        assertEquals(1514, whole.frames().get(0).wireLength());
        assertEquals(60, whole.frames().get(0).bytes().length);
        assertEquals(List.of(new CaptureInterface(0, null, 113, 96)), whole.interfaces());
        assertEquals(1, whole.health().truncatedFrames());
        assertEquals(List.of(), whole.health().problems());
    }

    @Test
    void keepsFrameCheckSequenceBitsOutOfTheLinkType() throws IOException {
        byte[] file = new CaptureBytes(false)
                .pcapHeader(MICROS, 4, 65535, 0x2400_0001L)
                .pcapRecord(START, 0, CaptureBytes.filled(64, 1), 64)
                .bytes();
        assertEquals(1, Captures.read(file).frames().get(0).linkType());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void oldVersionsPutTheWireLengthFirst(int minor) throws IOException {
        byte[] data = CaptureBytes.filled(60, 7);
        CaptureBytes file = new CaptureBytes(true).pcapHeader(MICROS, minor, 68, 1);
        for (int i = 0; i < 3; i++) {
            file.u32(START + i).u32(0).u32(400).u32(60).raw(data);
        }
        Captures.Whole whole = Captures.read(file.bytes());
        assertEquals(3, whole.frames().size());
        assertEquals(400, whole.frames().get(2).wireLength());
        assertArrayEquals(data, whole.frames().get(2).bytes());
    }

    @ParameterizedTest
    @CsvSource({"a1b2cd34, 8", "a1b2c3d4, 8", "a1b2c3d4, 4"})
    void findsTheLongerRecordHeadersOfModifiedFormats(String magic, int extra) throws IOException {
        CaptureBytes file = new CaptureBytes(false).pcapHeader(Long.parseLong(magic, 16), 4, 65535, 1);
        for (int i = 0; i < 4; i++) {
            file.u32(START + i).u32(5).u32(61).u32(61).raw(new byte[extra]).raw(CaptureBytes.filled(61, 'x'));
        }
        Captures.Whole whole = Captures.read(Files.write(folder.resolve("x"), file.bytes()));
        assertEquals(4, whole.frames().size());
        assertArrayEquals(CaptureBytes.filled(61, 'x'), whole.frames().get(3).bytes());
        assertEquals((START + 3) * 1_000_000_000L + 5000, whole.frames().get(3).epochNanos());
    }

    @Test
    void readsTimesBehind2038AndBackwards() throws IOException {
        byte[] file = new CaptureBytes(false)
                .pcapHeader(NANOS, 4, 0, 1)
                .pcapRecord(4_000_000_000L, 1, CaptureBytes.filled(60, 1), 60)
                .pcapRecord(START, 2, CaptureBytes.filled(60, 1), 60)
                .pcapRecord(START + 1, 3, CaptureBytes.filled(60, 1), 60)
                .bytes();
        Captures.Whole whole = Captures.read(file);
        assertEquals(
                List.of(4_000_000_000_000_000_001L, 1_700_000_000_000_000_002L, 1_700_000_001_000_000_003L),
                whole.times());
        assertEquals(1_700_000_000_000_000_002L, whole.health().firstNanos());
        assertEquals(List.of(), whole.health().problems());
    }

    @Test
    void aCutAtEveryLengthKeepsTheWholeRecordsAndNamesTheCut() throws IOException {
        byte[] file = tenRecords(MICROS, false);
        int[] ends = new int[11];
        ends[0] = 24;
        for (int i = 0; i < 10; i++) {
            ends[i + 1] = ends[i] + 16 + 50 + i;
        }
        for (int length = 0; length <= file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            if (length < 24) {
                assertThrows(CaptureFormatException.class, () -> Captures.read(cut));
                continue;
            }
            Captures.Whole whole = Captures.read(cut);
            int expected = 0;
            while (expected < 10 && ends[expected + 1] <= length) {
                expected++;
            }
            assertEquals(expected, whole.frames().size(), "cut to " + length);
            int left = length - ends[expected];
            assertEquals(
                    left,
                    whole.health().problems().stream()
                            .mapToLong(CaptureProblem::skippedBytes)
                            .sum(),
                    "cut to " + length);
            if (left > 0) {
                CaptureProblem problem = whole.health().problems().get(0);
                assertEquals(ends[expected], problem.fileOffset());
                assertTrue(problem.cause().contains("cut off"), problem.cause());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 'A', 0xff, -1})
    void goesOnBehindJunkOfAnyLength(int fill) throws IOException {
        byte[] file = tenRecords(MICROS, false);
        int at = 24 + 3 * 16 + 50 + 51 + 52;
        Random random = new Random(25);
        for (int length = 1; length < 120; length++) {
            byte[] junk = CaptureBytes.filled(length, fill);
            if (fill < 0) {
                random.nextBytes(junk);
            }
            byte[] damaged = new CaptureBytes(false)
                    .raw(Arrays.copyOf(file, at))
                    .raw(junk)
                    .raw(Arrays.copyOfRange(file, at, file.length))
                    .bytes();
            Captures.Whole whole = Captures.read(damaged);
            assertEquals(10, whole.frames().size(), length + " bytes of " + fill);
            assertEquals(
                    List.of(new CaptureProblem(at, length, "no record header where the one behind record 3 should be")),
                    whole.health().problems());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 400, 100_000, 0x7fff_ffff, -1})
    void aWrongLengthCostsNoMoreThanItsNeighbour(int wrong) throws IOException {
        byte[] file = tenRecords(MICROS, false);
        int at = 24 + 3 * 16 + 50 + 51 + 52 + 8;
        byte[] field = new CaptureBytes(false).u32(wrong).bytes();
        System.arraycopy(field, 0, file, at, 4);
        Captures.Whole whole = Captures.read(file);
        long intact = whole.frames().stream()
                .filter(frame -> frame.bytes().length >= 50 && frame.bytes()[0] == frame.bytes().length)
                .count();
        assertEquals(9, intact);
        assertEquals(1, whole.health().problems().size());
    }

    @Test
    void nothingButJunkBehindTheHeaderEnds() throws IOException {
        byte[] junk = new byte[3_000_000];
        new Random(1).nextBytes(junk);
        Captures.Whole whole = Captures.read(new CaptureBytes(false)
                .pcapHeader(MICROS, 4, 65535, 1)
                .raw(junk)
                .bytes());
        assertTrue(
                whole.frames().size() < 3,
                "frames made of junk: " + whole.frames().size());
        assertTrue(whole.health().problems().stream()
                        .mapToLong(CaptureProblem::skippedBytes)
                        .sum()
                > 2_000_000);
    }

    @Test
    void framesOfTheLargestSizeCrossTheBuffer() throws IOException {
        CaptureBytes file = new CaptureBytes(false).pcapHeader(MODIFIED, 4, 262_144, 1);
        for (int i = 0; i < 9; i++) {
            int length = i % 2 == 0 ? 262_144 : 100_000;
            file.u32(START).u32(i).u32(length).u32(length).u64(0).raw(CaptureBytes.filled(length, i + 1));
        }
        Captures.Whole whole = Captures.read(file.bytes());
        assertEquals(9, whole.frames().size());
        for (int i = 0; i < 9; i++) {
            byte[] bytes = whole.frames().get(i).bytes();
            assertArrayEquals(CaptureBytes.filled(bytes.length, i + 1), bytes);
        }
    }

    /** Records of 50 to 59 bytes, each filled with its own length. */
    static byte[] tenRecords(long magic, boolean bigEndian) {
        CaptureBytes file = new CaptureBytes(bigEndian).pcapHeader(magic, 4, 65535, 1);
        for (int i = 0; i < 10; i++) {
            file.pcapRecord(START + i, i, CaptureBytes.filled(50 + i, 50 + i), 50 + i);
        }
        return file.bytes();
    }
}
