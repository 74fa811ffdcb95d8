package org.droppoint.report.text;

import org.droppoint.report.Report;

/** A flow's sequence diagram in characters alone, for other formats that hold preformatted text. */
public final class TextLadder {
    private TextLadder() {}

    /** Lines of at most {@code width} cells, each ended by a line feed; no colours, nothing unsafe. */
    public static String draw(Report report, Report.Flow flow, int width) {
        TextPage page = new TextPage(width, false, Glyphs.UNICODE);
        LadderDrawing.print(page, report, flow);
        page.line(page.sign(Style.PLAIN, LadderDrawing.legend(page, flow)));
        return page.toString();
    }

    /** The path in one line, or a few where it is long. */
    public static String path(Report report, int width) {
        TextPage page = new TextPage(width, false, Glyphs.UNICODE);
        PathPicture.print(page, report);
        return page.toString();
    }
}
