package org.droppoint.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A stream that can be read once, and whose SHA-256 is wanted all the same. */
public final class DigestedStream extends FilterInputStream {
    private static final int STEP_BYTES = 64 * 1024;

    private final MessageDigest digest = FileDigest.sha256();

    public DigestedStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        int read = in.read(into, at, length);
        if (read > 0) {
            digest.update(into, at, read);
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] passed = new byte[(int) Math.min(STEP_BYTES, Math.max(0, count))];
        return Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads what is left, and gives the SHA-256 of all there was in lower-case hexadecimal. To be called once. */
    public String finish() throws IOException {
        byte[] rest = new byte[STEP_BYTES];
        while (read(rest, 0, rest.length) >= 0) {
            // the digest takes it
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
