package org.droppoint.dissect;

import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.flow.Origin;

/**
 * The TLS records of one direction: what in them can be read, and from where on nothing can. Needs nothing of the other
 * direction, so one-sided captures lose nothing.
 */
final class TlsSide {
    private static final int MAX_CLEAR_ALERT_BYTES = 8;
    private static final int FIRST_BODY_BYTES = 1 << 10;
    private static final int HELLO_FIXED_BYTES = 2 + 32 + 1;
    private static final int MAX_SESSION_ID_BYTES = 32;

    private final Direction direction;
    private final StreamCursor cursor;
    private final TlsLog log;
    private final HandshakeReader handshake = new HandshakeReader();
    private byte[] body = new byte[FIRST_BODY_BYTES];

    /** Whether records were lost or never captured before this place, a ChangeCipherSpec perhaps among them. */
    private boolean doubtful = true;

    private boolean cipherChanged;

    TlsSide(Direction direction, StreamCursor cursor, TlsLog log) {
        this.direction = direction;
        this.cursor = cursor;
        this.log = log;
    }

    /** The next record is known to be the first. */
    void startsHere() {
        doubtful = false;
    }

    /** Records may have been missed from here on. */
    void interrupted() {
        handshake.lose();
        doubtful = true;
    }

    void finish() {
        handshake.reset();
    }

    void take(Step.Record record, long sequence) {
        Origin origin = cursor.view().origin(record.range().start());
        Draft draft = new Draft(sequence, direction, record, origin);
        if (record.version() == TlsFraming.SSL2_VERSION) {
            ssl2(draft);
        } else {
            fill(draft);
        }
        log.add(draft);
    }

    private void fill(Draft draft) {
        switch (draft.contentType) {
            case TlsNames.CHANGE_CIPHER_SPEC -> {
                draft.add(new TlsMessage.ChangeCipherSpec());
                handshake.reset();
                cipherChanged = true;
            }
            case TlsNames.ALERT -> alert(draft);
            case TlsNames.HANDSHAKE -> handshake(draft);
            case TlsNames.APPLICATION_DATA -> draft.encrypted = true;
            default -> draft.encrypted = cipherChanged || doubtful;
        }
    }

    /** Two bytes in clear; no cipher suite makes so few of them (RFC 5246 section 6.2.3). */
    private void alert(Draft draft) {
        int length = (int) draft.range.length() - TlsFraming.HEADER_BYTES;
        int kept = length <= MAX_CLEAR_ALERT_BYTES && length % 2 == 0 ? read(bodyOf(draft), length) : 0;
        for (int i = 0; i + 1 < kept; i += 2) {
            int level = body[i] & 0xFF;
            if (level == TlsNames.ALERT_WARNING || level == TlsNames.ALERT_FATAL) {
                draft.add(new TlsMessage.Alert(level, body[i + 1] & 0xFF));
            }
        }
        draft.encrypted = length > MAX_CLEAR_ALERT_BYTES;
    }

    private void handshake(Draft draft) {
        ByteRange range = bodyOf(draft);
        int length = (int) range.length();
        int kept = read(range, length);
        if (!isClear(length, kept)) {
            draft.encrypted = true;
            return;
        }
        handshake.continueIn(draft, range.start(), range.end());
        long at = range.start();
        while (at < range.end()) {
            handshake.take(draft, body, kept, at);
            long gapEnd = nextReadable(at + kept, range.end());
            handshake.skip(gapEnd - at - kept, at + kept);
            at = gapEnd;
            kept = at < range.end() ? read(new ByteRange(at, range.end()), (int) (range.end() - at)) : 0;
        }
    }

    /**
     * Before ChangeCipherSpec all is clear. Behind it a hello may follow, after a HelloRetryRequest (RFC 8446 appendix
     * D.4); where records are missing, what fits the shape of handshake messages to the byte is taken for them.
     */
    private boolean isClear(int length, int kept) {
        if (cipherChanged) {
            boolean hello = isHello(length, kept);
            if (hello) {
                handshake.reset();
            }
            return hello;
        }
        if (handshake.isInside() || !doubtful && !handshake.isLost()) {
            return true;
        }
        boolean clear = kept == 0 ? !doubtful : fitsMessages(length, kept);
        if (clear && kept > 0) {
            handshake.reset();
            doubtful = false;
        }
        return clear;
    }

    private boolean isHello(int length, int kept) {
        if (kept < HandshakeReader.HEADER_BYTES + HELLO_FIXED_BYTES) {
            return false;
        }
        boolean hello = body[0] == TlsNames.CLIENT_HELLO || body[0] == TlsNames.SERVER_HELLO;
        boolean exact = messageLength(0) == length - HandshakeReader.HEADER_BYTES;
        int sessionId = body[HandshakeReader.HEADER_BYTES + HELLO_FIXED_BYTES - 1] & 0xFF;
        return hello && exact && body[HandshakeReader.HEADER_BYTES] == 3 && sessionId <= MAX_SESSION_ID_BYTES;
    }

    /**
     * Whether known message types follow each other up to the record's end, or the last goes believably beyond: by its
     * length, or with its header itself divided.
     */
    private boolean fitsMessages(int length, int kept) {
        int at = 0;
        while (at + HandshakeReader.HEADER_BYTES <= kept) {
            int messageLength = messageLength(at);
            if (!TlsNames.isHandshakeType(body[at] & 0xFF) || messageLength > HandshakeReader.MAX_HELD_BYTES) {
                return false;
            }
            boolean empty = messageLength == 0;
            boolean mayBeEmpty = body[at] == TlsNames.HELLO_REQUEST || body[at] == TlsNames.SERVER_HELLO_DONE;
            if (empty != mayBeEmpty) {
                return false;
            }
            at += HandshakeReader.HEADER_BYTES + messageLength;
            if (at == length) {
                return true;
            }
            if (at > length) {
                return mayContinue(length, at);
            }
        }
        boolean cut = kept < length || TlsNames.isHandshakeType(body[at] & 0xFF);
        boolean tooShortForCiphertext = kept == length && length < HandshakeReader.HEADER_BYTES;
        return cut && (at > 0 || tooShortForCiphertext);
    }

    /** Only a certificate or a hello is so large that records are filled up before it goes on in the next. */
    private boolean mayContinue(int length, int end) {
        boolean large =
                body[0] == TlsNames.CERTIFICATE || body[0] == TlsNames.CLIENT_HELLO || body[0] == TlsNames.SERVER_HELLO;
        return large && end - length <= HandshakeReader.MAX_HELD_BYTES;
    }

    private int messageLength(int at) {
        return (body[at + 1] & 0xFF) << 16 | (body[at + 2] & 0xFF) << 8 | body[at + 3] & 0xFF;
    }

    private void ssl2(Draft draft) {
        int length = (int) draft.range.length() - 3;
        int kept = read(new ByteRange(draft.range.start() + 3, draft.range.end()), length);
        TlsMessage.ClientHello hello = HelloParser.ssl2(body, kept);
        draft.add(new TlsMessage.Handshake(TlsNames.CLIENT_HELLO, draft.range, hello));
    }

    private static ByteRange bodyOf(Draft draft) {
        return new ByteRange(draft.range.start() + TlsFraming.HEADER_BYTES, draft.range.end());
    }

    private int read(ByteRange range, int length) {
        int asked = Math.min(length, TlsFraming.MAX_BODY_BYTES);
        if (asked > body.length) {
            body = new byte[asked];
        }
        return cursor.readAside(range.start(), body, asked);
    }

    /** The next offset behind a hole where bytes can be read: the next stretch seen, or the next frame's. */
    private long nextReadable(long from, long end) {
        return from >= end ? end : cursor.nextReadable(from, end);
    }
}
