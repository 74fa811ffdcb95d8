package org.droppoint.capture;

import java.io.IOException;
import java.io.InputStream;

/** Standard input, a pipe, or any other stream that can be read once. */
final class StreamSource implements ByteSource {
    private final InputStream stream;

    StreamSource(InputStream stream) {
        this.stream = stream;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        return stream.read(into, at, length);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
