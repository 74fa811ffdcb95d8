package org.droppoint.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** TLS upon a connection by JSSE's engine, so that what is sent can be cut into segments at will, and is seen. */
final class TlsTalk implements Channel {
    /** Size of the pieces of a flight that is sent in many segments. */
    static final int PIECE_BYTES = 100;
    /** Between pieces, so that neither stack nor network joins them. */
    private static final long PIECE_PAUSE_MILLIS = 3;

    private final SSLEngine engine;
    private final Wire wire;
    private final boolean inPieces;
    private final RecordLog sent = new RecordLog();
    private final RecordLog received = new RecordLog();
    private ByteBuffer incoming;
    private ByteBuffer plain;
    private int helloBytes;

    TlsTalk(SSLEngine engine, Wire wire, boolean inPieces) {
        this.engine = engine;
        this.wire = wire;
        this.inPieces = inPieces;
        incoming = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize())
                .flip();
        plain = ByteBuffer.allocate(2 * engine.getSession().getApplicationBufferSize())
                .flip();
    }

    /** Runs the handshake to its end on this side. */
    void handshake() throws IOException {
        try {
            engine.beginHandshake();
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_WRAP -> flight();
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
                    case NEED_TASK -> tasks();
                    case FINISHED, NOT_HANDSHAKING -> {
                        return;
                    }
                }
            }
        } catch (SSLException e) {
            throw refusal(e);
        }
    }

    private StepFailure refusal(SSLException e) {
        String message = String.valueOf(e.getMessage());
        boolean alert = message.startsWith("Received fatal alert");
        return new StepFailure(alert ? ProbeStep.Ending.REFUSED : ProbeStep.Ending.GARBLED, message);
    }

    private void tasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Everything that is to be said at once. */
    private void flight() throws IOException {
        ByteBuffer out = ByteBuffer.allocate(8 * engine.getSession().getPacketBufferSize());
        ByteBuffer nothing = ByteBuffer.allocate(0);
        while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
            if (engine.wrap(nothing, out).getStatus() == SSLEngineResult.Status.CLOSED) {
                break;
            }
            if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK) {
                tasks();
            }
        }
        send(out.flip());
    }

    private void send(ByteBuffer out) throws IOException {
        byte[] bytes = out.array();
        int length = out.limit();
        sent.add(bytes, 0, length);
        helloBytes = helloBytes == 0 ? sent.largestBytes() : helloBytes;
        int piece = inPieces ? PIECE_BYTES : length;
        for (int at = 0; at < length; at += piece) {
            wire.write(bytes, at, Math.min(piece, length - at));
            if (inPieces) {
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(PIECE_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException();
        }
    }

    /** Takes one record off the wire, reading what is missing of it. */
    private void unwrap() throws IOException {
        while (true) {
            plain.compact();
            SSLEngineResult result = engine.unwrap(incoming, plain);
            plain.flip();
            switch (result.getStatus()) {
                case OK -> {
                    return;
                }
                case CLOSED -> throw new StepFailure(ProbeStep.Ending.CLOSED, "the server closed TLS (close_notify)");
                case BUFFER_UNDERFLOW -> receive();
                case BUFFER_OVERFLOW -> {
                    ByteBuffer larger = ByteBuffer.allocate(plain.capacity() * 2);
                    plain = larger.put(plain).flip();
                }
            }
        }
    }

    private void receive() throws IOException {
        incoming.compact();
        if (!incoming.hasRemaining()) {
            incoming = ByteBuffer.allocate(incoming.capacity() * 2).put(incoming.flip());
        }
        int read = wire.read(incoming.array(), incoming.position(), incoming.remaining());
        received.add(incoming.array(), incoming.position(), read);
        incoming.position(incoming.position() + read).flip();
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        try {
            while (!plain.hasRemaining()) {
                unwrap();
                if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK) {
                    tasks();
                }
                if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
                    flight();
                }
            }
        } catch (SSLException e) {
            throw refusal(e);
        }
        int step = Math.min(length, plain.remaining());
        plain.get(into, at, step);
        return step;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(bytes.length + engine.getSession().getPacketBufferSize());
        try {
            engine.wrap(ByteBuffer.wrap(bytes), out);
        } catch (SSLException e) {
            throw refusal(e);
        }
        byte[] whole = Arrays.copyOf(out.array(), out.position());
        sent.add(whole, 0, whole.length);
        wire.write(whole, 0, whole.length);
    }

    List<String> sent() {
        return sent.entries();
    }

    List<String> received() {
        return received.entries();
    }

    int helloBytes() {
        return helloBytes;
    }
}
