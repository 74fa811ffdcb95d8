package org.droppoint.dissect;

import java.nio.charset.StandardCharsets;
import org.droppoint.base.ByteRange;
import org.jspecify.annotations.Nullable;

/** Finds lines of text, and where text gives way to message content's end (RFC 5321 sections 2.3.8 and 4.5.2). */
final class LineScanner {
    /** Kept of a line's text; RFC 5321 section 4.5.3.1 asks for 512 octets of a command or reply. */
    static final int MAX_TEXT_BYTES = 1024;

    /** A line end is looked for no further than this: a TLS client's longest AUTH line is 12288 (RFC 4954). */
    static final int MAX_LINE_BYTES = 1 << 20;

    static final int READ_AHEAD = 2048;
    /** How far before the reply to it the end of message content is looked for: behind it stands at most a QUIT. */
    static final int DOT_SEARCH_BYTES = 1 << 14;

    private static final byte[] FINAL_DOT = {'\r', '\n', '.', '\r', '\n'};
    private static final int CONTENT_CHUNK = StreamCursor.WINDOW_BYTES;

    /** Positions within {@code CRLF . CRLF}: inside a line, at its start, behind a first dot, behind dot and CR. */
    static final int IN_LINE = 0;

    static final int AT_LINE_START = 1;
    private static final int BEHIND_DOT = 2;
    private static final int BEHIND_DOT_CR = 3;

    private final StreamCursor cursor;

    LineScanner(StreamCursor cursor) {
        this.cursor = cursor;
    }

    /**
     * The line at the cursor's position; null where its first byte cannot be read or no line end is near. One that the
     * capture cut off goes on to the next frame.
     *
     * @param mostBytes how far away its end is looked for
     */
    Step.@Nullable Line line(boolean certain, int mostBytes) {
        long start = cursor.position();
        long limit = Math.min(cursor.stretchEnd(), start + mostBytes);
        StringBuilder text = new StringBuilder();
        long at = start;
        while (at < limit) {
            int readable = (int) Math.min(limit - at, cursor.available(at, READ_AHEAD));
            if (readable == 0) {
                break;
            }
            long lineFeed = indexOf('\n', at, readable);
            append(text, at, lineFeed < 0 ? at + readable : lineFeed);
            if (lineFeed >= 0) {
                return complete(start, lineFeed + 1, text, certain);
            }
            at += readable;
        }
        if (at == start || at == start + mostBytes) {
            return null;
        }
        long end = at < cursor.stretchEnd() ? cursor.nextFrameStart(at) : at;
        return new Step.Line(
                new ByteRange(start, end), cursor.view().origin(end - 1), text.toString(), false, false, certain);
    }

    private Step.Line complete(long start, long end, StringBuilder text, boolean certain) {
        boolean carriageReturn = end - start >= 2 && precededByCarriageReturn(end, text);
        if (carriageReturn && text.length() == end - start - 1) {
            text.setLength(text.length() - 1);
        }
        return new Step.Line(
                new ByteRange(start, end),
                cursor.view().origin(end - 1),
                text.toString(),
                true,
                !carriageReturn,
                certain);
    }

    private boolean precededByCarriageReturn(long end, StringBuilder text) {
        if (text.length() > 0 && text.length() < MAX_TEXT_BYTES) {
            return text.charAt(text.length() - 1) == '\r';
        }
        return cursor.peek(end - 2, 1, 1) == 1 && cursor.at(end - 2) == '\r';
    }

    private long indexOf(int value, long from, int length) {
        for (long at = from; at < from + length; at++) {
            if (cursor.at(at) == value) {
                return at;
            }
        }
        return -1;
    }

    private void append(StringBuilder text, long from, long to) {
        int length = (int) Math.min(to - from, MAX_TEXT_BYTES - text.length());
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) cursor.at(from + i);
        }
        text.append(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** Whether text holds what neither SMTP nor a person typing it sends: control characters but tab, CR, backspace. */
    static boolean isBinary(String text) {
        return text.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\r' && c != '\b' && c != 0x1B);
    }

    /**
     * The message content at the cursor's position, up to its final dot, the end of what can be read, or a chunk.
     *
     * @param dotState what the content before led to
     * @param bareLineFeeds the session's lines end in LF alone, so a final dot may too
     */
    Step.Content content(int dotState, boolean bareLineFeeds) {
        long start = cursor.position();
        int readable = cursor.available(start, CONTENT_CHUNK);
        if (readable == 0) {
            return step(start, cursor.nextFrameStart(start), false, true, IN_LINE);
        }
        int state = dotState;
        for (long at = start; at < start + readable; at++) {
            int value = cursor.at(at);
            if (value == '\n') {
                boolean ends = state == BEHIND_DOT_CR || state == BEHIND_DOT && bareLineFeeds;
                if (ends) {
                    return step(start, at + 1, true, false, AT_LINE_START);
                }
                state = AT_LINE_START;
            } else {
                state = next(state, value);
            }
        }
        return step(start, start + readable, false, false, state);
    }

    /** Whether CRLF, dot, CRLF stands between two offsets that are at most a window apart. */
    boolean holdsFinalDot(long from, long to) {
        int readable = cursor.peek(from, (int) (to - from), (int) (to - from));
        for (long at = from; at + FINAL_DOT.length <= from + readable; at++) {
            int same = 0;
            while (same < FINAL_DOT.length && cursor.at(at + same) == FINAL_DOT[same]) {
                same++;
            }
            if (same == FINAL_DOT.length) {
                return true;
            }
        }
        return false;
    }

    /** Content up to an offset, known to hold no end. */
    Step.Content unread(long end) {
        return step(cursor.position(), end, false, false, IN_LINE);
    }

    private static int next(int state, int value) {
        if (state == AT_LINE_START && value == '.') {
            return BEHIND_DOT;
        }
        return state == BEHIND_DOT && value == '\r' ? BEHIND_DOT_CR : IN_LINE;
    }

    /** Content whose length was announced (BDAT, RFC 3030): nothing of it needs to be read. */
    Step.Content counted(long remaining) {
        long start = cursor.position();
        long end = Math.min(cursor.stretchEnd(), start + remaining);
        return step(start, end, end - start == remaining, false, IN_LINE);
    }

    private Step.Content step(long start, long end, boolean ends, boolean damaged, int dotState) {
        return new Step.Content(new ByteRange(start, end), cursor.view().origin(end - 1), ends, damaged, dotState);
    }
}
