package org.droppoint.report.text;

import java.util.ArrayList;
import java.util.List;

/** Counts text in terminal cells: East Asian wide characters take two, combining marks none. */
final class Cells {
    private Cells() {}

    static int width(String text) {
        int cells = 0;
        for (int at = 0; at < text.length(); ) {
            int codePoint = text.codePointAt(at);
            cells += width(codePoint);
            at += Character.charCount(codePoint);
        }
        return cells;
    }

    static int width(int codePoint) {
        if (codePoint < 0x300) {
            return 1;
        }
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return isWide(codePoint) ? 2 : 1;
    }

    /** The blocks that Unicode's East Asian Width (UAX 11) calls wide, coarsely: unassigned gaps count as wide. */
    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0x303E)
                || (c >= 0x3041 && c <= 0xA4CF)
                || (c >= 0xA960 && c <= 0xA97F)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFE30 && c <= 0xFE6F)
                || (c >= 0xFF00 && c <= 0xFF60)
                || (c >= 0xFFE0 && c <= 0xFFE6)
                || (c >= 0x1B000 && c <= 0x1B2FF)
                || (c >= 0x1F300 && c <= 0x1F64F)
                || (c >= 0x1F680 && c <= 0x1F6FF)
                || (c >= 0x1F900 && c <= 0x1F9FF)
                || (c >= 0x20000 && c <= 0x3FFFD)
                || c == 0x231A
                || c == 0x231B
                || (c >= 0x23E9 && c <= 0x23F3)
                || (c >= 0x2614 && c <= 0x2615)
                || (c >= 0x2648 && c <= 0x2653)
                || (c >= 0x26A1 && c <= 0x26FF)
                || c == 0x2705
                || c == 0x274C
                || c == 0x2728
                || c == 0x2B50;
    }

    /** The longest prefix that fits into a number of cells; marks that follow its last character belong to it. */
    static String prefix(String text, int cells) {
        int used = 0;
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            if (used + width(codePoint) > cells) {
                break;
            }
            used += width(codePoint);
            at += Character.charCount(codePoint);
        }
        return text.substring(0, at);
    }

    static String clip(String text, int cells, String ellipsis) {
        if (width(text) <= cells) {
            return text;
        }
        return cells <= 0 ? "" : prefix(text, cells - 1) + ellipsis;
    }

    static String padRight(String text, int cells) {
        return text + " ".repeat(Math.max(0, cells - width(text)));
    }

    static String padLeft(String text, int cells) {
        return " ".repeat(Math.max(0, cells - width(text))) + text;
    }

    /** Breaks at spaces; a word longer than the line is cut. Always at least one line. */
    static List<String> wrap(String text, int cells) {
        int room = Math.max(1, cells);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (String given : text.split(" ", -1)) {
            String word = given;
            int wide = width(word);
            if (used > 0 && used + 1 + wide > room) {
                lines.add(line.toString());
                line.setLength(0);
                used = 0;
            }
            while (wide > room) {
                String head = prefix(word, room);
                if (head.isEmpty()) {
                    head = word.substring(0, Character.charCount(word.codePointAt(0)));
                }
                lines.add(head);
                word = word.substring(head.length());
                wide = width(word);
            }
            if (used > 0) {
                line.append(' ');
                used++;
            }
            line.append(word);
            used += wide;
        }
        if (used > 0 || lines.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }
}
