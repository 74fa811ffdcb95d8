package org.droppoint.capture;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a reader's bytes come from: a file, standard input, a decompressor. */
interface ByteSource extends Closeable {

    /** Reads at least one byte; -1 at the end. */
    int read(byte[] into, int at, int length) throws IOException;

    /** Goes on reading at another offset; false where the source can only be read in order. */
    default boolean seek(long offset) throws IOException {
        return false;
    }

    /** Why the bytes ended before their proper end (a cut-off compressed stream), or null. */
    default @Nullable String endedEarly() {
        return null;
    }
}
