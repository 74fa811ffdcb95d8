package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PacketDecoder;

/** Any bytes as a capture: binary formats, firewalls' texts, compressed ones; and whatever frames come out, decoded. */
class CaptureFuzzTest {
    /** Compression may blow a file up, but only so far as it is read: this bounds the frames kept in this test. */
    private static final long MOST_FRAMES = 200_000;

    /** How each format begins, so that no reader waits for the fuzzer to find its magic number. */
    private static final List<byte[]> BEGINNINGS = List.of(
            bytes(0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0),
            bytes(0xa1, 0xb2, 0x3c, 0x4d, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 113),
            bytes(0x34, 0xcd, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0),
            bytes(0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1),
            bytes(0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28, 0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0, -1, -1, -1, -1, -1, -1, -1),
            bytes('s', 'n', 'o', 'o', 'p', 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 4),
            bytes('G', 'M', 'B', 'U', 0, 2, 1, 0),
            bytes('R', 'T', 'S', 'S', 0, 1, 1, 0),
            bytes(0, 0, 0, 0, 1, 2, 3, 0x50, 2, 4, 0, 76, 0, 0, 0, 60),
            text("2017-09-12 12:41:38.676846 inside in 10.1.1.1.25 -> 10.1.1.2.4000: syn 1\n0x0000   4500 0028"),
            text("1: 12:00:00.000001 802.1Q vlan#5 P0 10.1.1.1.25 > 10.1.1.2.4000: S 1:1(0) win 8192\n0x0000   4500"),
            text("12345.0: ethernet0/0(i) len=60:0010db000001->0010db000002/0800\n  10.1.1.1 -> 10.1.1.2/6\n"),
            bytes(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3),
            bytes(0x28, 0xb5, 0x2f, 0xfd),
            bytes(0x04, 0x22, 0x4d, 0x18, 0x64, 0x40, 0xa7),
            bytes(0xfd, '7', 'z', 'X', 'Z', 0, 0, 4),
            bytes('B', 'Z', 'h', '9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59));

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The first byte says which format it begins as. */
    @FuzzTest
    void readsEachFormat(byte[] rest) throws IOException {
        if (rest.length > 0) {
            byte[] begin = BEGINNINGS.get(Math.floorMod(rest[0], BEGINNINGS.size()));
            byte[] file = Arrays.copyOf(begin, begin.length + rest.length - 1);
            System.arraycopy(rest, 1, file, begin.length, rest.length - 1);
            reads(file);
        }
    }

    @FuzzTest
    void reads(byte[] file) throws IOException {
        try (CaptureReader reader = CaptureFiles.open(new java.io.ByteArrayInputStream(file), "memory")) {
            PacketDecoder decoder = new PacketDecoder();
            Packet packet = new Packet();
            Frame frame = new Frame();
            long previous = 0;
            long read = 0;
            while (read < MOST_FRAMES && reader.next(frame)) {
                assertTrue(frame.number > previous, "numbers rise");
                assertTrue(frame.capturedLength >= 0 && frame.wireLength >= frame.capturedLength, "lengths");
                decoder.decode(
                        frame.bytes, frame.offset, frame.capturedLength, frame.wireLength, frame.linkType, packet);
                previous = frame.number;
                read++;
            }
            assertEquals(read, reader.health().frames());
            assertTrue(reader.health().problems().size() <= HealthLedger.MAX_LISTED_PROBLEMS + 1);
        } catch (CaptureFormatException refused) {
            assertEquals("memory", refused.file());
        }
    }
}
