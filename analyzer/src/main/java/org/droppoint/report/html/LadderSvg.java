package org.droppoint.report.html;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.report.LadderArrow;
import org.droppoint.report.LadderExcerpt;
import org.droppoint.report.PathLayout;
import org.droppoint.report.Report;
import org.droppoint.report.SafeText;
import org.droppoint.report.Words;

/** A flow's sequence diagram as it stands on paper and where no script runs; the script draws the same livelier. */
final class LadderSvg {
    private static final int MAX_ROWS = 80;
    private static final int MAX_LABEL_CHARS = 64;
    private static final int MIN_LABEL_CHARS = 14;
    private static final int LETTER = 7;
    private static final int BOLD_LETTER = 8;
    private static final int MAX_NAME_CHARS = 24;
    private static final int TIME_WIDTH = 84;
    private static final int MARGIN = 56;
    private static final int HEAD = 52;
    private static final int BAND = 25;
    private static final int ROW = 34;
    private static final int PAUSE_ROW = 22;

    /** Silence worth a mark. */
    private static final long PAUSE_NANOS = Times.NANOS_PER_SECOND;

    private final HtmlWriter html;
    private final PathLayout layout;
    private final Report.Flow flow;
    private final int half;

    private record Placed(LadderExcerpt.Row row, int y, long pauseNanos) {}

    private LadderSvg(HtmlWriter html, PathLayout layout, Report.Flow flow) {
        this.html = html;
        this.layout = layout;
        this.flow = flow;
        this.half = Math.max(60, 760 / Math.max(2, layout.lastPosition()));
    }

    static void write(HtmlWriter html, PathLayout layout, Report.Flow flow) {
        new LadderSvg(html, layout, flow).write();
    }

    private void write() {
        List<Placed> rows = place();
        int height = rows.isEmpty() ? HEAD : rows.get(rows.size() - 1).y() + ROW;
        int width = x(layout.lastPosition()) + MARGIN;
        html.openDrawing("ladder", width, height, "Sequence diagram of " + flow.id());
        lanes(height);
        rows.forEach(this::row);
        html.close("svg").line();
    }

    private List<Placed> place() {
        List<Placed> placed = new ArrayList<>();
        int y = HEAD + 8;
        long before = flow.startNanos();
        for (LadderExcerpt.Row row : LadderExcerpt.of(flow.ladder(), MAX_ROWS)) {
            long pause = row.step().nanos() - before;
            boolean marked = pause >= PAUSE_NANOS || row.skippedBefore() > 0;
            y += ROW + (marked ? PAUSE_ROW : 0);
            placed.add(new Placed(row, y, marked ? Math.max(0, pause) : 0));
            before = row.step().nanos();
        }
        return placed;
    }

    private int x(int position) {
        return TIME_WIDTH + MARGIN + position * half;
    }

    private void lanes(int height) {
        for (int i = 0; i < layout.columns().size() - 1; i++) {
            boolean suspect = layout.gap(i).stream().anyMatch(flow.suspects()::contains);
            if (suspect) {
                html.empty(
                        "rect",
                        "class",
                        "band",
                        "x",
                        number(x(2 * i) + 1),
                        "y",
                        number(BAND),
                        "width",
                        number(2 * half - 2),
                        "height",
                        number(height - BAND));
            }
            text(
                    SafeText.clipped(String.join(" · ", layout.gap(i)), MAX_NAME_CHARS),
                    suspect ? "gap fault" : "gap",
                    x(2 * i + 1),
                    HEAD - 14,
                    "middle");
        }
        for (int i = 0; i < layout.columns().size(); i++) {
            html.empty("path", "class", "lifeline", "d", "M" + x(2 * i) + " " + HEAD + "V" + height);
            text(SafeText.clipped(layout.columns().get(i).name(), MAX_NAME_CHARS), "column", x(2 * i), 20, "middle");
        }
    }

    private void row(Placed placed) {
        Report.LadderStep step = placed.row().step();
        LadderArrow arrow = LadderArrow.of(layout, flow, step);
        if (placed.pauseNanos() > 0 || placed.row().skippedBefore() > 0) {
            text(pause(placed), "pause", TIME_WIDTH + MARGIN / 2, placed.y() - ROW + 2, "end");
        }
        html.open("g", "class", "step " + style(step));
        html.leaf("title", describe(step));
        text(Words.sinceStart(step.nanos() - flow.startNanos()), "time", TIME_WIDTH + 8, placed.y() + 4, "end");
        shaft(arrow, placed.y());
        marks(arrow, step, placed.y());
        String remark = LadderExcerpt.remark(step);
        int room =
                Math.abs(x(arrow.to()) - x(arrow.from())) / (step.isFault() ? BOLD_LETTER : LETTER) - remark.length();
        String label = LadderExcerpt.label(step, Math.max(MIN_LABEL_CHARS, Math.min(MAX_LABEL_CHARS, room))) + remark;
        text(
                label,
                "label",
                (x(arrow.from()) + x(arrow.to())) / 2,
                placed.y() - (arrow.changed() < 0 ? 7 : 12),
                "middle");
        html.close("g").line();
    }

    private static String pause(Placed placed) {
        String skipped = placed.row().skippedBefore() == 0
                ? ""
                : Words.count(placed.row().skippedBefore(), "step") + " not shown, ";
        return "⋮ " + skipped + Times.duration(placed.pauseNanos());
    }

    private void shaft(LadderArrow arrow, int y) {
        if (arrow.first() != arrow.from()) {
            html.empty("path", "class", "shaft unseen", "d", "M" + x(arrow.from()) + " " + y + "H" + x(arrow.first()));
        }
        html.empty("path", "class", "shaft", "d", "M" + x(arrow.first()) + " " + y + "H" + x(arrow.known()));
        if (arrow.known() != arrow.to()) {
            html.empty("path", "class", "shaft unseen", "d", "M" + x(arrow.known()) + " " + y + "H" + x(arrow.to()));
        }
    }

    private void marks(LadderArrow arrow, Report.LadderStep step, int y) {
        int tip = x(arrow.to());
        if (arrow.lost()) {
            html.empty("path", "class", "cross", "d", PathSvg.cross(tip, y, 6));
        } else {
            int back = arrow.rightward() ? -9 : 9;
            html.empty("path", "class", "tip", "d", "M" + tip + " " + y + "l" + back + " -5v10z");
        }
        if (step.forged()) {
            int from = x(arrow.from());
            html.empty("path", "class", "forge", "d", "M" + (from - 7) + " " + y + "l7 -7l7 7l-7 7z");
        }
        if (arrow.changed() >= 0) {
            int at = x(arrow.changed());
            html.empty("circle", "class", "changed", "cx", number(at), "cy", number(y), "r", "8");
            text("≠", "changed-sign", at, y + 5, "middle");
        }
        for (int i = 0; i < layout.columns().size(); i++) {
            Long frame = step.frames().get(layout.columns().get(i).name());
            if (frame != null) {
                html.empty("circle", "class", "seen", "cx", number(x(2 * i)), "cy", number(y), "r", "3");
                text(Long.toString(frame), "frame", x(2 * i) + 6, y + 13, "start");
            }
        }
    }

    private String describe(Report.LadderStep step) {
        StringBuilder text = new StringBuilder(Words.timeOfDay(step.nanos())).append(" UTC, ");
        text.append(step.toServer() ? "to the server: " : "to the client: ").append(LadderExcerpt.label(step));
        if (step.range() != null) {
            text.append(", bytes ")
                    .append(step.range().start())
                    .append('–')
                    .append(step.range().end());
        }
        if (!step.lostAt().isEmpty()) {
            text.append(", lost at ").append(Words.places(step.lostAt()));
        }
        if (!step.changedAt().isEmpty()) {
            text.append(", changed at ").append(Words.places(step.changedAt()));
        }
        return text.append(step.forged() ? ", forged" : "").toString();
    }

    static String style(Report.LadderStep step) {
        String kind =
                switch (step.kind()) {
                    case "tls", "smtp", "rst", "data" -> step.kind();
                    default -> "control";
                };
        if (step.isFault()) {
            return kind + " fault";
        }
        return step.copy() > 1 ? kind + " again" : kind;
    }

    private void text(String text, String style, int x, int y, String anchor) {
        html.leaf("text", text, "class", style, "x", number(x), "y", number(y), "text-anchor", anchor);
    }

    private static String number(int value) {
        return Integer.toString(value);
    }
}
