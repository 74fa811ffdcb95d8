package org.droppoint.report.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.droppoint.report.Report;
import org.droppoint.report.ReportRenderer;

/**
 * The report for a terminal. The first lines say what, where, how sure and how many; whoever reads on finds the
 * evidence in the order in which an engineer doubts it. The text holds no control characters but line feeds and, where
 * asked for, the escape sequences of its own colours.
 */
public final class TextRenderer implements ReportRenderer {
    private final int width;
    private final boolean colour;
    private final Glyphs glyphs;

    /** With box drawing. */
    public TextRenderer(int width, boolean colour) {
        this(width, colour, false);
    }

    /**
     * @param width cells in a line; held between 40 and 200
     * @param ascii for terminals that have no box drawing
     */
    public TextRenderer(int width, boolean colour, boolean ascii) {
        this.width = width;
        this.colour = colour;
        this.glyphs = ascii ? Glyphs.ASCII : Glyphs.UNICODE;
    }

    @Override
    public void render(Report report, OutputStream out) throws IOException {
        TextPage page = new TextPage(width, colour, glyphs);
        VerdictSection.print(page, report);
        EvidenceSection.print(page, report);
        VerdictSection.printRivals(page, report);
        FlowsSection.print(page, report);
        CapturesSection.print(page, report);
        CapturesSection.printLogs(page, report);
        VerdictSection.printNextSteps(page, report);
        out.write(page.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
