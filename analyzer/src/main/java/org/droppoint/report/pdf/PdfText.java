package org.droppoint.report.pdf;

import java.util.Map;
import org.droppoint.report.SafeText;

/**
 * Text for the PDF's built-in fonts, which every reader has and none embeds: they hold Windows-1252 and nothing else.
 * A sign of the report's own outside of it has a substitute; what strangers wrote is shown as an escape.
 */
final class PdfText {
    private static final int MAX_CHARS = 2_000;

    private static final Map<Integer, String> SUBSTITUTES = Map.of(
            0x2192, "->",
            0x2190, "<-",
            0x2713, "+",
            0x2717, "x",
            0x22EE, ":",
            0x2212, "-",
            0x03BC, "µ",
            0x202F, " ");

    private static final String WINDOWS_1252_EXTRA = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

    private PdfText() {}

    static String clean(String text) {
        return clean(text, MAX_CHARS);
    }

    static String clean(String text, int maxChars) {
        String safe = SafeText.clipped(text, maxChars);
        StringBuilder clean = new StringBuilder(safe.length());
        safe.codePoints().forEach(codePoint -> {
            if (codePoint < 0x7F || (codePoint >= 0xA0 && codePoint <= 0xFF) || isExtra(codePoint)) {
                clean.appendCodePoint(codePoint);
            } else {
                String substitute = SUBSTITUTES.get(codePoint);
                clean.append(substitute != null ? substitute : "\\u{" + Integer.toHexString(codePoint) + "}");
            }
        });
        return clean.toString();
    }

    private static boolean isExtra(int codePoint) {
        return WINDOWS_1252_EXTRA.indexOf(codePoint) >= 0;
    }
}
