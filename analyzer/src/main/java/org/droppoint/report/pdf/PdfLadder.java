package org.droppoint.report.pdf;

import com.lowagie.text.Element;
import java.awt.Color;
import java.util.List;
import org.droppoint.report.LadderArrow;
import org.droppoint.report.LadderExcerpt;
import org.droppoint.report.PathLayout;
import org.droppoint.report.Report;
import org.droppoint.report.Suspicion;
import org.droppoint.report.Words;

/** Draws a flow's sequence diagram, and the picture of the path, in points. */
final class PdfLadder {
    static final float WIDTH = 515;

    private static final int MAX_ROWS = 30;
    private static final int MAX_LABEL_CHARS = 58;
    private static final int MIN_LABEL_CHARS = 14;
    private static final float LETTER = 3.9f;
    private static final int MAX_NAME_CHARS = 18;
    private static final float TIME = 48;
    private static final float MARGIN = 32;
    private static final float HEAD = 34;
    private static final float BAND = 15;
    private static final float ROW = 20;
    private static final float PATH_HEIGHT = 56;

    private final Report report;
    private final PathLayout layout;

    PdfLadder(Report report) {
        this.report = report;
        this.layout = PathLayout.of(report);
    }

    float pathHeight() {
        return PATH_HEIGHT;
    }

    float height(Report.Flow flow) {
        return HEAD + ROW * (1 + rows(flow).size());
    }

    private static List<LadderExcerpt.Row> rows(Report.Flow flow) {
        return LadderExcerpt.of(flow.ladder(), MAX_ROWS);
    }

    void drawPath(PdfDrawing drawing) {
        Report.Verdict verdict = report.verdict();
        int last = layout.columns().size() - 1;
        float step = (WIDTH - 2 * MARGIN) / Math.max(1, last);
        for (int i = 0; i < last; i++) {
            float from = MARGIN + i * step;
            boolean suspect = layout.gap(i).stream().anyMatch(verdict.suspects()::contains);
            boolean open = layout.gap(i).stream().anyMatch(verdict.notRuledOut()::contains);
            Color colour = suspect ? PdfColours.FAULT : open ? PdfColours.DOUBT : PdfColours.LINE;
            drawing.line(from + 8, 26, from + step - 8, 26, suspect ? 2 : 1, colour, open && !suspect);
            if (suspect) {
                drawing.disc(from + step / 2, 26, 9, Color.WHITE, true);
                drawing.disc(from + step / 2, 26, 9, PdfColours.FAULT, false);
                mark(drawing, layout.gap(i), from + step / 2);
            }
            String names = name(String.join(" · ", layout.gap(i))) + (open && !suspect ? " ?" : "");
            Color ink = suspect ? PdfColours.FAULT : open ? PdfColours.DOUBT : PdfColours.SOFT;
            drawing.words(names, from + step / 2, 48, 9, ink, suspect, Element.ALIGN_CENTER);
        }
        for (int i = 0; i <= last; i++) {
            PathLayout.Column column = layout.columns().get(i);
            boolean end = i == last || (i == 0 && column.name().equals("host"));
            boolean suspect = end && verdict.suspects().contains(column.name());
            Color colour = suspect ? PdfColours.FAULT : PdfColours.INK;
            drawing.disc(MARGIN + i * step, 26, 4.5f, colour, column.tap());
            if (suspect) {
                drawing.disc(MARGIN + i * step, 26, 9, Color.WHITE, true);
                drawing.disc(MARGIN + i * step, 26, 9, PdfColours.FAULT, false);
                mark(drawing, List.of(column.name()), MARGIN + i * step);
            }
            drawing.words(name(column.name()), MARGIN + i * step, 12, 9, colour, suspect, Element.ALIGN_CENTER);
        }
    }

    /** A cross where the fault is; a question mark at each of several places that it may be in. */
    private void mark(PdfDrawing drawing, List<String> places, float x) {
        if (places.stream().anyMatch(place -> Suspicion.pinned(report.verdict(), place))) {
            drawing.cross(x, 26, 4, PdfColours.FAULT);
        } else {
            drawing.words("?", x, 30, 11, PdfColours.FAULT, true, Element.ALIGN_CENTER);
        }
    }

    void draw(PdfDrawing drawing, Report.Flow flow) {
        float height = height(flow);
        for (int i = 0; i < layout.columns().size() - 1; i++) {
            boolean suspect = layout.gap(i).stream().anyMatch(flow.suspects()::contains);
            if (suspect) {
                drawing.box(x(2 * i), BAND, x(2 * i + 2) - x(2 * i), height - BAND, PdfColours.BAND);
            }
            Color colour = suspect ? PdfColours.FAULT : PdfColours.SOFT;
            String names = name(String.join(" · ", layout.gap(i)));
            drawing.words(names, x(2 * i + 1), 24, 7, colour, suspect, Element.ALIGN_CENTER);
        }
        for (int i = 0; i < layout.columns().size(); i++) {
            drawing.line(x(2 * i), HEAD, x(2 * i), height, 0.8f, PdfColours.LINE, false);
            String name = name(layout.columns().get(i).name());
            drawing.words(name, x(2 * i), 11, 9, PdfColours.INK, true, Element.ALIGN_CENTER);
        }
        float y = HEAD + ROW;
        for (LadderExcerpt.Row row : rows(flow)) {
            if (row.skippedBefore() > 0) {
                String skipped = Words.count(row.skippedBefore(), "step") + " not shown";
                drawing.words(skipped, TIME, y - ROW / 2, 6, PdfColours.SOFT, false, Element.ALIGN_RIGHT);
            }
            drawStep(drawing, flow, row.step(), y);
            y += ROW;
        }
    }

    private void drawStep(PdfDrawing drawing, Report.Flow flow, Report.LadderStep step, float y) {
        LadderArrow arrow = LadderArrow.of(layout, flow, step);
        Color colour = colour(step);
        float from = x(arrow.from());
        float first = x(arrow.first());
        float known = x(arrow.known());
        float to = x(arrow.to());
        float way = arrow.rightward() ? 1 : -1;
        String time = Words.sinceStart(step.nanos() - flow.startNanos());
        drawing.words(time, TIME, y + 2, 7, PdfColours.SOFT, false, Element.ALIGN_RIGHT);
        drawing.line(first, y, known, y, step.kind().equals("rst") ? 1.6f : 0.9f, colour, false);
        if (arrow.first() != arrow.from()) {
            drawing.line(from, y, first, y, 0.9f, colour, true);
        }
        if (arrow.known() != arrow.to()) {
            drawing.line(known, y, to, y, 0.9f, colour, true);
        }
        if (arrow.lost()) {
            drawing.cross(to, y, 3.5f, colour);
        } else {
            drawing.polygon(colour, to, y, to - way * 6, y - 3, to - way * 6, y + 3);
        }
        if (step.forged()) {
            drawing.polygon(colour, from - 4, y, from, y - 4, from + 4, y, from, y + 4);
        }
        if (arrow.changed() >= 0) {
            drawing.disc(x(arrow.changed()), y, 4.5f, Color.WHITE, true);
            drawing.disc(x(arrow.changed()), y, 4.5f, colour, false);
            drawing.words("=", x(arrow.changed()), y + 2.5f, 7.5f, colour, true, Element.ALIGN_CENTER);
            drawing.line(x(arrow.changed()) - 2, y + 3, x(arrow.changed()) + 2, y - 3, 0.9f, colour, false);
        }
        for (int i = 0; i < layout.columns().size(); i++) {
            Long frame = step.frames().get(layout.columns().get(i).name());
            if (frame != null) {
                drawing.disc(x(2 * i), y, 1.8f, colour, true);
                String number = Long.toString(frame);
                drawing.words(number, x(2 * i) + 4, y + 7, 6, PdfColours.SOFT, false, Element.ALIGN_LEFT);
            }
        }
        String remark = LadderExcerpt.remark(step);
        int room = (int) (Math.abs(to - from) / LETTER) - remark.length();
        String label = PdfText.clean(
                        LadderExcerpt.label(step, Math.max(MIN_LABEL_CHARS, Math.min(MAX_LABEL_CHARS, room))),
                        MAX_LABEL_CHARS)
                + remark;
        drawing.words(label, (from + to) / 2, y - 3, 7.5f, colour, step.isFault(), Element.ALIGN_CENTER);
    }

    private static Color colour(Report.LadderStep step) {
        if (step.isFault() || step.kind().equals("rst")) {
            return PdfColours.FAULT;
        }
        if (step.copy() > 1) {
            return PdfColours.DOUBT;
        }
        return step.kind().equals("tls") ? PdfColours.TLS : PdfColours.INK;
    }

    private float x(int position) {
        return TIME + MARGIN + position * (WIDTH - TIME - 2 * MARGIN) / Math.max(1, layout.lastPosition());
    }

    private static String name(String name) {
        return PdfText.clean(name, MAX_NAME_CHARS);
    }
}
