package org.droppoint.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
        Path path = Files.createTempFile("droppoint-", ".spool");
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try (input) {
            ByteFeed feed = input.feed();
            while (feed.require(1)) {
                int step = Math.min(STEP_BYTES, feed.available());
                ByteBuffer window = ByteBuffer.wrap(feed.bytes, feed.at, step);
                while (window.hasRemaining()) {
                    channel.write(window);
                }
                feed.at += step;
                if (channel.position() > 0xffff_ffffL) {
                    throw input.refused("more than 4 GiB of a format whose offsets have 32 bits", "");
                }
            }
            String early = feed.endedEarly();
            channel.position(0);
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
