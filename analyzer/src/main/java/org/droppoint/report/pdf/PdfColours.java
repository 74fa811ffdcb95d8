package org.droppoint.report.pdf;

import java.awt.Color;
import org.droppoint.report.Words;

/** Few colours, each readable on white paper, none alone in what it says. */
final class PdfColours {
    static final Color INK = new Color(0x1B1D20);
    static final Color SOFT = new Color(0x50565E);
    static final Color LINE = new Color(0xCFD1CE);
    static final Color FAULT = new Color(0xA11B12);
    static final Color DOUBT = new Color(0x7A4B00);
    static final Color WELL = new Color(0x125C30);
    static final Color TLS = new Color(0x174B86);
    static final Color BAND = new Color(0xF8E8E6);

    private PdfColours() {}

    static Color of(Words.Tone tone) {
        return switch (tone) {
            case WELL -> WELL;
            case DOUBT -> DOUBT;
            case FAULT -> FAULT;
        };
    }
}
