package org.droppoint.report.markdown;

import org.droppoint.report.SafeText;

/**
 * Escapes text for Markdown. A banner must not become a link, an image, a heading or a table cell, and must not call
 * people by their name: {@code @} stands in a code span, for trackers notify even for an escaped one.
 */
final class MarkdownText {
    private static final String SPECIAL = "\\`*_[]<>|#~&$!";
    private static final int MAX_CHARS = 1_000;

    private MarkdownText() {}

    /** Running text between other things on a line: its spaces at both ends stay. */
    static String within(String text) {
        String before = text.startsWith(" ") ? " " : "";
        String after = text.length() > 1 && text.endsWith(" ") ? " " : "";
        return before + prose(text) + after;
    }

    /** Running text; safe at the start of a line, too. */
    static String prose(String text) {
        String safe = SafeText.clipped(text, MAX_CHARS).strip();
        StringBuilder escaped = new StringBuilder(safe.length() + 16);
        for (int i = 0; i < safe.length(); i++) {
            char c = safe.charAt(i);
            if (c == '@') {
                escaped.append("`@`");
            } else if (SPECIAL.indexOf(c) >= 0 || startsBlock(safe, i) || startsLink(safe, i)) {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** {@code -}, {@code +}, {@code =} at the very start, and the point of a number there, would begin a list. */
    private static boolean startsBlock(String text, int at) {
        char c = text.charAt(at);
        if (at == 0) {
            return c == '-' || c == '+' || c == '=';
        }
        return (c == '.' || c == ')')
                && at < 10
                && text.substring(0, at).chars().allMatch(Character::isDigit);
    }

    /** Bare addresses are made links by many trackers: {@code http://…}, {@code www.…}. */
    private static boolean startsLink(String text, int at) {
        return (text.charAt(at) == ':' && text.startsWith("//", at + 1))
                || (text.charAt(at) == '.' && at >= 3 && text.regionMatches(true, at - 3, "www", 0, 3));
    }

    /** A code span in a table's cell, where a pipe must be escaped even inside of code. */
    static String codeCell(String text) {
        return code(text).replace("|", "\\|");
    }

    /** A code span, its fence longer than any run of backticks inside. */
    static String code(String text) {
        String safe = SafeText.clipped(text, MAX_CHARS);
        if (safe.isBlank()) {
            return "–";
        }
        String fence = "`".repeat(longestRun(safe) + 1);
        String pad = safe.startsWith("`") || safe.endsWith("`") ? " " : "";
        return fence + pad + safe + pad + fence;
    }

    /** A block of preformatted lines. */
    static String block(String lines) {
        String fence = "`".repeat(Math.max(3, longestRun(lines) + 1));
        return fence + "text\n" + lines + fence + "\n";
    }

    private static int longestRun(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
