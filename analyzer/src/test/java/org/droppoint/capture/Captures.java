package org.droppoint.capture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads whole captures for tests. */
final class Captures {
    /** A frame that outlives its reader's buffer. */
    static final class Kept {
        private final Frame frame = new Frame();

        static Kept of(Frame read) {
            Kept kept = new Kept();
            kept.frame.bytes = Arrays.copyOfRange(read.bytes, read.offset, read.offset + read.capturedLength);
            kept.frame.wireLength = read.wireLength;
            kept.frame.linkType = read.linkType;
            kept.frame.interfaceId = read.interfaceId;
            kept.frame.number = read.number;
            kept.frame.epochNanos = read.epochNanos;
            return kept;
        }

        long number() {
            return frame.number;
        }

        int interfaceId() {
            return frame.interfaceId;
        }

        int linkType() {
            return frame.linkType;
        }

        int wireLength() {
            return frame.wireLength;
        }

        long epochNanos() {
            return frame.epochNanos;
        }

        byte[] bytes() {
            return frame.bytes;
        }
    }

    record Whole(List<Kept> frames, CaptureHealth health, List<CaptureInterface> interfaces) {
        List<Long> times() {
            return frames.stream().map(Kept::epochNanos).toList();
        }
    }

    private Captures() {}

    static Whole read(Path file) throws IOException {
        try (CaptureReader reader = CaptureFiles.open(file)) {
            return read(reader);
        }
    }

    /** From memory, through the path of standard input. */
    static Whole read(byte[] bytes) throws IOException {
        try (CaptureReader reader = CaptureFiles.open(new ByteArrayInputStream(bytes), "memory")) {
            return read(reader);
        }
    }

    static Whole read(CaptureReader reader) throws IOException {
        List<Kept> kept = new ArrayList<>();
        Frame frame = new Frame();
        while (reader.next(frame)) {
            kept.add(Kept.of(frame));
        }
        return new Whole(kept, reader.health(), List.copyOf(reader.interfaces()));
    }
}
