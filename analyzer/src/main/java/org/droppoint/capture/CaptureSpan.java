package org.droppoint.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Times;

/**
 * When a capture file begins and ends. Of large pcap and pcapng files only the beginning and the end are read; all
 * others are read through. Stamps far from all others do not count: public captures hold frames 48 years off, and one
 * such would make a file of a rotation seem to run beside all of them.
 *
 * @param frames whether there is any frame; without one both times mean nothing
 * @param rhythmNanos the longest pause between two frames near the ends, or 0 where too few were seen to tell
 * @param interfaces how many were described in what was read
 * @param wildFrames how many of what was read have such a stamp
 */
record CaptureSpan(
        Path file, boolean frames, long firstNanos, long lastNanos, long rhythmNanos, int interfaces, long wildFrames) {
    private static final long ENDS_BYTES = 512 * 1024;
    private static final int MIN_FRAMES = 20;
    private static final long ERA_NANOS = 86_400L * Times.NANOS_PER_SECOND;
    private static final int MAX_ERAS = 8;
    /** Fewer than one in so many is no change of the clock but a wrong stamp. */
    private static final int WILD_SHARE = 10;

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
        private final List<Era> eras = new ArrayList<>();
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
            era(now).add(now);
            frames++;
            if (previous != Long.MIN_VALUE && Math.abs(now - previous) <= ERA_NANOS) {
                longestPause = Math.max(longestPause, now - previous);
            }
            previous = now;
        }

        /** Times more than a day apart from all others are of another era; beyond a few of them all share the last. */
        private Era era(long now) {
            for (Era era : eras) {
                if (era.isNear(now)) {
                    return era;
                }
            }
            if (eras.size() < MAX_ERAS) {
                eras.add(new Era(now));
            }
            return eras.get(eras.size() - 1);
        }

        CaptureSpan span(Path file, int interfaces) {
            long most = eras.stream().mapToLong(era -> era.frames).max().orElse(0);
            long wild = 0;
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            for (Era era : eras) {
                if (era.frames <= most / WILD_SHARE) {
                    wild += era.frames;
                } else {
                    first = Math.min(first, era.first);
                    last = Math.max(last, era.last);
                }
            }
            return new CaptureSpan(
                    file, frames > 0, first, last, frames < MIN_FRAMES ? 0 : longestPause, interfaces, wild);
        }
    }

    /** Frames whose times are near each other. */
    private static final class Era {
        private long first;
        private long last;
        private long frames;

        Era(long begin) {
            first = begin;
            last = begin;
        }

        boolean isNear(long nanos) {
            return nanos - first >= -ERA_NANOS && nanos - last <= ERA_NANOS;
        }

        void add(long nanos) {
            first = Math.min(first, nanos);
            last = Math.max(last, nanos);
            frames++;
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
