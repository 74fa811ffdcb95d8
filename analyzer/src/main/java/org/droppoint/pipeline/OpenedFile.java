package org.droppoint.pipeline;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureInterface;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.DigestedStream;
import org.droppoint.capture.FileDigest;
import org.jspecify.annotations.Nullable;

/** A file of a tap, opened; stays open as long as its payload may be read back. */
record OpenedFile(InputFile file, CaptureReader reader, @Nullable FileDigest digest, @Nullable DigestedStream stream)
        implements Closeable {

    /**
     * @param digested whether {@link #sha256} is going to be asked
     * @param bytesRead told how many more bytes of the file were read
     */
    static OpenedFile open(
            InputFile file, Predicate<CaptureInterface> wanted, boolean digested, LongConsumer bytesRead, View view)
            throws IOException {
        OpenedFile opened = open(file, wanted, digested, bytesRead);
        return new OpenedFile(file, view.of(file, opened.reader()), opened.digest(), opened.stream());
    }

    /** What is made of a file's reader: the same one, or one over it that moves or chooses frames. */
    interface View {
        CaptureReader of(InputFile file, CaptureReader reader);
    }

    private static OpenedFile open(
            InputFile file, Predicate<CaptureInterface> wanted, boolean digested, LongConsumer bytesRead)
            throws IOException {
        FileDigest digest = digested ? new FileDigest() : null;
        if (!file.once()) {
            return new OpenedFile(file, CaptureFiles.open(file.path(), wanted, digest, bytesRead), digest, null);
        }
        DigestedStream stream = new DigestedStream(file.stream());
        return new OpenedFile(file, CaptureFiles.openWhole(stream, file.name(), wanted), digest, stream);
    }

    /** SHA-256 of the file as it is on disk, or of all that came through the stream; empty where it is not wanted. */
    String sha256() throws IOException {
        if (digest == null) {
            return "";
        }
        return stream == null ? digest.finish(file.path()) : stream.finish();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
