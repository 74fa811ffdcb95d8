package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngReaderTest {
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int IF_TSOFFSET = 14;
    private static final int EPB_DROPCOUNT = 4;
    private static final int EPB_PACKETID = 5;

    @ParameterizedTest
    @CsvSource({
        // resolution, offset in seconds, ticks, expected nanoseconds
        "-1,  0, 1700000000000001, 1700000000000001000",
        "0,   0, 1700000000, 1700000000000000000",
        "3,   0, 1700000000001, 1700000000001000000",
        "6,   0, 1700000000000001, 1700000000000001000",
        "9,   0, 1700000000000000001, 1700000000000000001",
        "12,  0, 1700000000000001, 1700000000000",
        "19,  0, 9223372036854775807, 922337203",
        "127, 0, 9223372036854775807, 0",
        "128, 0, 1700000000, 1700000000000000000",
        "129, 0, 3400000001, 1700000000500000000",
        "148, 0, 1782579200524288, 1700000000500000000",
        "160, 0, 7301444408568709120, 1700000001250000000",
        "191, 0, -9223372036854775808, 1000000000",
        "192, 0, -9223372036854775808, 500000000",
        "255, 0, -1, 0",
        "6,   1700000000, 5, 1700000000000005000",
        "9,   -3600, 1700000000000000001, 1699996400000000001",
        "6,   0, 9223372036854775807, 9223372036854775807",
        "9,   0, -1, 9223372036854775807",
        "128, 9223372036854775807, 1, 9223372036854775807"
    })
    void everyResolutionBecomesNanoseconds(int resolution, long offset, long ticks, long expected) throws IOException {
        for (boolean bigEndian : new boolean[] {false, true}) {
            CaptureBytes order = new CaptureBytes(bigEndian);
            CaptureBytes options = order.same();
            if (resolution >= 0) {
                options.option(IF_TSRESOL, (byte) resolution);
            }
            if (offset != 0) {
                options.option(IF_TSOFFSET, order.same().u64(offset).bytes());
            }
            byte[] file = order.section()
                    .interfaceBlock(1, 0, options.u32(0))
                    .enhanced(0, ticks, CaptureBytes.filled(61, 3), 61, order.same())
                    .bytes();
            assertEquals(List.of(expected), Captures.read(file).times());
        }
    }

    @Test
    void sectionsOfBothByteOrdersHaveInterfacesOfTheirOwn() throws IOException {
        CaptureBytes little = section(false, "eth0");
        CaptureBytes big = section(true, "eth1");
        CaptureBytes again = section(false, "eth0");
        Captures.Whole whole =
                Captures.read(little.raw(big.bytes()).raw(again.bytes()).bytes());
        assertEquals(
                List.of(0, 1, 0),
                whole.frames().stream().map(Captures.Kept::interfaceId).toList());
        assertEquals(
                List.of("eth0", "eth1"),
                whole.interfaces().stream().map(CaptureInterface::name).toList());
        assertEquals(
                List.of(1L, 2L, 3L),
                whole.frames().stream().map(Captures.Kept::number).toList());
    }

    private static CaptureBytes section(boolean bigEndian, String name) {
        CaptureBytes file = new CaptureBytes(bigEndian);
        return file.section()
                .interfaceBlock(1, 0, file.same().option(IF_NAME, name).u32(0))
                .enhanced(0, 1, CaptureBytes.filled(60, 2), 70, file.same());
    }

    @Test
    void readsSimpleAndObsoletePacketsAndTheirLosses() throws IOException {
        CaptureBytes file = new CaptureBytes(true);
        byte[] data = CaptureBytes.filled(33, 9);
        file.section().interfaceBlock(1, 33, file.same());
        file.block(3, file.same().u32(1000).raw(data));
        file.block(
                2,
                file.same()
                        .u16(0)
                        .u16(7)
                        .u32(0)
                        .u32(5)
                        .u32(33)
                        .u32(900)
                        .raw(data)
                        .pad());
        file.enhanced(
                0,
                6,
                data,
                900,
                file.same().option(EPB_DROPCOUNT, file.same().u64(4).bytes()));
        Captures.Whole whole = Captures.read(file.bytes());
        assertEquals(3, whole.frames().size());
        assertEquals(1000, whole.frames().get(0).wireLength());
        for (Captures.Kept frame : whole.frames()) {
            assertArrayEquals(data, frame.bytes());
        }
        assertEquals(5000, whole.health().firstNanos());
        assertEquals(OptionalLong.of(11), whole.health().droppedByCapture());
    }

    @Test
    void theLastStatisticsOfEachInterfaceCount() throws IOException {
        CaptureBytes file = new CaptureBytes(false);
        file.section()
                .interfaceBlock(1, 0, file.same())
                .interfaceBlock(1, 0, file.same().option(IF_NAME, "b"));
        statistics(file, 0, 3, 1);
        statistics(file, 1, 10, 0);
        statistics(file, 0, 20, 2);
        assertEquals(OptionalLong.of(32), Captures.read(file.bytes()).health().droppedByCapture());
    }

    private static void statistics(CaptureBytes file, int iface, long byInterface, long bySystem) {
        file.block(
                5,
                file.same()
                        .u32(iface)
                        .u64(0)
                        .option(4, file.same().u64(1000).bytes())
                        .option(5, file.same().u64(byInterface).bytes())
                        .option(7, file.same().u64(bySystem).bytes())
                        .u32(0));
    }

    @Test
    void onePacketAtManyComponentsIsReadOnce() throws IOException {
        CaptureBytes file = new CaptureBytes(false);
        file.section();
        for (int i = 0; i < 3; i++) {
            file.interfaceBlock(1, 0, file.same().option(IF_NAME, "component" + i));
        }
        byte[] near = CaptureBytes.filled(80, 5);
        byte[] routed = near.clone();
        routed[22]--;
        for (int id = 1; id <= 2; id++) {
            for (int i = 0; i < 3; i++) {
                CaptureBytes options =
                        file.same().option(EPB_PACKETID, file.same().u64(id).bytes());
                file.enhanced(i, id, i == 2 ? routed : near, 80, options);
            }
        }
        Captures.Whole whole = Captures.read(file.bytes());
        assertEquals(
                List.of(1L, 3L, 4L, 6L),
                whole.frames().stream().map(Captures.Kept::number).toList());
        assertEquals(2, whole.health().repeatedFrames());
        assertEquals(4, whole.health().frames());

        List<Long> chosen = new ArrayList<>();
        Frame frame = new Frame();
        try (CaptureReader reader = CaptureFiles.open(
                new ByteArrayInputStream(file.bytes()), "x", iface -> "component1".equals(iface.name()))) {
            while (reader.next(frame)) {
                chosen.add(frame.number);
            }
        }
        assertEquals(List.of(2L, 5L), chosen);
    }

    /** What leaves a host appears at the top of its stack first, what comes at the card: one place all the same. */
    @Test
    void componentsThatShowTheSamePacketsAreOneInterface() throws IOException {
        CaptureBytes file = new CaptureBytes(false);
        file.section();
        for (String name : new String[] {"card", "filter", "switch", "elsewhere"}) {
            file.interfaceBlock(
                    1, 0, file.same().option(IF_NAME, name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
        for (int id = 1; id <= 4; id++) {
            byte[] packet = CaptureBytes.filled(80, id);
            for (int i = 0; i < 3; i++) {
                int component = id % 2 == 0 ? i : 2 - i;
                file.enhanced(
                        component,
                        id,
                        packet,
                        80,
                        file.same().option(EPB_PACKETID, file.same().u64(id).bytes()));
            }
            file.enhanced(3, id, CaptureBytes.filled(80, 100 + id), 80, file.same());
        }
        List<Integer> interfaces = new ArrayList<>();
        Frame frame = new Frame();
        try (CaptureReader reader = CaptureFiles.open(new ByteArrayInputStream(file.bytes()), "x", iface -> true)) {
            while (reader.next(frame)) {
                interfaces.add(frame.interfaceId);
            }
        }
        assertEquals(List.of(0, 3, 0, 3, 0, 3, 0, 3), interfaces);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, true", "2, 1, true", "2, 0, true", "2, 2, false", "0, 1, false", "1, 0, false"})
    void whatTheHostItselfDroppedIsTold(int whose, long value, boolean dropped) throws IOException {
        CaptureBytes file = new CaptureBytes(false);
        file.section().interfaceBlock(1, 0, file.same());
        file.enhanced(0, 1, CaptureBytes.filled(20, 1), 20, file.same());
        CaptureBytes verdict =
                file.same().option(7, file.same().u8(whose).u64(value).bytes()).u32(0);
        file.enhanced(0, 2, CaptureBytes.filled(20, 1), 20, verdict);
        List<CaptureProblem> problems = Captures.read(file.bytes()).health().problems();
        assertEquals(dropped ? 1 : 0, problems.size());
        assertTrue(!dropped || problems.get(0).cause().endsWith("frame 2"));
    }

    @Test
    void aCutAtEveryLengthKeepsTheWholeBlocksAndNamesTheCut() throws IOException {
        byte[] file = tenPackets(true);
        int behindInterface = 28 + 20;
        for (int length = 0; length <= file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            if (length < 28) {
                assertThrows(CaptureFormatException.class, () -> Captures.read(cut));
                continue;
            }
            Captures.Whole whole = Captures.read(cut);
            int end = length < behindInterface ? 28 : behindInterface;
            int expected = 0;
            while (expected < 10 && length >= behindInterface && end + block(expected) <= length) {
                end += block(expected++);
            }
            assertEquals(expected, whole.frames().size(), "cut to " + length);
            assertEquals(
                    length - end,
                    whole.health().problems().stream()
                            .mapToLong(CaptureProblem::skippedBytes)
                            .sum(),
                    "cut to " + length);
            if (length > end) {
                assertTrue(whole.health().problems().get(0).cause().contains("cut off"));
            }
        }
    }

    private static int block(int index) {
        return 32 + (50 + index + 3 & ~3);
    }

    private static byte[] tenPackets(boolean bigEndian) {
        CaptureBytes file = new CaptureBytes(bigEndian);
        file.section().interfaceBlock(1, 0, file.same());
        for (int i = 0; i < 10; i++) {
            file.enhanced(0, 1_700_000_000_000_000L + i, CaptureBytes.filled(50 + i, 50 + i), 50 + i, file.same());
        }
        return file.bytes();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 'A', 0xff, -1})
    void goesOnBehindJunkOfAnyLength(int fill) throws IOException {
        byte[] file = tenPackets(false);
        int at = 28 + 20 + block(0) + block(1) + block(2);
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
                    List.of(new CaptureProblem(at, length, "no whole block where the one behind frame 3 should be")),
                    whole.health().problems());
        }
    }

    @Test
    void everySingleByteMayBeWrong() throws IOException {
        byte[] file = tenPackets(false);
        for (int at = 28; at < file.length; at++) {
            for (int value : new int[] {0, 0x7f, 0xff}) {
                byte[] damaged = file.clone();
                damaged[at] = (byte) value;
                Captures.Whole whole = Captures.read(damaged);
                int least = at < 48 ? 0 : 9;
                assertTrue(whole.frames().size() >= least, "byte " + at + " = " + value);
            }
        }
    }

    @Test
    void packetsOfUnknownInterfacesAndImpossibleLengthsAreCounted() throws IOException {
        CaptureBytes file = new CaptureBytes(false);
        file.section().interfaceBlock(1, 0, file.same());
        file.enhanced(5, 0, CaptureBytes.filled(20, 1), 20, file.same());
        file.block(6, file.same().u32(0).u64(0).u32(5000).u32(5000).raw(new byte[40]));
        file.block(6, file.same().u32(0));
        file.enhanced(0, 0, CaptureBytes.filled(20, 1), 20, file.same());
        Captures.Whole whole = Captures.read(file.bytes());
        assertEquals(
                List.of(4L), whole.frames().stream().map(Captures.Kept::number).toList());
        assertEquals(3, whole.health().problems().size());
    }

    @Test
    void listsNoMoreProblemsThanItSays() throws IOException {
        CaptureBytes file = new CaptureBytes(false);
        file.section();
        for (int i = 0; i < 1000; i++) {
            file.enhanced(5, 0, CaptureBytes.filled(20, 1), 20, file.same());
        }
        List<CaptureProblem> problems = Captures.read(file.bytes()).health().problems();
        assertEquals(HealthLedger.MAX_LISTED_PROBLEMS + 1, problems.size());
        assertEquals(
                52_000,
                problems.stream().mapToLong(CaptureProblem::skippedBytes).sum());
    }
}
