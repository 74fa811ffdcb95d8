package org.droppoint.report.html;

import java.util.List;
import org.droppoint.report.PathLayout;
import org.droppoint.report.Report;
import org.droppoint.report.SafeText;
import org.droppoint.report.Suspicion;
import org.droppoint.report.Words;

/**
 * The picture of the path: taps as discs, ends without a tap as rings, the suspected place crossed; where several are
 * suspected, each has a question mark. Drawn
 * twice, lying for wide pages and standing for narrow ones; the style shows one of them.
 */
final class PathSvg {
    private static final int STEP = 240;
    private static final int ROW = 112;
    private static final int MAX_NAME_CHARS = 32;
    private static final int GATE = 17;

    /** From a station's middle to where the wire begins. */
    private static final int CLEAR = 22;

    private final HtmlWriter html;
    private final Report.Verdict verdict;
    private final PathLayout layout;

    private PathSvg(HtmlWriter html, Report report) {
        this.html = html;
        this.verdict = report.verdict();
        this.layout = PathLayout.of(report);
    }

    static void write(HtmlWriter html, Report report) {
        PathSvg picture = new PathSvg(html, report);
        picture.lying();
        picture.standing();
    }

    private void lying() {
        int last = layout.columns().size() - 1;
        int gapWidth = Math.max(STEP, widestGap() * 9 + 70);
        int width = 2 * 70 + last * gapWidth;
        html.openDrawing("path lying", width, 100, description());
        for (int i = 0; i < last; i++) {
            int from = 70 + i * gapWidth;
            hop(i, from + CLEAR, 42, from + gapWidth - CLEAR, 42);
            label(gapText(i), gapClass(i), from + gapWidth / 2, 84, "middle");
        }
        for (int i = 0; i <= last; i++) {
            station(i, 70 + i * gapWidth, 42);
            label(clipped(layout.columns().get(i).name()), stationClass(i), 70 + i * gapWidth, 16, "middle");
        }
        html.close("svg").line();
    }

    private void standing() {
        int last = layout.columns().size() - 1;
        html.openDrawing("path standing", 300, 48 + last * ROW, description());
        for (int i = 0; i < last; i++) {
            int from = 24 + i * ROW;
            hop(i, 30, from + CLEAR, 30, from + ROW - CLEAR);
            label(gapText(i), gapClass(i), 66, from + ROW / 2 + 5, "start");
        }
        for (int i = 0; i <= last; i++) {
            station(i, 30, 24 + i * ROW);
            label(clipped(layout.columns().get(i).name()), stationClass(i), 54, 29 + i * ROW, "start");
        }
        html.close("svg").line();
    }

    private String description() {
        StringBuilder text = new StringBuilder("The path: ");
        for (int i = 0; i < layout.columns().size(); i++) {
            text.append(i == 0 ? "" : ", ").append(layout.columns().get(i).name());
            if (i < layout.columns().size() - 1) {
                layout.gap(i).forEach(place -> text.append(", ").append(place));
            }
        }
        if (!verdict.suspects().isEmpty()) {
            text.append(". The fault lies in: ").append(Suspicion.where(verdict));
        }
        if (!verdict.notRuledOut().isEmpty()) {
            text.append(". Not ruled out: ").append(Words.places(verdict.notRuledOut()));
        }
        return text.append('.').toString();
    }

    private void hop(int gap, int x1, int y1, int x2, int y2) {
        String style = gapClass(gap);
        int midX = (x1 + x2) / 2;
        int midY = (y1 + y2) / 2;
        int dx = Integer.signum(x2 - x1);
        int dy = Integer.signum(y2 - y1);
        if (style.isEmpty()) {
            path("M" + x1 + " " + y1 + "L" + x2 + " " + y2, "wire");
            return;
        }
        path("M" + x1 + " " + y1 + "L" + (midX - 20 * dx) + " " + (midY - 20 * dy), "wire " + style);
        path("M" + (midX + 20 * dx) + " " + (midY + 20 * dy) + "L" + x2 + " " + y2, "wire " + style);
        gate(style, midX, midY);
        mark(style, layout.gap(gap), midX, midY);
    }

    private void gate(String style, int x, int y) {
        html.empty(
                "circle",
                "class",
                "gate " + style,
                "cx",
                Integer.toString(x),
                "cy",
                Integer.toString(y),
                "r",
                Integer.toString(GATE));
    }

    private void station(int column, int x, int y) {
        PathLayout.Column station = layout.columns().get(column);
        String style = stationClass(column);
        if (!style.isEmpty()) {
            gate(style, x, y);
            mark(style, List.of(station.name()), x, y);
            return;
        }
        html.empty(
                "circle",
                "class",
                station.tap() ? "tap" : "end",
                "cx",
                Integer.toString(x),
                "cy",
                Integer.toString(y),
                "r",
                "9");
    }

    /** A cross where the fault is; a question mark at each of several places that it may be in. */
    private void mark(String style, List<String> places, int x, int y) {
        if (places.stream().anyMatch(place -> Suspicion.pinned(verdict, place))) {
            path(cross(x, y, 7), "cross");
        } else {
            label("?", style, x, y + 6, "middle");
        }
    }

    private void label(String text, String style, int x, int y, String anchor) {
        html.leaf(
                "text",
                text,
                "class",
                style,
                "x",
                Integer.toString(x),
                "y",
                Integer.toString(y),
                "text-anchor",
                anchor);
    }

    private void path(String data, String style) {
        html.empty("path", "class", style, "d", data);
    }

    static String cross(int x, int y, int arm) {
        return "M" + (x - arm) + " " + (y - arm) + "L" + (x + arm) + " " + (y + arm) + "M" + (x - arm) + " " + (y + arm)
                + "L" + (x + arm) + " " + (y - arm);
    }

    private int widestGap() {
        int widest = 0;
        for (int i = 0; i < layout.columns().size() - 1; i++) {
            widest = Math.max(widest, gapText(i).length());
        }
        return widest;
    }

    private String gapText(int gap) {
        return clipped(String.join(" · ", layout.gap(gap)));
    }

    private static String clipped(String name) {
        return SafeText.clipped(name, MAX_NAME_CHARS);
    }

    private String gapClass(int gap) {
        return layout.gap(gap).stream()
                .map(this::placeClass)
                .filter(style -> !style.isEmpty())
                .findFirst()
                .orElse("");
    }

    private String stationClass(int column) {
        int last = layout.columns().size() - 1;
        String name = layout.columns().get(column).name();
        return column == last || (column == 0 && name.equals("host")) ? placeClass(name) : "";
    }

    private String placeClass(String place) {
        if (verdict.suspects().contains(place)) {
            return "fault";
        }
        return verdict.notRuledOut().contains(place) ? "doubt" : "";
    }
}
