package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameStoreTest {
    @TempDir
    Path folder;

    @Test
    void aFileIsReadAgainWhereItStands() throws IOException {
        Path file = Files.write(folder.resolve("x"), PcapReaderTest.tenRecords(0xa1b2c3d4L, true));
        try (CaptureReader reader = CaptureFiles.open(file)) {
            assertEquals(24 + 16, check(reader).get(0));
        }
    }

    @Test
    void aStreamIsSpooled() throws IOException {
        byte[] bytes = PcapReaderTest.tenRecords(0xa1b2c3d4L, true);
        try (CaptureReader reader = CaptureFiles.open(new ByteArrayInputStream(bytes), "-")) {
            check(reader);
        }
    }

    private static List<Long> check(CaptureReader reader) throws IOException {
        Frame frame = new Frame();
        List<Long> positions = new ArrayList<>();
        while (reader.next(frame)) {
            positions.add(reader.payload().keep(frame));
        }
        long own = reader.payload().keep(new byte[] {1, 2, 3, 4}, 1, 2);
        for (int i = 0; i < 10; i++) {
            byte[] back = new byte[50 + i - 7];
            assertEquals(back.length, reader.payload().read(positions.get(i) + 7, back, 0, back.length));
            assertArrayEquals(CaptureBytes.filled(back.length, 50 + i), back);
        }
        byte[] back = new byte[4];
        assertEquals(2, reader.payload().read(own, back, 1, 3));
        assertArrayEquals(new byte[] {0, 2, 3, 0}, back);
        return positions;
    }

    @Test
    void spooledBytesOfAnySizeComeBack() throws IOException {
        try (FrameStore store = new FrameStore(null)) {
            int[] sizes = {1, 70_000, 3, 65_536, 0, 65_535, 200_000, 12};
            long[] positions = new long[sizes.length];
            for (int i = 0; i < sizes.length; i++) {
                positions[i] = store.keep(CaptureBytes.filled(sizes[i], i + 1), 0, sizes[i]);
            }
            for (int i = 0; i < sizes.length; i++) {
                byte[] back = new byte[sizes[i]];
                assertEquals(sizes[i], store.read(positions[i], back, 0, sizes[i]));
                assertArrayEquals(CaptureBytes.filled(sizes[i], i + 1), back);
            }
            byte[] across = new byte[300_000];
            assertEquals(200_012, store.read(positions[6], across, 0, across.length));
            assertEquals(8, across[200_000]);
        }
    }

    @Test
    void aFileThatShrankGivesWhatIsLeft() throws IOException {
        byte[] bytes = PcapReaderTest.tenRecords(0xa1b2c3d4L, false);
        Path file = Files.write(folder.resolve("x"), bytes);
        try (CaptureReader reader = CaptureFiles.open(file)) {
            Frame frame = new Frame();
            reader.next(frame);
            long position = reader.payload().keep(frame);
            Files.write(file, Arrays.copyOf(bytes, 24 + 16 + 20));
            assertEquals(20, reader.payload().read(position, new byte[50], 0, 50));
        }
    }

    /** The disk takes part of what is written, and then no more: all that was kept is still where it was said to be. */
    @Test
    void whatWasKeptBeforeTheDiskWasFullIsStillThere() throws IOException {
        Path place = folder.resolve("spool");
        for (int room : new int[] {0, 1, 1_000, 65_536, 65_537, 150_000}) {
            try (FrameStore store = new FrameStore(null, () -> new FullDisk(place, room))) {
                List<Long> positions = new ArrayList<>();
                IOException full = assertThrows(IOException.class, () -> {
                    while (positions.size() < 1_000) {
                        int number = positions.size();
                        positions.add(store.keep(CaptureBytes.filled(700, number), 0, 700));
                    }
                });
                assertTrue(String.valueOf(full.getMessage()).contains("temporary files: No space"), full::getMessage);
                assertTrue(positions.size() >= 93 && positions.size() * 700L <= room + 65_536 + 700, "room " + room);
                for (int i = 0; i < positions.size(); i++) {
                    byte[] back = new byte[700];
                    assertEquals(700, store.read(positions.get(i), back, 0, 700));
                    assertArrayEquals(CaptureBytes.filled(700, i), back, "room " + room + ", frame " + i);
                }
            }
        }
    }
}
