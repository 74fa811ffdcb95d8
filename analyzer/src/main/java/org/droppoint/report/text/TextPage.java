package org.droppoint.report.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A page of fixed width. Pieces of text come in by {@link #span} alone, which makes them safe, so nothing from a
 * capture reaches the terminal as it came; and no line leaves that is wider than the page.
 */
public final class TextPage {
    static final int MIN_WIDTH = 40;
    static final int MAX_WIDTH = 200;

    /** Longer texts are clipped: nobody reads a line of a megabyte, and it may well come from a stranger. */
    private static final int MAX_TEXT_CHARS = 2_000;

    private final int width;
    private final boolean colour;
    private final Glyphs glyphs;
    private final StringBuilder text = new StringBuilder(8_192);

    public TextPage(int width, boolean colour, Glyphs glyphs) {
        this.width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width));
        this.colour = colour;
        this.glyphs = glyphs;
    }

    /** Safe text with its meaning; made by {@link TextPage#span} only. */
    public static final class Span {
        private final String text;
        private final Style style;

        private Span(String text, Style style) {
            this.text = text;
            this.style = style;
        }

        int width() {
            return Cells.width(text);
        }
    }

    public int width() {
        return width;
    }

    public Glyphs glyphs() {
        return glyphs;
    }

    public Span span(Style style, String content) {
        String bounded = content.length() > MAX_TEXT_CHARS ? content.substring(0, MAX_TEXT_CHARS) + "…" : content;
        return new Span(glyphs.clean(bounded), style);
    }

    public Span plain(String content) {
        return span(Style.PLAIN, content);
    }

    /** A sign of the page's own; it is known to be safe. */
    public Span sign(Style style, String glyph) {
        return new Span(glyph, style);
    }

    public Span space(int cells) {
        return new Span(" ".repeat(Math.max(0, cells)), Style.PLAIN);
    }

    /** The span in exactly so many cells: clipped, or filled up on the side away from its edge. */
    Span fit(Span span, int cells, boolean alignRight) {
        String clipped = Cells.clip(span.text, cells, glyphs.ellipsis());
        return new Span(alignRight ? Cells.padLeft(clipped, cells) : Cells.padRight(clipped, cells), span.style);
    }

    /** The span in as many lines as it takes. */
    List<Span> wrapped(Span span, int cells) {
        return Cells.wrap(span.text, cells).stream()
                .map(text -> new Span(text, span.style))
                .toList();
    }

    public void blank() {
        text.append('\n');
    }

    public void line(Span... spans) {
        line(List.of(spans));
    }

    /** One line; what goes beyond the page's width is clipped. Trailing spaces are left out. */
    void line(List<Span> spans) {
        List<Span> fitting = new ArrayList<>();
        int used = 0;
        for (Span span : spans) {
            String clipped = Cells.clip(span.text, width - used, glyphs.ellipsis());
            fitting.add(new Span(clipped, span.style));
            used += Cells.width(clipped);
            if (clipped.length() < span.text.length() || used >= width) {
                break;
            }
        }
        int last = fitting.size() - 1;
        while (last >= 0 && fitting.get(last).text.isBlank()) {
            last--;
        }
        for (int i = 0; i <= last; i++) {
            Span span = fitting.get(i);
            text.append(span.style.paint(i == last ? span.text.stripTrailing() : span.text, colour));
        }
        text.append('\n');
    }

    /** A section's title with a rule to the right edge, and a word beside it. */
    public void heading(String title, String aside) {
        blank();
        Span name = span(Style.STRONG, title);
        int room = width - name.width() - 5;
        Span beside = span(Style.FAINT, Cells.clip(glyphs.clean(aside), Math.max(0, room), glyphs.ellipsis()));
        int rest = width - name.width() - beside.width() - (beside.width() == 0 ? 1 : 2);
        Span rule = sign(Style.FAINT, glyphs.rule().repeat(Math.max(0, rest)));
        if (beside.width() == 0) {
            line(name, space(1), rule);
        } else {
            line(name, space(1), rule, space(1), beside);
        }
    }

    /** A paragraph behind a lead that stands in its own column; further lines hang under the first. */
    public void hanging(Span lead, int column, Style style, String content) {
        int indent = Math.min(Math.max(column, lead.width() + 1), width / 2);
        String safe = span(style, content).text;
        List<String> lines = Cells.wrap(safe, width - indent);
        for (int i = 0; i < lines.size(); i++) {
            Span head = i == 0 ? fit(lead, indent, false) : space(indent);
            line(head, new Span(lines.get(i), style));
        }
    }

    public void paragraph(int indent, Style style, String content) {
        hanging(space(0), indent, style, content);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
