package org.droppoint.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class SafeTextTest {

    @Test
    void noCodePointPassesThatHidesMovesOrReorders() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            String safe = SafeText.inline(new String(new int[] {'a', codePoint, 'b'}, 0, 3));
            int shown = codePoint;
            safe.codePoints().forEach(c -> {
                int type = Character.getType(c);
                assertFalse(
                        type == Character.CONTROL
                                || type == Character.FORMAT
                                || type == Character.SURROGATE
                                || type == Character.LINE_SEPARATOR
                                || type == Character.PARAGRAPH_SEPARATOR
                                || type == Character.PRIVATE_USE
                                || type == Character.UNASSIGNED,
                        () -> "U+" + Integer.toHexString(shown));
            });
        }
    }

    @Test
    void escapesAreVisibleAndTextIsKept() {
        assertEquals("220 mx ESMTP\\r\\n", SafeText.inline("220 mx ESMTP\r\n"));
        assertEquals("\\x1b[2J\\x9b\\u{202e}evil", SafeText.inline("\u001b[2J\u009b\u202eevil"));
        assertEquals("grün 漢字 – €", SafeText.inline("grün 漢字 – €"));
        assertEquals("\\u{d800}x", SafeText.inline("\ud800x"));
        assertEquals("C:\\logs", SafeText.inline("C:\\logs"));
    }

    @Test
    void clippingNeverCutsACharacterInHalf() {
        assertEquals("ab…", SafeText.clipped("ab😀cd", 4));
        assertEquals("…", SafeText.clipped("😀😀", 1));
        assertEquals("", SafeText.clipped("", 0));
    }

    @Test
    void loneSurrogatesAreMended() {
        assertEquals("a\uFFFDb\uFFFD", SafeText.wellFormed("a\ud800b\udc00"));
        assertEquals("😀", SafeText.wellFormed("😀"));
    }
}
