package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is passed over is counted and asked about like all else, and nothing but it is missing. */
class FrameSieveTest {
    private static final long START = 1_700_000_000L;
    private static final int FRAMES = 12;
    private static final int SNAP = 70;

    @ParameterizedTest
    @MethodSource("files")
    void deliversWhatItKeepsAndCountsTheRest(byte[] file) throws IOException {
        Captures.Whole whole = Captures.read(file);
        assertEquals(FRAMES, whole.frames().size());
        List<Long> asked = new ArrayList<>();
        List<Long> delivered = new ArrayList<>();
        FrameSieve everyThird = (bytes, offset, capturedLength, linkType, interfaceId, epochNanos) -> {
            assertEquals(1, linkType);
            assertEquals(bytes[offset], bytes[offset + capturedLength - 1]);
            asked.add(epochNanos);
            return asked.size() % 3 == 0;
        };
        try (CaptureReader reader = CaptureFiles.open(new ByteArrayInputStream(file), "memory")) {
            Frame frame = new Frame();
            while (reader.next(frame, everyThird)) {
                assertEquals(asked.size(), frame.number);
                delivered.add(frame.epochNanos);
            }
            assertEquals(whole.health(), reader.health());
        }
        assertEquals(whole.times(), asked);
        assertEquals(
                IntStream.range(0, FRAMES)
                        .filter(i -> i % 3 == 2)
                        .mapToObj(whole.times()::get)
                        .toList(),
                delivered);
    }

    static Stream<byte[]> files() {
        CaptureBytes pcap = new CaptureBytes(false).pcapHeader(0xa1b2c3d4L, 4, SNAP, 1);
        CaptureBytes pcapng = new CaptureBytes(true);
        pcapng.section().interfaceBlock(1, SNAP, pcapng.same().u32(0));
        for (int i = 0; i < FRAMES; i++) {
            byte[] captured = CaptureBytes.filled(SNAP - i % 2, i);
            pcap.pcapRecord(START + i, i, captured, SNAP + i % 2);
            pcapng.enhanced(0, (START + i) * 1_000_000 + i, captured, SNAP + i % 2, pcapng.same());
        }
        return Stream.of(pcap.bytes(), pcapng.bytes());
    }
}
