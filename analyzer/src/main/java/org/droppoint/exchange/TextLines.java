package org.droppoint.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text whose encoding nobody states: UTF-8 or UTF-16 with or without a byte order mark, else
 * Windows-1252, which is decided line by line because concatenated logs mix them. Lines end in LF, CR or CR LF. Control
 * characters other than the tab become U+FFFD: the text of a mail server's banner is the other side's to choose, and
 * ends up in terminals. Not for concurrent use.
 */
final class TextLines {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int SNIFFED_BYTES = 256;
    private static final int END = -1;

    private enum Width {
        BYTES,
        UTF16_BIG_ENDIAN,
        UTF16_LITTLE_ENDIAN
    }

    /** What a parser does with the lines. */
    interface Body<T> {
        T read(TextLines lines) throws IOException;
    }

    private final InputStream in;
    private final long maxBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final byte[] narrow = new byte[Limits.MAX_LINE_CHARS];
    private int position;
    private int limit;
    private long fetched;
    private boolean ended;
    private boolean cutOff;
    private boolean afterCarriageReturn;
    private int lineNumber;
    private final Width width;

    TextLines(InputStream in) throws IOException {
        this(in, Limits.MAX_INPUT_BYTES);
    }

    TextLines(InputStream in, long maxBytes) throws IOException {
        this.in = in;
        this.maxBytes = maxBytes;
        while (limit < SNIFFED_BYTES && fill()) {
            // a pipe may hand out a few bytes at a time
        }
        this.width = sniff();
    }

    /** Reads an array, which unlike a stream cannot fail. */
    static <T> T over(byte[] bytes, Body<T> body) {
        try {
            return body.read(new TextLines(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException("an array does not fail to be read", e);
        }
    }

    /** The number of the line last returned, counted from 1. */
    int lineNumber() {
        return lineNumber;
    }

    /** Whether the input is longer than what is read of it. */
    boolean cutOff() {
        return cutOff;
    }

    /** The next line without its end, or null after the last. */
    @Nullable
    String next() throws IOException {
        StringBuilder wide = width == Width.BYTES ? null : new StringBuilder();
        int length = 0;
        int unit = unit();
        if (unit == '\n' && afterCarriageReturn) {
            unit = unit();
        }
        afterCarriageReturn = false;
        if (unit == END) {
            return null;
        }
        while (unit != END && unit != '\n' && unit != '\r') {
            if (length < Limits.MAX_LINE_CHARS) {
                if (wide == null) {
                    narrow[length] = (byte) unit;
                } else {
                    wide.append((char) unit);
                }
            }
            length++;
            unit = unit();
        }
        afterCarriageReturn = unit == '\r';
        lineNumber++;
        return clean(wide == null ? decode(length) : wide.toString());
    }

    private Width sniff() {
        int first = limit > 0 ? buffer[0] & 0xFF : END;
        int second = limit > 1 ? buffer[1] & 0xFF : END;
        if (first == 0xFF && second == 0xFE || first == 0xFE && second == 0xFF) {
            position = 2;
            return first == 0xFF ? Width.UTF16_LITTLE_ENDIAN : Width.UTF16_BIG_ENDIAN;
        }
        if (limit > 2 && first == 0xEF && second == 0xBB && (buffer[2] & 0xFF) == 0xBF) {
            position = 3;
            return Width.BYTES;
        }
        return sniffWithoutMark();
    }

    /** These logs are nearly ASCII: in UTF-16 every other byte is zero, and in no other encoding any is. */
    private Width sniffWithoutMark() {
        int pairs = Math.min(limit, SNIFFED_BYTES) / 2;
        int evenZeros = 0;
        int oddZeros = 0;
        for (int i = 0; i < pairs; i++) {
            evenZeros += buffer[2 * i] == 0 ? 1 : 0;
            oddZeros += buffer[2 * i + 1] == 0 ? 1 : 0;
        }
        if (oddZeros > pairs * 3 / 4 && evenZeros <= pairs / 4) {
            return Width.UTF16_LITTLE_ENDIAN;
        }
        return evenZeros > pairs * 3 / 4 && oddZeros <= pairs / 4 ? Width.UTF16_BIG_ENDIAN : Width.BYTES;
    }

    private int unit() throws IOException {
        int first = octet();
        if (width == Width.BYTES || first == END) {
            return first;
        }
        int second = octet();
        if (second == END) {
            return END;
        }
        return width == Width.UTF16_BIG_ENDIAN ? first << 8 | second : second << 8 | first;
    }

    private int octet() throws IOException {
        if (position == limit) {
            position = 0;
            limit = 0;
            if (!fill()) {
                return END;
            }
        }
        return buffer[position++] & 0xFF;
    }

    /** Appends to the buffer; false at the end of the input or of what is read of it. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        int room = (int) Math.min(buffer.length - limit, maxBytes - fetched);
        if (room == 0) {
            cutOff = in.read() >= 0;
            ended = true;
            return false;
        }
        int count = in.read(buffer, limit, room);
        if (count <= 0) {
            ended = true;
            return false;
        }
        fetched += count;
        limit += count;
        return true;
    }

    private String decode(int length) {
        int kept = Math.min(length, narrow.length);
        if (length > kept) {
            kept = wholeCharacters(kept);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(narrow, 0, kept))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(narrow, 0, kept, WINDOWS_1252);
        }
    }

    /** A cut line must not end inside a UTF-8 sequence, or it would no longer look like UTF-8. */
    private int wholeCharacters(int length) {
        int end = length;
        while (end > length - 3 && (narrow[end - 1] & 0xC0) == 0x80) {
            end--;
        }
        return (narrow[end - 1] & 0xC0) == 0xC0 ? end - 1 : length;
    }

    private static String clean(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (isUnwanted(line.charAt(i))) {
                StringBuilder clean = new StringBuilder(line);
                for (int j = i; j < clean.length(); j++) {
                    if (isUnwanted(clean.charAt(j))) {
                        clean.setCharAt(j, '\uFFFD');
                    }
                }
                return clean.toString();
            }
        }
        return line;
    }

    private static boolean isUnwanted(char c) {
        return Character.isISOControl(c) && c != '\t';
    }
}
