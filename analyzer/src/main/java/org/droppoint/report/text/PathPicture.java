package org.droppoint.report.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.droppoint.report.PathLayout;
import org.droppoint.report.Report;
import org.droppoint.report.Suspicion;
import org.droppoint.report.text.TextPage.Span;

/** The path in one line, the suspected places marked; long paths go on in the next line. */
final class PathPicture {
    private static final int INDENT = 2;

    private final TextPage page;
    private final Glyphs glyphs;
    private final Report report;
    private final List<List<Span>> pieces = new ArrayList<>();

    private PathPicture(TextPage page, Report report) {
        this.page = page;
        this.glyphs = page.glyphs();
        this.report = report;
    }

    static void print(TextPage page, Report report) {
        PathPicture picture = new PathPicture(page, report);
        picture.collect(PathLayout.of(report));
        picture.flow();
    }

    private void collect(PathLayout layout) {
        List<PathLayout.Column> columns = layout.columns();
        for (int i = 0; i < columns.size(); i++) {
            PathLayout.Column column = columns.get(i);
            boolean end = i == columns.size() - 1 || (i == 0 && column.name().equals("host"));
            pieces.add(station(column, end));
            if (i < columns.size() - 1) {
                gap(layout.gap(i));
            }
        }
    }

    private List<Span> station(PathLayout.Column column, boolean end) {
        Style style = end ? style(column.name()) : Style.FAINT;
        String dot = style == Style.FAINT ? column.tap() ? glyphs.tap() : glyphs.end() : sign(column.name());
        Span name = end ? place(column.name()) : page.plain(column.name());
        return List.of(page.sign(style, dot), page.space(1), name);
    }

    private void gap(List<String> places) {
        if (places.isEmpty()) {
            pieces.add(List.of(page.sign(Style.FAINT, glyphs.wire().repeat(4))));
        }
        for (int i = 0; i < places.size(); i++) {
            String place = places.get(i);
            Style style = style(place);
            List<Span> piece = new ArrayList<>(
                    List.of(page.sign(style, glyphs.wire() + sign(place)), page.space(1), place(place)));
            if (i == places.size() - 1) {
                piece.add(page.space(1));
                piece.add(page.sign(style, sign(place) + glyphs.wire()));
            }
            pieces.add(piece);
        }
    }

    private Style style(String place) {
        if (report.verdict().suspects().contains(place)) {
            return Style.FAULT;
        }
        return report.verdict().notRuledOut().contains(place) ? Style.DOUBT : Style.FAINT;
    }

    private String sign(String place) {
        return switch (style(place)) {
            case FAULT -> Suspicion.pinned(report.verdict(), place) ? glyphs.cross() : glyphs.doubt();
            case DOUBT -> glyphs.doubt();
            default -> glyphs.wire();
        };
    }

    /** Suspects stand in capitals, for paper and for eyes that see no red. */
    private Span place(String name) {
        return switch (style(name)) {
            case FAULT -> page.span(Style.FAULT, name.toUpperCase(Locale.ROOT));
            case DOUBT -> page.span(Style.DOUBT, name);
            default -> page.plain(name);
        };
    }

    private void flow() {
        List<Span> line = new ArrayList<>(List.of(page.space(INDENT)));
        int used = INDENT;
        for (List<Span> piece : pieces) {
            int wide = piece.stream().mapToInt(Span::width).sum();
            if (used > INDENT && used + 1 + wide > page.width()) {
                page.line(line);
                line.clear();
                line.add(page.space(2 * INDENT));
                used = 2 * INDENT;
            }
            if (used > INDENT) {
                line.add(page.space(1));
                used++;
            }
            line.addAll(piece);
            used += wide;
        }
        page.line(line);
    }
}
