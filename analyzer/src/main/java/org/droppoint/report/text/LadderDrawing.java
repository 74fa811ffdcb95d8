package org.droppoint.report.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.droppoint.report.LadderArrow;
import org.droppoint.report.LadderExcerpt;
import org.droppoint.report.PathLayout;
import org.droppoint.report.Report;
import org.droppoint.report.Words;
import org.droppoint.report.text.TextPage.Span;

/** The sequence diagram of one flow in characters. */
final class LadderDrawing {
    private static final int MAX_ROWS = 48;
    private static final int TIME_CELLS = 11;
    private static final int MIN_LABEL_CELLS = 24;
    private static final int FRAMES_FROM_WIDTH = 110;

    private final TextPage page;
    private final Glyphs glyphs;
    private final PathLayout layout;
    private final Report.Flow flow;
    private final int margin;
    private final int half;
    private final int frameCells;

    private LadderDrawing(TextPage page, PathLayout layout, Report.Flow flow) {
        this.page = page;
        this.glyphs = page.glyphs();
        this.layout = layout;
        this.flow = flow;
        List<PathLayout.Column> columns = layout.columns();
        int widestName = columns.stream()
                .mapToInt(column -> Cells.width(glyphs.clean(column.name())))
                .max()
                .orElse(4);
        this.margin = Math.min(4, widestName / 2 + 1);
        this.frameCells = page.width() >= FRAMES_FROM_WIDTH ? frameCells() : 0;
        int room = page.width() - TIME_CELLS - 2 * margin - MIN_LABEL_CELLS - frameCells;
        int wanted = Math.max(5, Math.min(8, (page.width() - 40) / 8));
        this.half = Math.min(wanted, Math.max(0, room / Math.max(1, layout.lastPosition())));
    }

    static void print(TextPage page, Report report, Report.Flow flow) {
        LadderDrawing drawing = new LadderDrawing(page, PathLayout.of(report), flow);
        drawing.titles();
        drawing.rows();
    }

    private int frameCells() {
        int cells = tapNames().mapToInt(tap -> frameCells(tap) + 2).sum();
        return cells > page.width() / 3 ? 0 : cells;
    }

    private int frameCells(String tap) {
        int widest = Math.min(8, Cells.width(glyphs.clean(tap)));
        for (Report.LadderStep step : flow.ladder()) {
            widest = Math.max(widest, frame(step, tap).length());
        }
        return widest;
    }

    private Stream<String> tapNames() {
        return layout.columns().stream().filter(PathLayout.Column::tap).map(PathLayout.Column::name);
    }

    private String frame(Report.LadderStep step, String tap) {
        Long frame = step.frames().get(tap);
        return frame == null ? "-" : Long.toString(frame);
    }

    /** With less than three cells between columns no arrow can be read; then the steps are listed in words. */
    private boolean drawn() {
        return half >= 2;
    }

    private int laneCells() {
        return layout.lastPosition() * half + 2 * margin + 1;
    }

    private void titles() {
        List<Span> line = new ArrayList<>();
        line.add(page.fit(page.span(Style.FAINT, "time"), TIME_CELLS, true));
        int at = 0;
        for (int i = 0; drawn() && i < layout.columns().size(); i++) {
            String name = Cells.clip(glyphs.clean(layout.columns().get(i).name()), 2 * half - 1, glyphs.ellipsis());
            int start = Math.max(at, cell(2 * i) - Cells.width(name) / 2);
            line.add(page.space(start - at));
            line.add(page.span(Style.STRONG, name));
            at = start + Cells.width(name);
        }
        if (frameCells > 0) {
            line.add(page.space(page.width() - TIME_CELLS - at - frameCells));
            line.add(frames(Function.identity()));
        }
        page.line(line);
    }

    private void rows() {
        for (LadderExcerpt.Row row : LadderExcerpt.of(flow.ladder(), MAX_ROWS)) {
            if (row.skippedBefore() > 0) {
                page.line(
                        page.space(TIME_CELLS),
                        lanes(emptyLanes(), Style.FAINT),
                        page.span(
                                Style.FAINT, Words.count(row.skippedBefore(), "further step") + " that went through"));
            }
            page.line(row(row.step()));
        }
    }

    private List<Span> row(Report.LadderStep step) {
        List<Span> line = new ArrayList<>();
        Style style = style(step);
        line.add(
                page.fit(page.span(Style.FAINT, Words.sinceStart(step.nanos() - flow.startNanos())), TIME_CELLS, true));
        LadderArrow arrow = LadderArrow.of(layout, flow, step);
        if (drawn()) {
            line.addAll(arrowSpans(arrow, step, style));
        } else {
            line.add(page.plain(arrow.rightward() ? "  > " : "  < "));
        }
        int labelCells = page.width() - TIME_CELLS - (drawn() ? laneCells() : 4) - frameCells;
        Span label = page.span(style, label(step, labelCells));
        line.add(frameCells > 0 ? page.fit(label, labelCells, false) : label);
        if (frameCells > 0) {
            line.add(frames(tap -> frame(step, tap)));
        }
        return line;
    }

    private String label(Report.LadderStep step, int cells) {
        String mark = LadderExcerpt.remark(step);
        int room = cells - mark.length() - 1;
        String label = glyphs.clean(LadderExcerpt.label(step, Math.max(1, room)));
        return Cells.clip(label, room, glyphs.ellipsis()) + mark;
    }

    private static Style style(Report.LadderStep step) {
        if (step.isFault()) {
            return Style.FAULT;
        }
        return step.copy() > 1 ? Style.DOUBT : Style.PLAIN;
    }

    /** The frame numbers, or the taps' names above them, each in its column. */
    private Span frames(Function<String, String> content) {
        StringBuilder line = new StringBuilder();
        tapNames().forEach(tap -> {
            String text = Cells.clip(glyphs.clean(content.apply(tap)), frameCells(tap), glyphs.ellipsis());
            line.append(Cells.padLeft(text, frameCells(tap) + 2));
        });
        return page.span(Style.FAINT, line.toString());
    }

    private String[] emptyLanes() {
        String[] cells = new String[laneCells()];
        Arrays.fill(cells, " ");
        for (int i = 0; i < layout.columns().size(); i++) {
            cells[cell(2 * i)] = glyphs.lifeline();
        }
        return cells;
    }

    private int cell(int position) {
        return margin + position * half;
    }

    private List<Span> arrowSpans(LadderArrow arrow, Report.LadderStep step, Style style) {
        String[] cells = emptyLanes();
        int from = cell(arrow.from());
        int to = cell(arrow.to());
        int first = cell(arrow.first());
        int known = cell(arrow.known());
        int forward = Integer.signum(to - from);
        int tip = arrow.lost() ? to : to - forward;
        for (int at = from + forward; forward != 0 && at != tip; at += forward) {
            boolean sure = at >= Math.min(first, known) && at <= Math.max(first, known);
            if (!cells[at].equals(glyphs.lifeline())) {
                cells[at] = sure ? glyphs.wire() : glyphs.dotted();
            }
        }
        for (String tap : step.frames().keySet()) {
            int position = layout.tapPosition(tap);
            int at = position < 0 ? -1 : cell(position);
            if (at > Math.min(from, to) && at < Math.max(from, to)) {
                cells[at] = glyphs.seen();
            }
        }
        if (arrow.changed() >= 0) {
            cells[cell(arrow.changed())] = glyphs.changed();
        }
        cells[from] = step.forged() ? glyphs.forge() : arrow.rightward() ? glyphs.leaves() : glyphs.comes();
        cells[tip] = arrow.lost() ? glyphs.cross() : arrow.rightward() ? glyphs.right() : glyphs.left();
        int low = Math.min(from, tip);
        int high = Math.max(from, tip);
        return List.of(
                lanes(Arrays.copyOfRange(cells, 0, low), Style.FAINT),
                lanes(Arrays.copyOfRange(cells, low, high + 1), style),
                lanes(Arrays.copyOfRange(cells, high + 1, cells.length), Style.FAINT));
    }

    private Span lanes(String[] cells, Style style) {
        return page.sign(style, String.join("", cells));
    }

    /** What the signs of this ladder mean; only those that occur. */
    static String legend(TextPage page, Report.Flow flow) {
        List<String> signs = new ArrayList<>(List.of(page.glyphs().seen() + " seen"));
        if (flow.ladder().stream().anyMatch(step -> !step.lostAt().isEmpty())) {
            signs.add(page.glyphs().cross() + " lost here");
        }
        if (flow.ladder().stream().anyMatch(Report.LadderStep::forged)) {
            signs.add(page.glyphs().forge() + " made here, not by the end that it names");
        }
        if (flow.ladder().stream().anyMatch(step -> !step.changedAt().isEmpty())) {
            signs.add(page.glyphs().changed() + " changed here");
        }
        if (flow.ladder().stream().anyMatch(step -> !step.endedAt().isEmpty())) {
            signs.add("arrows that end between taps: a device ends the session there and makes another");
        }
        return String.join("   ", signs);
    }
}
