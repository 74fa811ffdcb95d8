package org.droppoint.dissect;

import org.droppoint.base.ByteRange;
import org.jspecify.annotations.Nullable;

/**
 * TLS record headers by content (RFC 8446 section 5.1), without any state of the session: in sequence, and found
 * again after a gap.
 *
 * <pre>
 *  0        1        2        3        4
 * +--------+--------+--------+--------+--------+
 * |  type  | version 03 0x   |     length      |
 * +--------+--------+--------+--------+--------+
 * </pre>
 */
final class TlsFraming {
    static final int HEADER_BYTES = TlsRecord.HEADER_BYTES;

    /** 2^14 of content and what TLS 1.2 allows encryption to add (RFC 5246 section 6.2.3). */
    static final int MAX_BODY_BYTES = (1 << 14) + 2048;

    /** A record header stands in every such stretch of a TLS stream: one not found within two never comes. */
    private static final int SEARCH_BYTES = 2 * (MAX_BODY_BYTES + HEADER_BYTES);

    /** One record may be sixteen times the window's small read; application data is stepped over, not read. */
    private static final int READ_AHEAD = 64;

    /** SSL 2.0 framing: no such version number stands in a TLS record. */
    static final int SSL2_VERSION = 0x0002;

    private static final int SSL2_CLIENT_HELLO = 1;
    private static final int SSL2_FIXED_BYTES = 11;

    /** How sure a header is, by what stands where the next one must be. */
    private enum Chain {
        BROKEN,
        /** The next header's place was not seen. */
        UNKNOWN,
        /** The next header is one, or the stream ends there. */
        HOLDS
    }

    private final StreamCursor cursor;
    private final byte[] aside = new byte[HEADER_BYTES];
    private long searchedTo;
    private boolean metCut;

    TlsFraming(StreamCursor cursor) {
        this.cursor = cursor;
    }

    static boolean isPlausible(int type, int major, int minor, int length) {
        boolean lengthFits = length <= MAX_BODY_BYTES && (length > 0 || type == TlsNames.APPLICATION_DATA);
        return type >= TlsNames.CHANGE_CIPHER_SPEC
                && type <= TlsNames.HEARTBEAT
                && major == 3
                && minor <= 4
                && lengthFits;
    }

    /** The record at the cursor's position where the stream is in step; null where no header can stand there. */
    Step.@Nullable Record inSequence() {
        return headerAt(cursor.position()) ? record(cursor.position()) : null;
    }

    /** The record at the cursor's position where what came before is unknown; null where it is none. */
    Step.@Nullable Record outOfSequence() {
        long at = cursor.position();
        return headerAt(at) && isTrusted(at) ? record(at) : null;
    }

    private boolean isTrusted(long at) {
        Chain chain = chain(at);
        return chain == Chain.HOLDS || chain == Chain.UNKNOWN && cursor.startsFrame(at);
    }

    private boolean headerAt(long at) {
        return cursor.peek(at, HEADER_BYTES, READ_AHEAD) == HEADER_BYTES
                && isPlausible(cursor.at(at), cursor.at(at + 1), cursor.at(at + 2), lengthAt(at));
    }

    private int lengthAt(long at) {
        return cursor.at(at + 3) << 8 | cursor.at(at + 4);
    }

    private Step.Record record(long at) {
        int type = cursor.at(at);
        int version = cursor.at(at + 1) << 8 | cursor.at(at + 2);
        return record(new ByteRange(at, at + HEADER_BYTES + lengthAt(at)), type, version);
    }

    private Step.Record record(ByteRange range, int type, int version) {
        long last = cursor.lastSeenIn(range);
        return new Step.Record(range, cursor.view().origin(last), type, version, wholeness(range));
    }

    /** The last byte is read together with the header behind it: a file is asked once for a record. */
    private TlsRecord.Wholeness wholeness(ByteRange range) {
        if (!cursor.wasSeen(range)) {
            return TlsRecord.Wholeness.GAP;
        }
        boolean kept = cursor.peek(range.end() - 1, 1, READ_AHEAD) == 1;
        return kept ? TlsRecord.Wholeness.COMPLETE : TlsRecord.Wholeness.TRUNCATED;
    }

    private Chain chain(long at) {
        long next = at + HEADER_BYTES + lengthAt(at);
        if (next == cursor.streamEnd()) {
            return Chain.HOLDS;
        }
        if (next > cursor.streamEnd() || !cursor.wasSeen(new ByteRange(next, next + 1))) {
            return Chain.UNKNOWN;
        }
        int length = cursor.readAside(next, aside, HEADER_BYTES);
        if (length == 0) {
            return Chain.UNKNOWN;
        }
        return agrees(length) ? Chain.HOLDS : Chain.BROKEN;
    }

    private boolean agrees(int length) {
        int minor = length > 2 ? aside[2] & 0xFF : 0;
        int body = length == HEADER_BYTES ? (aside[3] & 0xFF) << 8 | aside[4] & 0xFF : 1;
        return isPlausible(aside[0] & 0xFF, length > 1 ? aside[1] & 0xFF : 3, minor, body);
    }

    /**
     * Where a fruitless {@link #search} may go on: behind it where bytes were cut off, else at the end of the stretch,
     * since what has no header for so long is no TLS.
     */
    long afterSearch() {
        return metCut ? Math.min(cursor.stretchEnd(), cursor.position() + SEARCH_BYTES) : cursor.stretchEnd();
    }

    /** Where the next trusted header stands in this stretch, behind the position; -1 where none is near. */
    long search() {
        metCut = false;
        long end = Math.min(cursor.stretchEnd(), cursor.position() + SEARCH_BYTES);
        long at = Math.max(cursor.position() + 1, searchedTo);
        while (at < end) {
            int readable = cursor.peek(at, (int) Math.min(StreamCursor.WINDOW_BYTES, end - at), SEARCH_BYTES);
            if (readable < HEADER_BYTES) {
                metCut |= at + readable < cursor.stretchEnd();
                at = readable == 0 ? cursor.nextFrameStart(at) : at + readable;
                continue;
            }
            long found = searchWindow(at, readable);
            if (found >= 0) {
                return found;
            }
            at += readable - HEADER_BYTES + 1;
            searchedTo = at;
        }
        return -1;
    }

    private long searchWindow(long from, int readable) {
        for (long at = from; at <= from + readable - HEADER_BYTES; at++) {
            int type = cursor.at(at);
            if (type >= TlsNames.CHANGE_CIPHER_SPEC
                    && type <= TlsNames.HEARTBEAT
                    && isPlausible(type, cursor.at(at + 1), cursor.at(at + 2), lengthAt(at))
                    && isTrusted(at)) {
                return at;
            }
        }
        return -1;
    }

    /**
     * A ClientHello in SSL 2.0 framing (RFC 5246 appendix E.2) at the cursor's position: two bytes of length with the
     * high bit set, message type 1, version, then three lengths that must add up.
     */
    Step.@Nullable Record ssl2ClientHello() {
        long at = cursor.position();
        if (cursor.peek(at, SSL2_FIXED_BYTES, READ_AHEAD) < SSL2_FIXED_BYTES || (cursor.at(at) & 0x80) == 0) {
            return null;
        }
        int length = (cursor.at(at) & 0x7F) << 8 | cursor.at(at + 1);
        int version = cursor.at(at + 3) << 8 | cursor.at(at + 4);
        boolean known = version == SSL2_VERSION || version >= 0x0300 && version <= 0x0304;
        int ciphers = cursor.at(at + 5) << 8 | cursor.at(at + 6);
        int parts =
                ciphers + (cursor.at(at + 7) << 8 | cursor.at(at + 8)) + (cursor.at(at + 9) << 8 | cursor.at(at + 10));
        boolean adds = length == SSL2_FIXED_BYTES - 2 + parts && ciphers > 0 && ciphers % 3 == 0;
        if (cursor.at(at + 2) != SSL2_CLIENT_HELLO || !known || !adds) {
            return null;
        }
        return record(new ByteRange(at, at + 2 + length), TlsNames.HANDSHAKE, SSL2_VERSION);
    }
}
