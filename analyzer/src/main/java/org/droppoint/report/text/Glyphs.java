package org.droppoint.report.text;

import java.util.Map;
import org.droppoint.report.SafeText;

/**
 * The signs a page is drawn with: box drawing, or plain ASCII for terminals that have nothing else. Every one of them
 * is one cell wide.
 */
public record Glyphs(
        boolean ascii,
        String rule,
        String wire,
        String dotted,
        String lifeline,
        String seen,
        String leaves,
        String comes,
        String right,
        String left,
        String cross,
        String forge,
        String changed,
        String tap,
        String end,
        String well,
        String doubt,
        String ellipsis,
        String bullet) {
    public static final Glyphs UNICODE =
            new Glyphs(false, "─", "─", "╌", "│", "┼", "├", "┤", "▶", "◀", "✗", "◆", "≠", "●", "○", "✓", "?", "…", "•");
    public static final Glyphs ASCII =
            new Glyphs(true, "-", "-", ".", "|", "+", "|", "|", ">", "<", "X", "#", "%", "*", "o", "+", "?", "~", "-");

    private static final Map<Integer, String> PLAIN = Map.ofEntries(
            Map.entry(0x2013, "-"),
            Map.entry(0x2014, "-"),
            Map.entry(0x2026, "..."),
            Map.entry(0x00B5, "u"),
            Map.entry(0x03BC, "u"),
            Map.entry(0x00B1, "+/-"),
            Map.entry(0x00D7, "x"),
            Map.entry(0x2192, "->"),
            Map.entry(0x2190, "<-"),
            Map.entry(0x2018, "'"),
            Map.entry(0x2019, "'"),
            Map.entry(0x201C, "\""),
            Map.entry(0x201D, "\""));

    /** Text from anywhere, made safe, and made ASCII where the page is. */
    String clean(String text) {
        String safe = SafeText.inline(text);
        if (!ascii || safe.chars().allMatch(c -> c < 0x80)) {
            return safe;
        }
        StringBuilder plain = new StringBuilder(safe.length() + 16);
        safe.codePoints()
                .forEach(codePoint ->
                        plain.append(codePoint < 0x80 ? Character.toString(codePoint) : replacement(codePoint)));
        return plain.toString();
    }

    private static String replacement(int codePoint) {
        String known = PLAIN.get(codePoint);
        return known != null ? known : "\\u{" + Integer.toHexString(codePoint) + "}";
    }
}
