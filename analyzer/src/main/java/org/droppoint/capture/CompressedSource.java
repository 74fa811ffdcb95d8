package org.droppoint.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The unpacked bytes of a compressed capture, as a stream. Damage or a cut ends them, and is told by
 * {@link #endedEarly}.
 *
 * <p>Nothing is ever unpacked as a whole, so a compression bomb can cost time, not memory. It is stopped where more
 * than {@link #FREE_BYTES} came out and they are more than {@link #MAX_RATIO} times what went in, which no real
 * traffic reaches (a record header alone does not shrink that far), and at {@link #MAX_BYTES} in any case.
 */
final class CompressedSource implements ByteSource {
    static final long FREE_BYTES = 4L << 30;
    static final int MAX_RATIO = 1000;
    static final long MAX_BYTES = 1L << 40;

    private final CaptureInput packed;
    private final Compression compression;
    private final FeedStream in;
    private final InputStream unpacked;
    private final long freeBytes;
    private long delivered;
    private @Nullable String endedEarly;

    CompressedSource(CaptureInput packed, Compression compression) throws IOException {
        this(packed, compression, FREE_BYTES);
    }

    CompressedSource(CaptureInput packed, Compression compression, long freeBytes) throws IOException {
        this.packed = packed;
        this.compression = compression;
        this.in = new FeedStream(packed.feed());
        this.freeBytes = freeBytes;
        this.unpacked = open();
    }

    private InputStream open() throws IOException {
        try {
            return compression.open(in);
        } catch (LinkageError e) {
            throw packed.refused(
                    compression.label() + " data, for which this platform lacks the library (" + e.getMessage() + ")",
                    "Unpack the file first");
        } catch (IOException e) {
            if (in.failure() != null) {
                throw e;
            }
            throw packed.refused(
                    "damaged " + compression.label() + " data (" + e.getMessage() + ")", "Take or copy the file again");
        }
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        if (endedEarly != null || exceeded()) {
            return -1;
        }
        int read = readSome(into, at, length);
        if (read > 0) {
            delivered += read;
        } else if (endedEarly == null) {
            endedEarly = packed.feed().endedEarly();
        }
        return read;
    }

    private int readSome(byte[] into, int at, int length) throws IOException {
        int total = 0;
        try {
            while (total < length) {
                int read = unpacked.read(into, at + total, Math.min(compression.stepBytes(), length - total));
                if (read < 0) {
                    break;
                }
                total += read;
            }
        } catch (IOException | RuntimeException e) {
            // what a decompressor throws on hostile data is not always an IOException
            if (in.failure() != null) {
                throw in.failure();
            }
            endedEarly = String.format(
                    Locale.ROOT,
                    "the %s data are cut off or damaged near byte %d of the packed file (%s)",
                    compression.label(),
                    packed.feed().offset(),
                    e.getMessage());
        }
        return total == 0 ? -1 : total;
    }

    private boolean exceeded() {
        long consumed = Math.max(1, packed.feed().offset());
        if (delivered > MAX_BYTES || delivered > freeBytes && delivered / consumed > MAX_RATIO) {
            endedEarly = String.format(
                    Locale.ROOT, "%d bytes unpacked from %d, as no capture is: not read further", delivered, consumed);
            return true;
        }
        return false;
    }

    @Override
    public @Nullable String endedEarly() {
        return endedEarly;
    }

    @Override
    public void close() throws IOException {
        try {
            unpacked.close();
        } finally {
            packed.close();
        }
    }
}
