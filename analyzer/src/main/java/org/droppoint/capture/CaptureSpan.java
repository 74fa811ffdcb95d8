package org.droppoint.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.droppoint.base.Times;

/**
 * When a capture file begins and ends. Of large pcap and pcapng files only the beginning and the end are read; all
 * others are read through.
 *
 * @param frames whether there is any frame; without one both times mean nothing
 * @param interfaces how many were described in what was read
 * @param rhythmNanos the longest pause between two frames near the ends, or 0 where too few were seen to tell
 */
record CaptureSpan(Path file, boolean frames, long firstNanos, long lastNanos, long rhythmNanos, int interfaces) {
    private static final long ENDS_BYTES = 512 * 1024;
    private static final int MIN_FRAMES = 20;

    static CaptureSpan of(Path file) throws IOException {
        try (CaptureReader reader = CaptureFiles.open(file)) {
            Walk walk = new Walk();
            if (reader instanceof FeedReader feed && Files.size(file) > 2 * ENDS_BYTES) {
                walk.head(feed);
                if (feed.jumpNear(Files.size(file) - ENDS_BYTES)) {
                    walk.jumped();
                }
            }
            walk.rest(reader);
            if (walk.jumped && walk.tailFrames == 0) {
                return readThrough(file);
            }
            return walk.span(file, reader.interfaces().size());
        }
    }

    private static CaptureSpan readThrough(Path file) throws IOException {
        try (CaptureReader reader = CaptureFiles.open(file)) {
            Walk walk = new Walk();
            walk.rest(reader);
            return walk.span(file, reader.interfaces().size());
        }
    }

    /** What is gathered on the way through a file. */
    private static final class Walk {
        private final Frame frame = new Frame();
        private long frames;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private long previous = Long.MIN_VALUE;
        private long longestPause;
        private boolean jumped;
        private long tailFrames;

        void head(FeedReader reader) throws IOException {
            while (reader.feed.offset() < ENDS_BYTES && reader.next(frame)) {
                take();
            }
        }

        void jumped() {
            jumped = true;
            previous = Long.MIN_VALUE;
        }

        void rest(CaptureReader reader) throws IOException {
            while (reader.next(frame)) {
                take();
                tailFrames++;
            }
        }

        private void take() {
            long now = frame.epochNanos;
            frames++;
            first = Math.min(first, now);
            last = Math.max(last, now);
            if (previous != Long.MIN_VALUE) {
                longestPause = Math.max(longestPause, now - previous);
            }
            previous = now;
        }

        CaptureSpan span(Path file, int interfaces) {
            return new CaptureSpan(file, frames > 0, first, last, frames < MIN_FRAMES ? 0 : longestPause, interfaces);
        }
    }

    /** How long nothing was captured between this file and a later one; negative where they overlap. */
    long silenceUntil(CaptureSpan later) {
        return later.firstNanos - lastNanos;
    }

    /** Rotation may let a few frames overlap, where several interfaces are captured; no more than this. */
    long tolerance(CaptureSpan other) {
        long shorter = Math.min(lastNanos - firstNanos, other.lastNanos - other.firstNanos);
        return Math.min(Times.NANOS_PER_SECOND, shorter / 10);
    }
}
