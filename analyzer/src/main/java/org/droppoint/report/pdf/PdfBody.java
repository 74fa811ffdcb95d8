package org.droppoint.report.pdf;

import com.lowagie.text.Chunk;
import com.lowagie.text.Document;
import com.lowagie.text.Font;
import com.lowagie.text.Image;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Phrase;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPTable;
import com.lowagie.text.pdf.PdfTemplate;
import com.lowagie.text.pdf.PdfWriter;
import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.droppoint.base.Times;
import org.droppoint.report.CaptureClocks;
import org.droppoint.report.CaptureFiles;
import org.droppoint.report.FlowOrder;
import org.droppoint.report.FrameExcerpt;
import org.droppoint.report.FrameFilters;
import org.droppoint.report.LadderLegend;
import org.droppoint.report.Report;
import org.droppoint.report.SessionFilters;
import org.droppoint.report.Suspicion;
import org.droppoint.report.Words;

/** What stands in the PDF, top to bottom. */
final class PdfBody {
    private static final int MAX_FRAMES = 10;
    private static final int MAX_FLOWS = 60;
    private static final int MAX_ITEMS = 40;

    private final Report report;
    private final Document document;
    private final PdfWriter writer;
    private final CaptureFiles files;
    private final CaptureClocks clocks;
    private final BaseFont plain;
    private final BaseFont bold;
    private final BaseFont mono;

    PdfBody(Report report, Document document, PdfWriter writer) throws IOException {
        this.report = report;
        this.document = document;
        this.writer = writer;
        this.files = new CaptureFiles(report);
        this.clocks = new CaptureClocks(report);
        this.plain = BaseFont.createFont(BaseFont.HELVETICA, BaseFont.WINANSI, BaseFont.NOT_EMBEDDED);
        this.bold = BaseFont.createFont(BaseFont.HELVETICA_BOLD, BaseFont.WINANSI, BaseFont.NOT_EMBEDDED);
        this.mono = BaseFont.createFont(BaseFont.COURIER, BaseFont.WINANSI, BaseFont.NOT_EMBEDDED);
    }

    void write() {
        verdict();
        list("What the failed sessions have in common", report.verdict().triggers());
        list("What to do next", report.verdict().nextSteps());
        FlowOrder.exemplars(report).forEach(exemplar -> evidence(exemplar.flow()));
        rivals();
        sessions();
        captures();
        logs();
        paragraph(
                report.tool().name() + " " + report.tool().version() + ", all times in UTC on the reference clock",
                new Font(plain, 8, Font.NORMAL, PdfColours.SOFT),
                18);
    }

    private void verdict() {
        Report.Verdict verdict = report.verdict();
        Color colour = PdfColours.of(Words.tone(verdict.classId()));
        paragraph(Words.headline(verdict), new Font(bold, 20, Font.NORMAL, colour), 0);
        paragraph(verdict.summary(), new Font(plain, 11, Font.NORMAL, PdfColours.INK), 4);
        PdfPTable table =
                table(new float[] {20, 32, 18, 12, 18}, "Where", "What", "On the way", "How sure", "Sessions");
        cell(table, Suspicion.where(verdict), new Font(bold, 9, Font.NORMAL, colour));
        row(
                table,
                Words.ofClass(verdict.classId()),
                Words.direction(verdict.direction()),
                Suspicion.sure(verdict),
                Words.sessions(verdict.counts()));
        document.add(table);
        PdfLadder ladder = new PdfLadder(report);
        picture(ladder.pathHeight(), ladder::drawPath);
        if (verdict.causes().size() > 1) {
            heading("Causes");
            PdfPTable causes = table(new float[] {12, 30, 28, 30}, "Sessions", "Class", "Where", "On the way");
            verdict.causes().stream()
                    .limit(MAX_ITEMS)
                    .forEach(cause -> row(
                            causes,
                            Words.number(cause.flows()),
                            cause.classId(),
                            Words.places(cause.suspects()),
                            Words.direction(cause.direction())));
            document.add(causes);
        }
    }

    private void evidence(Report.Flow flow) {
        heading("Evidence: " + flow.id());
        paragraph(flow.client() + " → " + flow.server(), new Font(mono, 8.5f, Font.NORMAL, PdfColours.SOFT), 0);
        SessionFilters.of(report, flow)
                .forEach(filter -> paragraph(
                        filter.where() + ":  " + filter.text(), new Font(mono, 8, Font.NORMAL, PdfColours.SOFT), 1));
        for (String said : List.of(Words.roles(flow), Words.summaryBeyondFindings(flow))) {
            if (!said.isEmpty()) {
                paragraph(said, body(), 2);
            }
        }
        if (!flow.ladder().isEmpty()) {
            PdfLadder ladder = new PdfLadder(report);
            picture(ladder.height(flow), drawing -> ladder.draw(drawing, flow));
            paragraph(
                    LadderLegend.of(flow).stream()
                            .map(mark -> mark.name() + ": " + mark.meaning())
                            .collect(Collectors.joining(" · ")),
                    new Font(plain, 7.5f, Font.NORMAL, PdfColours.SOFT),
                    2);
        }
        flow.findings().stream().limit(MAX_ITEMS).forEach(this::finding);
        lost(flow);
    }

    private void finding(Report.Finding finding) {
        paragraph(finding.summary(), new Font(bold, 9.5f, Font.NORMAL, PdfColours.INK), 8);
        if (finding.evidence().isEmpty()) {
            return;
        }
        boolean both = clocks.differ(finding.evidence());
        PdfPTable table = both
                ? table(
                        new float[] {24, 9, 15, 15, 37},
                        "File",
                        "Frame",
                        "Common clock",
                        "In the file",
                        "What it shows")
                : table(new float[] {28, 12, 18, 42}, "File", "Frame", "Time", "What it shows");
        for (Report.Evidence one : FrameExcerpt.of(finding.evidence(), MAX_FRAMES)) {
            row(
                    table,
                    files.name(one.tap(), one.file()),
                    Long.toString(one.frame()),
                    Words.timeOfDay(clocks.toReference(one.tap(), one.nanos())));
            if (both) {
                row(table, Words.timeOfDay(one.nanos()));
            }
            row(table, one.note());
        }
        document.add(table);
        for (FrameFilters.FrameFilter filter : FrameFilters.of(finding.evidence())) {
            paragraph(
                    files.name(filter.tap(), filter.file()) + ":  " + filter.text(),
                    new Font(mono, 8, Font.NORMAL, PdfColours.SOFT),
                    1);
        }
    }

    private void lost(Report.Flow flow) {
        if (flow.lostRecords().isEmpty()) {
            return;
        }
        heading("Lost and never delivered");
        PdfPTable table =
                table(new float[] {34, 16, 20, 15, 15}, "What", "Bytes", "On the way", "Missing at", "Lost at");
        flow.lostRecords().stream()
                .limit(MAX_ITEMS)
                .forEach(lost -> row(
                        table,
                        Words.unit(lost),
                        lost.range().start() + "–" + lost.range().end(),
                        Words.direction(lost.direction()),
                        String.join(", ", lost.missingAt()),
                        Words.places(lost.suspects())));
        document.add(table);
    }

    private void rivals() {
        if (report.verdict().alternatives().isEmpty()) {
            return;
        }
        heading("What else it could be, and what speaks against it");
        PdfPTable table = table(new float[] {20, 14, 12, 54}, "Rival", "Where", "Probability", "Why not");
        report.verdict().alternatives().stream()
                .limit(MAX_ITEMS)
                .forEach(rival -> row(
                        table,
                        rival.classId(),
                        Words.places(rival.suspects()),
                        Words.percent(rival.confidence()),
                        rival.why()));
        document.add(table);
    }

    private void sessions() {
        List<Report.Flow> flows = FlowOrder.worstFirst(report);
        if (flows.isEmpty()) {
            return;
        }
        heading("Sessions: " + Words.sessions(report.verdict().counts()));
        PdfPTable table = table(
                new float[] {10, 22, 19, 14, 11, 19, 14}, "", "Client", "Server", "Start", "Took", "Class", "Where");
        int shown = Math.min(MAX_FLOWS, flows.size());
        for (Report.Flow flow : flows.subList(0, shown)) {
            cell(
                    table,
                    flow.outcome(),
                    new Font(plain, 8.5f, Font.NORMAL, PdfColours.of(Words.outcomeTone(flow.outcome()))));
            row(
                    table,
                    flow.client(),
                    flow.server(),
                    Words.timeOfDay(flow.startNanos()),
                    Times.duration(flow.endNanos() - flow.startNanos()),
                    flow.classId(),
                    Words.places(flow.suspects()));
        }
        document.add(table);
        FlowOrder.tally(flows.subList(shown, flows.size())).stream()
                .limit(MAX_ITEMS)
                .forEach(tally -> paragraph(
                        "and " + Words.number(tally.flows()) + " more: " + tally.outcome() + ", " + tally.classId()
                                + ", " + Words.places(tally.suspects()),
                        body(),
                        2));
    }

    private void captures() {
        if (!report.captures().isEmpty()) {
            heading("Captures and their clocks");
            PdfPTable table = table(
                    new float[] {10, 30, 22, 12, 26}, "Tap", "Files", "Clock minus reference", "Error", "Problems");
            for (Report.Capture capture : report.captures()) {
                Report.Clock clock = capture.clock();
                String offset = clock.known() ? Words.offset(clock.offsetNanos()) : "unknown";
                row(
                        table,
                        capture.tap(),
                        String.join(
                                "\n",
                                capture.files().stream().map(PdfBody::file).toList()),
                        clock.reference() ? "reference" : offset,
                        clock.known() && !clock.reference() ? "± " + Times.duration(clock.uncertaintyNanos()) : "",
                        String.join("; ", capture.health().problems()));
            }
            document.add(table);
        }
        list(
                "Not read",
                report.refusedInputs().stream()
                        .map(refused -> refused.file() + ": " + refused.reason())
                        .toList());
    }

    private static String file(Report.CaptureFile file) {
        String hash = file.sha256();
        return file.name() + " (" + Words.count(file.frames(), "frame")
                + (hash.isEmpty() ? "" : ", sha256 " + hash.substring(0, Math.min(16, hash.length())) + "…") + ")";
    }

    private void logs() {
        for (Report.Log log : report.logs()) {
            List<String> lines = new ArrayList<>();
            lines.add(Words.ofLog(log) + (Words.joined(log).isEmpty() ? "" : "; " + Words.joined(log)));
            for (Report.LogSession session : log.sessions()) {
                session.contradictions()
                        .forEach(one -> lines.add(session.session() + ", " + one.id() + ": " + one.summary()));
            }
            log.remarks().forEach(remark -> lines.add(Words.remark(remark)));
            list("Log " + log.file(), lines);
        }
    }

    private void list(String title, List<String> items) {
        if (items.isEmpty()) {
            return;
        }
        heading(title);
        items.stream().limit(MAX_ITEMS).forEach(item -> paragraph("•  " + item, body(), 2));
    }

    private void heading(String title) {
        paragraph(title, new Font(bold, 12.5f, Font.NORMAL, PdfColours.INK), 14);
    }

    private Font body() {
        return new Font(plain, 9.5f, Font.NORMAL, PdfColours.INK);
    }

    private void paragraph(String text, Font font, float above) {
        Paragraph paragraph = new Paragraph(new Chunk(PdfText.clean(text), font));
        paragraph.setLeading(font.getSize() * 1.3f);
        paragraph.setSpacingBefore(above);
        document.add(paragraph);
    }

    private PdfPTable table(float[] widths, String... titles) {
        PdfPTable table = new PdfPTable(widths);
        table.setWidthPercentage(100);
        table.setSpacingBefore(6);
        table.setHeaderRows(1);
        for (String title : titles) {
            cell(table, title, new Font(plain, 8, Font.NORMAL, PdfColours.SOFT));
        }
        return table;
    }

    private void row(PdfPTable table, String... cells) {
        for (String text : cells) {
            cell(table, text, new Font(plain, 8.5f, Font.NORMAL, PdfColours.INK));
        }
    }

    private static void cell(PdfPTable table, String text, Font font) {
        PdfPCell cell = new PdfPCell(new Phrase(PdfText.clean(text), font));
        cell.setBorder(Rectangle.BOTTOM);
        cell.setBorderColor(PdfColours.LINE);
        cell.setBorderWidth(0.5f);
        cell.setPadding(3);
        cell.setPaddingLeft(0);
        table.addCell(cell);
    }

    /** A drawing as wide as the page; one that is higher than a page is made smaller. */
    private void picture(float height, Consumer<PdfDrawing> draw) {
        PdfTemplate template = writer.getDirectContent().createTemplate(PdfLadder.WIDTH, height);
        draw.accept(new PdfDrawing(template, height, plain, bold));
        Image image = Image.getInstance(template);
        image.scaleToFit(PdfLadder.WIDTH, document.getPageSize().getHeight() - 120);
        image.setSpacingBefore(8);
        document.add(image);
    }
}
