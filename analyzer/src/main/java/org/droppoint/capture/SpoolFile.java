package org.droppoint.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A temporary file whose name nobody needs: gone when it is closed, on POSIX systems as soon as it is open. */
interface SpoolFile {
    /** Opens a new one. */
    FileChannel open() throws IOException;

    static FileChannel temporary() throws IOException {
        try {
            Path path = Files.createTempFile("droppoint-", ".spool");
            return FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Writes all of it, from a position on. */
    static void write(FileChannel into, long position, byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer window = ByteBuffer.wrap(bytes, offset, length);
        try {
            while (window.hasRemaining()) {
                into.write(window, position + window.position() - offset);
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** In words that say which disk it was, and not where temporary files lie: that may name a user. */
    private static IOException failure(IOException e) {
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        String why = reason == null ? "" : ": " + reason;
        return new IOException("its bytes cannot be kept in the folder for temporary files" + why, e);
    }
}
