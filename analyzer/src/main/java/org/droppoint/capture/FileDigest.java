package org.droppoint.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of an input file as it is on disk, taken from the bytes as a reader reads them, so that a file larger than
 * memory need not be read twice. What the reader leaves out is read in the end.
 */
public final class FileDigest {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final MessageDigest digest = sha256();
    /** The bytes of the file up to here are in. */
    private long offset;

    /** Takes bytes that stand at an offset of the file; those that came before, or come too early, are passed over. */
    void update(byte[] bytes, int at, int length, long fileOffset) {
        long known = offset - fileOffset;
        if (known >= 0 && known < length) {
            digest.update(bytes, at + (int) known, length - (int) known);
            offset = fileOffset + length;
        }
    }

    /** Reads what is left of the file; the digest in lower-case hexadecimal. To be called once. */
    public String finish(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        ByteBuffer window = ByteBuffer.wrap(buffer);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int read = channel.read(window, offset); read >= 0; read = channel.read(window.clear(), offset)) {
                update(buffer, 0, read, offset);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The digest of a file by a reading of its own. */
    public static String sha256(Path file) throws IOException {
        return new FileDigest().finish(file);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
