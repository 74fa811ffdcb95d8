package org.droppoint.report.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.droppoint.report.text.TextPage.Span;

/**
 * Rows in aligned columns. Where they do not fit, the least important columns go first; then the widest are clipped, or
 * wrapped where they may be, so columns never break.
 */
public final class TextTable {
    private static final int GAP = 2;
    private static final int MIN_COLUMN = 14;
    private static final int MIN_WRAPPED = 26;

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
        PROSE,
        /** Prose that goes on in the next line; for the last column. */
        WRAPPED
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
                .mapToInt(i -> Math.max(0, widths[i] - leastWidth(i, widths[i])))
                .sum();
    }

    private int leastWidth(int column, int width) {
        return switch (columns.get(column).kind()) {
            case PROSE -> MIN_COLUMN;
            case WRAPPED -> MIN_WRAPPED;
            default -> width;
        };
    }

    private void shrink(List<Integer> kept, int[] widths, int room) {
        while (total(kept, widths) > room) {
            int widest = kept.stream()
                    .max(Comparator.comparingInt(i -> clipOrder(i, widths[i])))
                    .orElseThrow();
            if (widths[widest] <= 1) {
                return;
            }
            widths[widest]--;
        }
    }

    /** Prose is clipped first, down to its least; then whatever is widest. */
    private int clipOrder(int column, int width) {
        return width > leastWidth(column, width) ? width + TextPage.MAX_WIDTH : width;
    }

    private void printRow(List<Integer> kept, int[] widths, List<Span> cells) {
        int last = kept.get(kept.size() - 1);
        List<Span> tail = columns.get(last).kind() == Kind.WRAPPED
                ? page.wrapped(cells.get(last), widths[last])
                : List.of(cells.get(last));
        List<Span> line = new ArrayList<>();
        line.add(page.space(indent));
        for (int i : kept) {
            Span cell = i == last ? tail.get(0) : cells.get(i);
            line.add(page.fit(cell, widths[i], columns.get(i).kind() == Kind.NUMBER));
            line.add(page.space(GAP));
        }
        line.remove(line.size() - 1);
        page.line(line);
        int before = indent
                + kept.stream()
                        .filter(i -> i != last)
                        .mapToInt(i -> widths[i] + GAP)
                        .sum();
        tail.stream().skip(1).forEach(rest -> page.line(page.space(before), rest));
    }
}
