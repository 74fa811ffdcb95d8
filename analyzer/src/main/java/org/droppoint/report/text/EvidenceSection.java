package org.droppoint.report.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.report.CaptureClocks;
import org.droppoint.report.CaptureFiles;
import org.droppoint.report.FlowOrder;
import org.droppoint.report.FrameExcerpt;
import org.droppoint.report.FrameFilters;
import org.droppoint.report.Report;
import org.droppoint.report.SessionFilters;
import org.droppoint.report.TapOrder;
import org.droppoint.report.Words;

/** The flow that shows a cause best: findings with their frames and filters, what was lost, resets, and the ladder. */
final class EvidenceSection {
    private static final int MAX_FRAMES = 8;
    private static final int MAX_LOST = 12;
    private static final int MAX_FINDINGS = 12;
    private static final int BODY = 4;

    private final TextPage page;
    private final Report report;
    private final CaptureFiles files;
    private final CaptureClocks clocks;

    private EvidenceSection(TextPage page, Report report) {
        this.page = page;
        this.report = report;
        this.files = new CaptureFiles(report);
        this.clocks = new CaptureClocks(report);
    }

    static void print(TextPage page, Report report) {
        EvidenceSection section = new EvidenceSection(page, report);
        List<FlowOrder.Exemplar> exemplars = FlowOrder.exemplars(report);
        for (FlowOrder.Exemplar exemplar : exemplars) {
            section.printExemplar(exemplar, exemplars.size() > 1);
        }
    }

    private void printExemplar(FlowOrder.Exemplar exemplar, boolean several) {
        Report.Flow flow = exemplar.flow();
        String title = several
                ? "Evidence: " + exemplar.cause().classId() + " at "
                        + Words.places(exemplar.cause().suspects())
                : "Evidence";
        page.heading(title, flow.id() + "  " + flow.client() + " → " + flow.server());
        String summary = Words.summaryBeyondFindings(flow);
        if (!summary.isEmpty()) {
            page.paragraph(2, Style.PLAIN, summary);
        }
        printWhere(flow);
        List<Report.Finding> findings = flow.findings();
        for (int i = 0; i < Math.min(MAX_FINDINGS, findings.size()); i++) {
            page.blank();
            printFinding(i + 1, findings.get(i));
        }
        if (findings.size() > MAX_FINDINGS) {
            page.paragraph(2, Style.FAINT, "and " + Words.count(findings.size() - MAX_FINDINGS, "further finding"));
        }
        printLost(flow);
        printResets(flow);
        printLadder(flow);
    }

    private void printWhere(Report.Flow flow) {
        if (!Words.roles(flow).isEmpty()) {
            page.paragraph(2, Style.PLAIN, Words.roles(flow));
        }
        TapOrder order = new TapOrder(report.taps());
        for (Map.Entry<String, Report.Address> seen : order.entries(flow.seenAs())) {
            page.paragraph(
                    2,
                    Style.FAINT,
                    "at " + seen.getKey() + " seen as " + seen.getValue().client() + " → "
                            + seen.getValue().server());
        }
        if (!flow.filters().isEmpty()) {
            page.blank();
            page.line(page.span(Style.FAINT, "  The whole session in Wireshark:"));
            List<SessionFilters.SessionFilter> filters = SessionFilters.of(report, flow);
            int longest = filters.stream()
                    .mapToInt(filter -> page.plain(filter.where()).width())
                    .max()
                    .orElse(0);
            filters.forEach(filter -> page.hanging(
                    page.span(Style.FAINT, "    " + filter.where()), longest + 6, Style.PLAIN, filter.text()));
        }
    }

    private void printFinding(int number, Report.Finding finding) {
        page.hanging(page.span(Style.STRONG, "  " + number), BODY, Style.PLAIN, finding.summary());
        List<Report.Evidence> evidence = finding.evidence();
        if (evidence.isEmpty()) {
            return;
        }
        boolean both = clocks.differ(evidence);
        TextTable table = new TextTable(
                page,
                BODY,
                List.of(
                        new TextTable.Column("file", TextTable.Kind.FIRM, 8),
                        new TextTable.Column("frame", TextTable.Kind.NUMBER, 9),
                        new TextTable.Column(both ? "common clock" : "time", TextTable.Kind.FIRM, 3),
                        new TextTable.Column("in the file", TextTable.Kind.FIRM, 4),
                        new TextTable.Column("", TextTable.Kind.WRAPPED, 7)));
        FrameExcerpt.of(evidence, MAX_FRAMES)
                .forEach(one -> table.row(
                        page.plain(files.name(one.tap(), one.file())),
                        page.plain(Long.toString(one.frame())),
                        page.span(Style.FAINT, Words.timeOfDay(clocks.toReference(one.tap(), one.nanos()))),
                        page.span(Style.FAINT, both ? Words.timeOfDay(one.nanos()) : ""),
                        page.plain(one.note())));
        table.print();
        if (evidence.size() > MAX_FRAMES) {
            page.paragraph(BODY, Style.FAINT, "and " + Words.count(evidence.size() - MAX_FRAMES, "further frame"));
        }
        for (FrameFilters.FrameFilter filter : FrameFilters.of(evidence)) {
            page.hanging(
                    page.span(Style.FAINT, "    filter " + files.name(filter.tap(), filter.file())),
                    BODY + 24,
                    Style.PLAIN,
                    filter.text());
        }
    }

    private void printLost(Report.Flow flow) {
        if (flow.lostRecords().isEmpty()) {
            return;
        }
        page.heading("Lost and never delivered", Words.count(flow.lostRecords().size(), "record"));
        TextTable table = new TextTable(
                page,
                2,
                List.of(
                        new TextTable.Column("what", TextTable.Kind.PROSE, 9),
                        new TextTable.Column("bytes", TextTable.Kind.NUMBER, 8),
                        new TextTable.Column("heading", TextTable.Kind.FIRM, 2),
                        new TextTable.Column("known by", TextTable.Kind.FIRM, 1),
                        new TextTable.Column("seen at", TextTable.Kind.FIRM, 5),
                        new TextTable.Column("missing at", TextTable.Kind.FIRM, 6),
                        new TextTable.Column("lost at", TextTable.Kind.FIRM, 7)));
        flow.lostRecords().stream()
                .limit(MAX_LOST)
                .forEach(lost -> table.row(
                        page.plain(Words.unit(lost)),
                        page.plain(lost.range().start() + "–" + lost.range().end()),
                        page.plain(Words.direction(lost.direction())),
                        page.plain(lost.known()),
                        page.plain(String.join(", ", lost.seenAt())),
                        page.plain(String.join(", ", lost.missingAt())),
                        page.span(Style.FAULT, Words.places(lost.suspects()))));
        table.print();
        if (flow.lostRecords().size() > MAX_LOST) {
            page.paragraph(
                    2, Style.FAINT, "and " + Words.count(flow.lostRecords().size() - MAX_LOST, "further record"));
        }
    }

    /** Who made them, in short: why that is held stands with the findings. Those alike share a line. */
    private void printResets(Report.Flow flow) {
        if (flow.resets().isEmpty()) {
            return;
        }
        page.heading("Resets", "");
        Map<String, List<String>> frames = new LinkedHashMap<>();
        for (Report.Reset reset : flow.resets()) {
            String made = reset.madeAt().isEmpty() ? "maker unknown" : "made at " + Words.places(reset.madeAt());
            frames.computeIfAbsent(
                            String.join(", ", reset.flags()) + " in the name of the " + reset.claimedSender() + ", "
                                    + made,
                            key -> new ArrayList<>())
                    .add(files.name(reset.tap(), reset.file()) + " frame " + reset.frame() + " ("
                            + Words.timeOfDay(reset.nanos()) + ")");
        }
        frames.forEach((reset, shown) -> page.hanging(
                VerdictSection.bullet(page),
                BODY,
                Style.PLAIN,
                reset + ": " + String.join(", ", shown.subList(0, Math.min(MAX_LOST, shown.size())))
                        + (shown.size() > MAX_LOST
                                ? " and " + Words.count(shown.size() - MAX_LOST, "further one")
                                : "")));
    }

    private void printLadder(Report.Flow flow) {
        if (flow.ladder().isEmpty()) {
            return;
        }
        page.heading(
                "Ladder", "from " + Words.date(flow.startNanos()) + " " + Words.timeOfDay(flow.startNanos()) + " UTC");
        LadderDrawing.print(page, report, flow);
        String legend = LadderDrawing.legend(page, flow);
        if (!legend.isEmpty()) {
            page.line(page.sign(Style.FAINT, "  " + legend));
        }
    }
}
