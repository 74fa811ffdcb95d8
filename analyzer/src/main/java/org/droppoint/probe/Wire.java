package org.droppoint.probe;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** The bytes of one connection, with a deadline for whole steps rather than for single reads. */
final class Wire {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Socket socket;
    private final InputStream in;
    private long deadline;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        in = socket.getInputStream();
    }

    /** Begins a step that may take so long. */
    void limit(int millis) {
        deadline = System.nanoTime() + millis * NANOS_PER_MILLI;
    }

    /** Reads at least one byte. */
    int read(byte[] into, int at, int length) throws IOException {
        long left = (deadline - System.nanoTime()) / NANOS_PER_MILLI;
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, left));
        int read = in.read(into, at, length);
        if (read < 0) {
            throw new EOFException();
        }
        return read;
    }

    void write(byte[] bytes, int at, int length) throws IOException {
        socket.getOutputStream().write(bytes, at, length);
        socket.getOutputStream().flush();
    }
}
