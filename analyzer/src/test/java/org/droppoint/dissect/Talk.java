package org.droppoint.dissect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.droppoint.base.Direction;

/** Two streams being spoken: every call is a frame, a millisecond after the one before. */
final class Talk {
    final MemoryStream client = new MemoryStream(true);
    final MemoryStream server = new MemoryStream(true);
    private final long[] next = new long[2];
    private long frame;

    Talk client(String text) {
        return say(Direction.CLIENT_TO_SERVER, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Talk server(String text) {
        return say(Direction.SERVER_TO_CLIENT, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Said, but not captured. */
    Talk lost(Direction direction, int bytes) {
        next[direction.index()] += bytes;
        frame++;
        return this;
    }

    Talk say(Direction direction, byte[] bytes) {
        view(direction).add(++frame, next[direction.index()], bytes);
        next[direction.index()] += bytes.length;
        return this;
    }

    /** In segments of at most so many bytes. */
    Talk say(Direction direction, byte[] bytes, int segmentBytes) {
        for (int at = 0; at < bytes.length; at += segmentBytes) {
            say(direction, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + segmentBytes)));
        }
        return this;
    }

    /** In one frame of which the capture kept only so many bytes. */
    Talk sayCut(Direction direction, String text, int keptBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] kept = Arrays.copyOf(bytes, Math.min(bytes.length, keptBytes));
        frame++;
        view(direction).add(frame, frame * 1_000_000, next[direction.index()], kept, bytes.length);
        next[direction.index()] += bytes.length;
        return this;
    }

    MemoryStream view(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? client : server;
    }

    Dialogue dialogue() {
        return SessionDissector.dissect(client, server);
    }

    Phase furthest() {
        return Phases.furthest(dialogue());
    }

    /** Greeting, EHLO and STARTTLS, up to where TLS begins. */
    static Talk startTls() {
        return new Talk()
                .server("220 mail.example.net ESMTP\r\n")
                .client("EHLO host.example.com\r\n")
                .server("250-mail.example.net\r\n250-SIZE 1000\r\n250 STARTTLS\r\n")
                .client("STARTTLS\r\n")
                .server("220 2.0.0 ready\r\n");
    }
}
