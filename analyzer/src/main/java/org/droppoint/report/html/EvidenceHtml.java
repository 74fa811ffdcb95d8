package org.droppoint.report.html;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.droppoint.report.CaptureClocks;
import org.droppoint.report.CaptureFiles;
import org.droppoint.report.FlowOrder;
import org.droppoint.report.FrameExcerpt;
import org.droppoint.report.FrameFilters;
import org.droppoint.report.LadderLegend;
import org.droppoint.report.PathLayout;
import org.droppoint.report.Report;
import org.droppoint.report.SessionFilters;
import org.droppoint.report.TapOrder;
import org.droppoint.report.Words;

/** For each cause the flow that shows it best: its ladder, and its findings with frames and filters. */
final class EvidenceHtml {
    private static final int MAX_FRAMES = 12;
    private static final int MAX_ROWS = 40;

    private final HtmlWriter html;
    private final Report report;
    private final CaptureFiles files;
    private final CaptureClocks clocks;
    private final PathLayout layout;
    private final List<Report.Flow> order;

    private EvidenceHtml(HtmlWriter html, Report report) {
        this.html = html;
        this.report = report;
        this.files = new CaptureFiles(report);
        this.clocks = new CaptureClocks(report);
        this.layout = PathLayout.of(report);
        this.order = FlowOrder.worstFirst(report);
    }

    static void write(HtmlWriter html, Report report) {
        EvidenceHtml evidence = new EvidenceHtml(html, report);
        List<FlowOrder.Exemplar> exemplars = FlowOrder.exemplars(report);
        for (int i = 0; i < exemplars.size(); i++) {
            evidence.writeExemplar(exemplars.get(i), i, exemplars.size() > 1);
        }
    }

    private void writeExemplar(FlowOrder.Exemplar exemplar, int index, boolean several) {
        Report.Flow flow = exemplar.flow();
        String title = several
                ? "Evidence: " + exemplar.cause().classId() + " at "
                        + Words.places(exemplar.cause().suspects())
                : "Evidence";
        html.open("section", "id", "evidence" + (index == 0 ? "" : "-" + (index + 1)));
        html.leaf("h2", title);
        String summary = Words.summaryBeyondFindings(flow);
        if (!summary.isEmpty()) {
            html.leaf("p", summary).line();
        }
        writeWhere(flow);
        if (!flow.ladder().isEmpty()) {
            html.leaf("h3", "The session on the common clock");
            html.open("div", "class", "ladder-box", "data-flow", Integer.toString(order.indexOf(flow)));
            html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Sequence diagram");
            LadderSvg.write(html, layout, flow);
            html.close("div").close("div").line();
            writeLegend(flow);
        }
        if (!flow.findings().isEmpty()) {
            html.leaf("h3", "What the frames show");
            html.open("ol", "class", "findings");
            flow.findings().stream().limit(MAX_ROWS).forEach(this::writeFinding);
            html.close("ol").line();
        }
        writeLost(flow);
        writeResets(flow);
        html.close("section").line();
    }

    private void writeWhere(Report.Flow flow) {
        html.open("p", "class", "addresses").leaf("strong", flow.id()).text("  ");
        html.leaf("code", flow.client() + " → " + flow.server());
        for (Map.Entry<String, Report.Address> seen : new TapOrder(report.taps()).entries(flow.seenAs())) {
            html.text(", at " + seen.getKey() + " ");
            html.leaf("code", seen.getValue().client() + " → " + seen.getValue().server());
        }
        html.close("p").line();
        if (!Words.roles(flow).isEmpty()) {
            html.leaf("p", Words.roles(flow)).line();
        }
        if (flow.filters().isEmpty()) {
            return;
        }
        html.open("ul", "class", "filters");
        for (SessionFilters.SessionFilter filter : SessionFilters.of(report, flow)) {
            html.open("li");
            writeFilter(filter.where() + ": whole session", filter.text());
            html.close("li");
        }
        html.close("ul").line();
    }

    private void writeLegend(Report.Flow flow) {
        html.open("p", "class", "legend");
        html.text(LadderLegend.of(flow).stream()
                .map(mark -> mark.sign() + " " + mark.meaning())
                .collect(Collectors.joining(" · ")));
        if (flow.ladder().stream()
                .anyMatch(step -> step.copy() > 1 && step.lostAt().isEmpty())) {
            html.text(" · long dashes: a copy");
        }
        html.close("p").line();
    }

    private void writeFinding(Report.Finding finding) {
        html.open("li").leaf("p", finding.summary());
        if (!finding.evidence().isEmpty()) {
            boolean both = clocks.differ(finding.evidence());
            if (both) {
                Tables.begin(html, "File", "Frame", "Common clock (UTC)", "In the file (UTC)", "What it shows");
            } else {
                Tables.begin(html, "File", "Frame", "Time (UTC)", "What it shows");
            }
            FrameExcerpt.of(finding.evidence(), MAX_FRAMES).forEach(one -> writeFrame(one, both));
            Tables.end(html);
            int more = finding.evidence().size() - MAX_FRAMES;
            if (more > 0) {
                html.leaf("p", "and " + Words.count(more, "further frame"), "class", "soft");
            }
            html.open("ul", "class", "filters");
            for (FrameFilters.FrameFilter filter : FrameFilters.of(finding.evidence())) {
                html.open("li");
                writeFilter(files.name(filter.tap(), filter.file()), filter.text());
                html.close("li");
            }
            html.close("ul");
        }
        html.close("li").line();
    }

    private void writeFrame(Report.Evidence evidence, boolean both) {
        html.open("tr");
        html.leaf("td", files.name(evidence.tap(), evidence.file()), "class", "name");
        html.leaf("td", Long.toString(evidence.frame()), "class", "number");
        html.leaf("td", Words.timeOfDay(clocks.toReference(evidence.tap(), evidence.nanos())), "class", "time");
        if (both) {
            html.leaf("td", Words.timeOfDay(evidence.nanos()), "class", "time own");
        }
        html.leaf("td", evidence.note(), "class", "prose");
        html.close("tr").line();
    }

    /** The script adds a button that copies the filter. */
    private void writeFilter(String where, String filter) {
        html.leaf("span", where, "class", "soft").leaf("code", filter, "class", "filter");
    }

    private void writeLost(Report.Flow flow) {
        if (flow.lostRecords().isEmpty()) {
            return;
        }
        html.leaf("h3", "Lost and never delivered");
        Tables.begin(html, "What", "Bytes", "On the way", "Known by", "Seen at", "Missing at", "Lost at");
        flow.lostRecords().stream().limit(MAX_ROWS).forEach(lost -> {
            html.open("tr");
            html.leaf("td", Words.unit(lost));
            html.leaf("td", lost.range().start() + "–" + lost.range().end(), "class", "number");
            html.leaf("td", Words.direction(lost.direction()));
            html.leaf("td", lost.known());
            html.leaf("td", String.join(", ", lost.seenAt()));
            html.leaf("td", String.join(", ", lost.missingAt()));
            html.leaf("td", Words.places(lost.suspects()), "class", "strong");
            html.close("tr").line();
        });
        Tables.end(html);
    }

    private void writeResets(Report.Flow flow) {
        if (flow.resets().isEmpty()) {
            return;
        }
        html.leaf("h3", "Resets");
        Tables.begin(html, "File", "Frame", "Time (UTC)", "Flags", "In the name of", "Made at", "Why");
        flow.resets().stream().limit(MAX_ROWS).forEach(reset -> {
            html.open("tr");
            html.leaf("td", files.name(reset.tap(), reset.file()), "class", "name");
            html.leaf("td", Long.toString(reset.frame()), "class", "number");
            html.leaf("td", Words.timeOfDay(reset.nanos()), "class", "time");
            html.leaf("td", String.join(", ", reset.flags()), "class", "code");
            html.leaf("td", reset.claimedSender());
            html.leaf("td", Words.places(reset.madeAt()), "class", "strong");
            html.leaf("td", reset.why(), "class", "prose");
            html.close("tr").line();
        });
        Tables.end(html);
    }
}
