package org.droppoint.report.text;

/** What a piece of text means; the few colours follow from it, and every one of them comes with a sign or a word. */
public enum Style {
    PLAIN(""),
    STRONG("1"),
    FAINT("2"),
    FAULT("1;31"),
    DOUBT("33"),
    WELL("32");

    private final String sgr;

    Style(String sgr) {
        this.sgr = sgr;
    }

    String paint(String text, boolean colour) {
        return colour && !sgr.isEmpty() && !text.isEmpty() ? "\u001b[" + sgr + "m" + text + "\u001b[0m" : text;
    }
}
