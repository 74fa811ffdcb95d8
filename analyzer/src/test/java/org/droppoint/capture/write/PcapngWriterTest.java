package org.droppoint.capture.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureFormatException;
import org.droppoint.capture.CaptureInterface;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngWriterTest {
    private static final long TIME = 1_700_000_000_123_456_789L;
    private static final byte[] DATA = "0123456789abcdef0123456789abcdef!".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    @Test
    void ourReaderReadsItBack() throws IOException {
        Path file = sample();
        try (CaptureReader reader = CaptureFiles.open(file)) {
            Frame frame = new Frame();
            for (int i = 0; i < 3; i++) {
                assertTrue(reader.next(frame));
                assertEquals(TIME + i, frame.epochNanos);
                assertEquals(i == 2 ? 1 : 0, frame.interfaceId);
                assertEquals(1514, frame.wireLength);
                assertArrayEquals(
                        DATA, Arrays.copyOfRange(frame.bytes, frame.offset, frame.offset + frame.capturedLength));
            }
            assertTrue(!reader.next(frame));
            assertEquals(
                    List.of(
                            new CaptureInterface(0, "eth0", 1, 262_144, "inside"),
                            new CaptureInterface(1, null, 101, 0, null)),
                    reader.interfaces());
            assertEquals(OptionalLong.of(12), reader.health().droppedByCapture());
            assertEquals(List.of(), reader.health().problems());
        }
    }

    @Test
    void tsharkReadsItBack() throws IOException, InterruptedException {
        String out = tshark(
                "-r",
                sample().toString(),
                "-T",
                "fields",
                "-e",
                "frame.time_epoch",
                "-e",
                "frame.cap_len",
                "-e",
                "frame.len",
                "-e",
                "frame.interface_name",
                "-e",
                "frame.packet_flags_direction",
                "-e",
                "frame.comment",
                "-Y",
                "frame.number <= 3");
        assertEquals(
                List.of(
                        "1700000000.123456789\t33\t1514\teth0\t0x00000002\tlost at firewall,zweiter Satz – «ü»",
                        "1700000000.123456790\t33\t1514\teth0\t\t",
                        "1700000000.123456791\t33\t1514\tunknown\t\t"),
                out.lines().toList());
    }

    private static String tshark(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("tshark");
        builder.command().addAll(List.of(arguments));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            assumeTrue(false, "tshark is not here");
            throw e;
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return out;
    }

    @Test
    void afterAFlushTheFileIsWholeAtAnyMoment() throws IOException {
        Path file = folder.resolve("live.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(file, SectionNotes.NONE)) {
            int id = writer.addInterface(1, 0, "eth0", null, null);
            for (int i = 1; i <= 300; i++) {
                byte[] data = new byte[i * 20];
                writer.packet(id, TIME, data, 0, data.length, data.length, PacketNotes.NONE);
                if (i % 50 == 0) {
                    writer.flush();
                }
                try (CaptureReader reader = CaptureFiles.open(copy(file))) {
                    Frame frame = new Frame();
                    int read = 0;
                    while (reader.next(frame)) {
                        read++;
                    }
                    assertEquals(List.of(), reader.health().problems());
                    assertTrue(read <= i && (i % 50 != 0 || read == i), read + " of " + i);
                } catch (CaptureFormatException nothingYet) {
                    assertTrue(i < 50);
                }
            }
        }
    }

    private Path copy(Path file) throws IOException {
        return Files.write(folder.resolve("copy"), Files.readAllBytes(file));
    }

    @Test
    void refusesWhatTheFormatCannotHold() throws IOException {
        try (PcapngWriter writer = PcapngWriter.create(folder.resolve("x"), SectionNotes.NONE)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> writer.packet(0, TIME, DATA, 0, DATA.length, 100, PacketNotes.NONE));
        }
    }

    @Test
    void aCommentTooLongIsCutBetweenCharacters() throws IOException {
        Path file = folder.resolve("x");
        try (PcapngWriter writer = PcapngWriter.create(file, SectionNotes.NONE)) {
            int id = writer.addInterface(1, 0, null, null, null);
            PacketNotes notes = PacketNotes.comment("x" + "ü".repeat(60_000));
            writer.packet(id, TIME, DATA, 0, DATA.length, DATA.length, notes);
            writer.packet(id, TIME, DATA, 0, DATA.length, DATA.length, PacketNotes.NONE);
        }
        byte[] bytes = Files.readAllBytes(file);
        try (CaptureReader reader = CaptureFiles.open(file)) {
            Frame frame = new Frame();
            assertTrue(reader.next(frame));
            assertTrue(reader.next(frame));
            assertEquals(List.of(), reader.health().problems());
        }
        assertEquals(-1, new String(bytes, StandardCharsets.UTF_8).indexOf("ü\ufffd"));
    }

    private Path sample() throws IOException {
        Path file = folder.resolve("sample.pcapng");
        SectionNotes section = new SectionNotes("x86", "Linux", "droppoint", List.of("a section"));
        try (PcapngWriter writer = PcapngWriter.create(file, section)) {
            int first = writer.addInterface(1, 262_144, "eth0", "inside", "tcp port 25");
            int second = writer.addInterface(101, 0, null, null, null);
            PacketNotes notes = new PacketNotes(
                    List.of("lost at firewall", "zweiter Satz – «ü»"),
                    OptionalInt.of(PacketNotes.OUTBOUND),
                    OptionalLong.of(3));
            writer.packet(first, TIME, DATA, 0, DATA.length, 1514, notes);
            writer.packet(first, TIME + 1, DATA, 0, DATA.length, 1514, PacketNotes.NONE);
            writer.packet(second, TIME + 2, DATA, 0, DATA.length, 1514, PacketNotes.NONE);
            writer.statistics(first, TIME + 3, OptionalLong.of(100), OptionalLong.of(12));
        }
        return file;
    }
}
