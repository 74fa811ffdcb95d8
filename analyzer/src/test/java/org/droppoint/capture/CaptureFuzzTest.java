package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PacketDecoder;

/** Any bytes as a capture: binary formats, firewalls' texts, compressed ones; and whatever frames come out, decoded. */
class CaptureFuzzTest {
    /** Compression may blow a file up, but only so far as it is read: this bounds the frames kept in this test. */
    private static final long MOST_FRAMES = 200_000;

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
