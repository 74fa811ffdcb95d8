package org.droppoint.report.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.droppoint.report.text.TextPage.Span;

/**
 * Rows in aligned columns. Where they do not fit, the least important columns go first; then the widest are clipped,
 * so columns never break.
 */
public final class TextTable {
    private static final int GAP = 2;
    private static final int MIN_COLUMN = 14;

    private final TextPage page;
    private final int indent;
    private final List<Column> columns;
    private final List<List<Span>> rows = new ArrayList<>();

    /**
     * @param importance columns with less go first; the highest never goes
     */
    public record Column(String title, Kind kind, int importance) {}

    /** How a column stands, and whether it may be clipped before another one is left out. */
    public enum Kind {
        NUMBER,
        /** Names and addresses: useless when clipped. */
        FIRM,
        PROSE
    }

    public TextTable(TextPage page, int indent, List<Column> columns) {
        this.page = page;
        this.indent = indent;
        this.columns = columns;
    }

    public void row(Span... cells) {
        rows.add(List.of(cells));
    }

    public void print() {
        List<Integer> kept = new ArrayList<>(IntStream.range(0, columns.size())
                .filter(this::hasContent)
                .boxed()
                .toList());
        int[] widths =
                IntStream.range(0, columns.size()).map(this::naturalWidth).toArray();
        int room = page.width() - indent;
        while (kept.size() > 2 && total(kept, widths) > room && shrinkable(kept, widths) < total(kept, widths) - room) {
            kept.remove(kept.stream()
                    .min(Comparator.comparingInt(i -> columns.get(i).importance()))
                    .orElseThrow());
        }
        shrink(kept, widths, room);
        printRow(
                kept,
                widths,
                columns.stream()
                        .map(column -> page.span(Style.FAINT, column.title()))
                        .toList());
        for (List<Span> row : rows) {
            printRow(kept, widths, row);
        }
    }

    private boolean hasContent(int column) {
        return rows.stream().anyMatch(row -> row.get(column).width() > 0);
    }

    private int naturalWidth(int column) {
        int widest = page.span(Style.FAINT, columns.get(column).title()).width();
        for (List<Span> row : rows) {
            widest = Math.max(widest, row.get(column).width());
        }
        return widest;
    }

    private static int total(List<Integer> kept, int[] widths) {
        return kept.stream().mapToInt(i -> widths[i]).sum() + GAP * (kept.size() - 1);
    }

    /** How many cells clipping may save before prose becomes unreadable. */
    private int shrinkable(List<Integer> kept, int[] widths) {
        return kept.stream()
                .filter(i -> columns.get(i).kind() == Kind.PROSE)
                .mapToInt(i -> Math.max(0, widths[i] - MIN_COLUMN))
                .sum();
    }

    private void shrink(List<Integer> kept, int[] widths, int room) {
        while (total(kept, widths) > room) {
            int widest =
                    kept.stream().max(Comparator.comparingInt(i -> widths[i])).orElseThrow();
            if (widths[widest] <= 1) {
                return;
            }
            widths[widest]--;
        }
    }

    /** Prose is clipped first, down to its least; then whatever is widest. */
    private int clipOrder(int column, int width) {
        return columns.get(column).kind() == Kind.PROSE && width > MIN_COLUMN ? width + TextPage.MAX_WIDTH : width;
    }

    private void printRow(List<Integer> kept, int[] widths, List<Span> cells) {
        List<Span> line = new ArrayList<>();
        line.add(page.space(indent));
        for (int i : kept) {
            line.add(page.fit(cells.get(i), widths[i], columns.get(i).kind() == Kind.NUMBER));
            line.add(page.space(GAP));
        }
        line.remove(line.size() - 1);
        page.line(line);
    }
}
