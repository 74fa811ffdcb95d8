package org.droppoint.capture;

/** Rows of hexadecimal bytes as tcpdump's relatives print them. */
final class HexRows {
    private static final int MAX_ROW_BYTES = 16;

    private HexRows() {}

    /** {@code 0x0010   4500 003c …   E..<}: an offset, groups of up to two bytes, and the same as text. */
    static int withOffset(String line, byte[] into, int at) {
        if (!line.startsWith("0x") || line.length() < 6) {
            return TextDialect.NO_ROW;
        }
        int offset = 0;
        int pos = 2;
        while (pos < line.length() && pos < 10 && digit(line, pos) >= 0) {
            offset = offset << 4 | digit(line, pos++);
        }
        if (pos < 6 || offset != at || pos >= line.length() || !isBlank(line.charAt(pos))) {
            return -2;
        }
        return bytes(line, skipBlanks(line, pos), into, at);
    }

    /** Bytes from {@code pos} on, at most 16, single blanks between groups of one or two; ends at a wider gap. */
    static int bytes(String line, int pos, byte[] into, int at) {
        int count = at;
        int next = pos;
        while (count < at + MAX_ROW_BYTES
                && count < into.length
                && digit(line, next) >= 0
                && digit(line, next + 1) >= 0) {
            into[count++] = (byte) (digit(line, next) << 4 | digit(line, next + 1));
            next += 2;
            boolean gap = next < line.length() && line.charAt(next) == ' ';
            if (gap && digit(line, next + 1) >= 0) {
                next++;
            } else if (gap || next >= line.length() || line.charAt(next) == '\t') {
                break;
            }
        }
        return count == at ? -2 : count;
    }

    static int skipBlanks(String line, int pos) {
        int next = pos;
        while (next < line.length() && isBlank(line.charAt(next))) {
            next++;
        }
        return next;
    }

    private static boolean isBlank(char value) {
        return value == ' ' || value == '\t';
    }

    private static int digit(String line, int at) {
        return at < line.length() ? Character.digit(line.charAt(at), 16) : -1;
    }
}
