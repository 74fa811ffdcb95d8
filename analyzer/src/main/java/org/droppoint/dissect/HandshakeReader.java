package org.droppoint.dissect;

import java.util.Arrays;
import org.droppoint.base.ByteRange;
import org.jspecify.annotations.Nullable;

/**
 * Puts the handshake messages of one direction together from record bodies (RFC 8446 section 4): four bytes of type
 * and length, then the body. Only hellos and certificates are held; the rest is counted through.
 */
final class HandshakeReader {
    static final int HEADER_BYTES = 4;

    /** Bodies longer than that are stepped over: post-quantum hellos and long chains stay well below. */
    static final int MAX_HELD_BYTES = 1 << 18;

    /** Messages of one direction of which the content is kept; peers that renegotiate for ever are not followed. */
    private static final int MAX_DETAILS = 64;

    private static final int FIRST_BUFFER_BYTES = 1 << 12;

    private byte[] body = new byte[0];
    private int type;
    private int length;
    private int headerBytes;
    private int bodyBytes;
    private boolean whole;
    private boolean lost;
    private int details;
    private long start;
    private long last;
    private @Nullable Draft owner;
    private int slot;

    /** Whether the next handshake bytes belong to a message that has begun. */
    boolean isInside() {
        return headerBytes > 0;
    }

    /** Whether it is no longer known where the next message begins. */
    boolean isLost() {
        return lost;
    }

    /** Gives up the message begun, which stays listed without content. */
    void reset() {
        finish(null);
        lost = false;
    }

    void lose() {
        reset();
        lost = true;
    }

    /** Notes that a record goes on with the message begun; at most to the record's end. */
    void continueIn(Draft draft, long bodyStart, long bodyEnd) {
        if (headerBytes > 0) {
            long rest = headerBytes < HEADER_BYTES ? bodyEnd - bodyStart : (long) length - bodyBytes;
            long end = Math.min(bodyEnd, bodyStart + rest);
            draft.add(new TlsMessage.Continuation(type, new ByteRange(bodyStart, end)));
        }
    }

    /** Takes bytes of a record body that stand at a stream offset. */
    void take(Draft draft, byte[] bytes, int count, long offset) {
        int at = 0;
        while (at < count && !lost) {
            if (headerBytes < HEADER_BYTES) {
                header(draft, bytes[at] & 0xFF, offset + at);
                at++;
            } else {
                int part = Math.min(count - at, length - bodyBytes);
                hold(bytes, at, part);
                at += part;
                last = offset + at;
            }
            if (headerBytes == HEADER_BYTES && bodyBytes == length) {
                finish(whole ? detail() : null);
            }
        }
    }

    private void header(Draft draft, int value, long offset) {
        if (headerBytes == 0) {
            type = value;
            start = offset;
            length = 0;
            bodyBytes = 0;
            whole = true;
            owner = draft;
            slot = draft.add(new TlsMessage.Handshake(type, new ByteRange(start, start + HEADER_BYTES), null));
        } else {
            length = length << 8 | value;
        }
        headerBytes++;
        last = offset + 1;
        if (headerBytes == HEADER_BYTES) {
            boolean wanted =
                    type == TlsNames.CLIENT_HELLO || type == TlsNames.SERVER_HELLO || type == TlsNames.CERTIFICATE;
            whole = wanted && length <= MAX_HELD_BYTES && details < MAX_DETAILS;
        }
    }

    private void hold(byte[] bytes, int at, int count) {
        if (whole) {
            if (bodyBytes + count > body.length) {
                int grown = Math.max(FIRST_BUFFER_BYTES, Math.max(bodyBytes + count, body.length * 2));
                body = Arrays.copyOf(body, Math.min(grown, MAX_HELD_BYTES));
            }
            System.arraycopy(bytes, at, body, bodyBytes, count);
        }
        bodyBytes += count;
    }

    /** Steps over bytes of a record body that cannot be read; where a message header is among them, all is lost. */
    void skip(long count, long offset) {
        if (lost || count == 0) {
            return;
        }
        long rest = (long) length - bodyBytes;
        if (headerBytes < HEADER_BYTES || count > rest) {
            lose();
            return;
        }
        whole = false;
        bodyBytes += (int) count;
        last = offset + count;
        if (bodyBytes == length) {
            finish(null);
        }
    }

    private TlsMessage.@Nullable HandshakeDetail detail() {
        details++;
        return switch (type) {
            case TlsNames.CLIENT_HELLO -> HelloParser.client(body, length);
            case TlsNames.SERVER_HELLO -> HelloParser.server(body, length);
            default -> CertificateParser.chain(body, length);
        };
    }

    private void finish(TlsMessage.@Nullable HandshakeDetail detail) {
        if (owner != null && headerBytes > 0) {
            long end = headerBytes < HEADER_BYTES ? last : last + length - bodyBytes;
            owner.replace(slot, new TlsMessage.Handshake(type, new ByteRange(start, end), detail));
        }
        owner = null;
        headerBytes = 0;
        bodyBytes = 0;
        length = 0;
    }
}
