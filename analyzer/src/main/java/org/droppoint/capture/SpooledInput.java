package org.droppoint.capture;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Puts what comes as a stream, or compressed, into a file of its own, for formats that are not read front to back. */
final class SpooledInput {
    private static final int STEP_BYTES = 64 * 1024;

    private SpooledInput() {}

    /**
     * Reads the input to its end and closes it.
     *
     * @throws CaptureFormatException if it is longer than any file of such a format, whose offsets have 32 bits
     */
    static CaptureInput of(CaptureInput input) throws IOException {
        FileChannel channel = SpoolFile.temporary();
        try (input) {
            ByteFeed feed = input.feed();
            long length = 0;
            while (feed.require(1)) {
                int step = Math.min(STEP_BYTES, feed.available());
                SpoolFile.write(channel, length, feed.bytes, feed.at, step);
                feed.at += step;
                length += step;
                if (length > 0xffff_ffffL) {
                    throw input.refused("more than 4 GiB of a format whose offsets have 32 bits", "");
                }
            }
            String early = feed.endedEarly();
            return new CaptureInput(
                    input.name(),
                    new ByteFeed(new FileSource(channel, null, early)),
                    new FrameStore(channel),
                    true,
                    false,
                    input.packings());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
