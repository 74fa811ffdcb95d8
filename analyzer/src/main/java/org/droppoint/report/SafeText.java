package org.droppoint.report;

import java.util.Locale;

/**
 * Makes text from captures safe to show. Banners, host names and file names are chosen by strangers: escape sequences
 * could repaint a terminal, a bidirectional override could turn an address round, a line break could forge a line of
 * the report. Whatever does not print as itself is shown as a visible escape instead: {@code \n}, {@code \x1b}, or
 * the code point in braces. The result is for eyes only; it is not meant to be decoded again.
 */
public final class SafeText {
    /** Longer runs of combining marks paint over neighbouring lines. */
    private static final int MAX_COMBINING = 3;

    private SafeText() {}

    /** One line of printable text; nothing in it moves a cursor, hides, or reorders its neighbours. */
    public static String inline(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        int combining = 0;
        for (int at = 0; at < text.length(); ) {
            int codePoint = text.codePointAt(at);
            at += Character.charCount(codePoint);
            combining = isCombining(codePoint) ? combining + 1 : 0;
            if (isUnsafe(codePoint) || combining > MAX_COMBINING) {
                safe.append(escape(codePoint));
            } else if (Character.getType(codePoint) == Character.SPACE_SEPARATOR) {
                safe.append(' ');
            } else {
                safe.appendCodePoint(codePoint);
            }
        }
        return safe.toString();
    }

    /** As {@link #inline}, cut to a number of characters with an ellipsis where it is longer. */
    public static String clipped(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return inline(text);
        }
        int end = Math.max(0, maxChars - 1);
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return inline(text.substring(0, end)) + "…";
    }

    /** The text with lone surrogates, which no encoding can write, replaced by U+FFFD; all else is kept. */
    public static String wellFormed(String text) {
        StringBuilder mended = null;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
                continue;
            }
            mended = mended == null ? new StringBuilder(text) : mended;
            mended.setCharAt(at, '\uFFFD');
        }
        return mended == null ? text : mended.toString();
    }

    /** True for characters that do not print as themselves: controls, formats, separators of lines, fillers. */
    public static boolean isUnsafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> isInvisibleLetter(codePoint);
        };
    }

    /** Hangul fillers are letters by category and blank by sight; variation selectors change a neighbour's width. */
    private static boolean isInvisibleLetter(int codePoint) {
        return codePoint == 0x115F
                || codePoint == 0x1160
                || codePoint == 0x3164
                || codePoint == 0xFFA0
                || codePoint == 0x034F
                || codePoint == 0x2800
                || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
                || (codePoint >= 0xE0100 && codePoint <= 0xE01EF);
    }

    static boolean isCombining(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7E) {
                return false;
            }
        }
        return true;
    }

    private static String escape(int codePoint) {
        return switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                codePoint < 0x100
                        ? String.format(Locale.ROOT, "\\x%02x", codePoint)
                        : "\\u{" + Integer.toHexString(codePoint) + "}";
        };
    }
}
