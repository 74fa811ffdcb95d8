package org.droppoint.redact;

import java.nio.ByteBuffer;

/** Numbers for streams of masks. */
final class Streams {
    private Streams() {}

    static long of(byte[] digest) {
        return ByteBuffer.wrap(digest).getLong();
    }
}
