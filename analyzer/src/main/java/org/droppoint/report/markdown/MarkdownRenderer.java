package org.droppoint.report.markdown;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.droppoint.base.Times;
import org.droppoint.report.CaptureClocks;
import org.droppoint.report.CaptureFiles;
import org.droppoint.report.FlowOrder;
import org.droppoint.report.FrameExcerpt;
import org.droppoint.report.FrameFilters;
import org.droppoint.report.Report;
import org.droppoint.report.ReportRenderer;
import org.droppoint.report.SessionFilters;
import org.droppoint.report.StepText;
import org.droppoint.report.Suspicion;
import org.droppoint.report.Words;
import org.droppoint.report.text.TextLadder;

/** The report for a ticket: verdict, evidence with frames and filters, ladder, rivals, sessions, clocks, next steps. */
public final class MarkdownRenderer implements ReportRenderer {
    private static final int WIDTH = 96;
    private static final int MAX_FRAMES = 6;
    private static final int MAX_FLOWS = 12;
    private static final int MAX_ITEMS = 12;
    private static final int MAX_STEPS = 24;

    @Override
    public void render(Report report, OutputStream out) throws IOException {
        out.write(new Page(report).write().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static final class Page {
        private final Report report;
        private final CaptureFiles files;
        private final CaptureClocks clocks;
        private final StringBuilder text = new StringBuilder(8_192);

        Page(Report report) {
            this.report = report;
            this.files = new CaptureFiles(report);
            this.clocks = new CaptureClocks(report);
        }

        String write() {
            verdict();
            list("What the failed sessions have in common", report.verdict().triggers());
            FlowOrder.exemplars(report).forEach(exemplar -> evidence(exemplar.flow()));
            rivals();
            sessions();
            captures();
            logs();
            steps(report.verdict().nextSteps());
            line("");
            line("*" + prose(report.tool().name() + " " + report.tool().version())
                    + ", times in UTC on the reference clock*");
            return text.toString();
        }

        private void steps(List<String> steps) {
            if (steps.isEmpty()) {
                return;
            }
            heading("What to do next");
            for (int i = 0; i < Math.min(MAX_STEPS, steps.size()); i++) {
                StringBuilder step = new StringBuilder();
                for (StepText.Part part : StepText.parts(steps.get(i))) {
                    step.append(
                            switch (part.kind()) {
                                case LEAD -> "**" + prose(part.text()) + "**";
                                case COMMAND -> MarkdownText.code(part.text());
                                case WORDS -> MarkdownText.within(part.text());
                            });
                }
                line((i + 1) + ". " + step);
            }
        }

        private void verdict() {
            Report.Verdict verdict = report.verdict();
            line("# " + sign(Words.tone(verdict.classId())) + " " + prose(Words.headline(verdict)));
            line("");
            line(prose(verdict.summary()));
            table("Where", "What", "On the way", "How sure", "Sessions");
            row(
                    "**" + prose(Suspicion.where(verdict)) + "**",
                    MarkdownText.codeCell(verdict.classId()) + " " + prose(Words.ofClass(verdict.classId())),
                    prose(Words.direction(verdict.direction())),
                    Suspicion.sure(verdict),
                    Words.sessions(verdict.counts()));
            line("");
            text.append(MarkdownText.block(TextLadder.path(report, WIDTH)));
            if (verdict.causes().size() > 1) {
                table("Sessions", "Cause", "Where", "On the way");
                verdict.causes().stream()
                        .limit(MAX_ITEMS)
                        .forEach(cause -> row(
                                Words.number(cause.flows()),
                                MarkdownText.codeCell(cause.classId()),
                                prose(Words.places(cause.suspects())),
                                prose(Words.direction(cause.direction()))));
            }
        }

        private void evidence(Report.Flow flow) {
            heading("Evidence: " + flow.id());
            String summary = Words.summaryBeyondFindings(flow);
            line(MarkdownText.code(flow.client()) + " → " + MarkdownText.code(flow.server())
                    + (summary.isEmpty() ? "" : ": " + prose(summary)));
            if (!Words.roles(flow).isEmpty()) {
                line("");
                line(prose(Words.roles(flow)));
            }
            line("");
            SessionFilters.of(report, flow)
                    .forEach(filter -> line(
                            "- whole session at " + prose(filter.where()) + ": " + MarkdownText.code(filter.text())));
            flow.findings().stream().limit(MAX_ITEMS).forEach(this::finding);
            if (!flow.ladder().isEmpty()) {
                line("");
                text.append(MarkdownText.block(TextLadder.draw(report, flow, WIDTH)));
            }
        }

        private void finding(Report.Finding finding) {
            line("- " + prose(finding.summary()));
            FrameExcerpt.of(finding.evidence(), MAX_FRAMES)
                    .forEach(one -> line("  - " + MarkdownText.code(files.name(one.tap(), one.file())) + " frame "
                            + one.frame() + ", " + times(one) + ": " + prose(one.note())));
            int more = finding.evidence().size() - MAX_FRAMES;
            if (more > 0) {
                line("  - and " + Words.count(more, "further frame"));
            }
            for (FrameFilters.FrameFilter filter : FrameFilters.of(finding.evidence())) {
                line("  - filter for " + MarkdownText.code(files.name(filter.tap(), filter.file())) + ": "
                        + MarkdownText.code(filter.text()));
            }
        }

        /** By the common clock, and by the file's own where the two read otherwise. */
        private String times(Report.Evidence one) {
            String common = Words.timeOfDay(clocks.toReference(one.tap(), one.nanos()));
            String own = Words.timeOfDay(one.nanos());
            return common.equals(own) ? common : common + " (in the file " + own + ")";
        }

        private void rivals() {
            List<Report.Alternative> rivals = report.verdict().alternatives();
            if (!rivals.isEmpty()) {
                heading("What else it could be, and what speaks against it");
                rivals.stream()
                        .limit(MAX_ITEMS)
                        .forEach(rival -> line("- " + MarkdownText.code(rival.classId())
                                + (rival.suspects().isEmpty() ? "" : " at " + prose(Words.places(rival.suspects())))
                                + " (" + Words.percent(rival.confidence())
                                + "): " + prose(rival.why())));
            }
        }

        private void sessions() {
            List<Report.Flow> flows = FlowOrder.worstFirst(report);
            if (flows.isEmpty()) {
                return;
            }
            heading("Sessions");
            table("Session", "Client", "Server", "Start", "Took", "Outcome", "Class", "Where", "Sure");
            int shown = Math.min(MAX_FLOWS, flows.size());
            for (Report.Flow flow : flows.subList(0, shown)) {
                row(
                        prose(flow.id()),
                        MarkdownText.codeCell(flow.client()),
                        MarkdownText.codeCell(flow.server()),
                        Words.timeOfDay(flow.startNanos()),
                        Times.duration(flow.endNanos() - flow.startNanos()),
                        sign(Words.outcomeTone(flow.outcome())) + " " + prose(flow.outcome()),
                        MarkdownText.codeCell(flow.classId()),
                        prose(Words.places(flow.suspects())),
                        Suspicion.sure(flow));
            }
            if (shown < flows.size()) {
                line("");
                line("And " + Words.count(flows.size() - shown, "further session") + ":");
                line("");
                FlowOrder.tally(flows.subList(shown, flows.size())).stream()
                        .limit(MAX_ITEMS)
                        .forEach(tally -> line("- " + Words.number(tally.flows()) + " " + prose(tally.outcome()) + ", "
                                + MarkdownText.code(tally.classId()) + ", "
                                + prose(Words.places(tally.suspects()))));
            }
        }

        private void captures() {
            if (report.captures().isEmpty() && report.refusedInputs().isEmpty()) {
                return;
            }
            heading("Captures");
            if (!report.captures().isEmpty()) {
                table("Tap", "Files", "Clock minus reference", "Error", "Problems");
            }
            for (Report.Capture capture : report.captures()) {
                Report.Clock clock = capture.clock();
                boolean measured = clock.known() && !clock.reference();
                String offset = clock.known() ? Words.offset(clock.offsetNanos()) : "unknown";
                row(
                        prose(capture.tap()),
                        joined(capture.files().stream().map(file -> MarkdownText.codeCell(file.name()))),
                        clock.reference() ? "reference" : offset,
                        measured ? "± " + Times.duration(clock.uncertaintyNanos()) : "",
                        joined(capture.health().problems().stream().map(Page::prose)));
            }
            line("");
            report.refusedInputs().stream()
                    .limit(MAX_ITEMS)
                    .forEach(refused ->
                            line("- not read: " + MarkdownText.code(refused.file()) + ": " + prose(refused.reason())));
        }

        private static String joined(Stream<String> parts) {
            return String.join("; ", parts.limit(MAX_ITEMS).toList());
        }

        private void logs() {
            for (Report.Log log : report.logs()) {
                heading("Log " + log.file());
                line(prose(Words.ofLog(log)) + (Words.joined(log).isEmpty() ? "" : "; " + Words.joined(log)));
                line("");
                log.sessions().stream().limit(MAX_ITEMS).forEach(session -> session.contradictions()
                        .forEach(one -> line("- " + MarkdownText.code(session.session()) + " " + prose(one.id()) + ": "
                                + prose(one.summary()))));
                log.remarks().stream().limit(MAX_ITEMS).forEach(remark -> line("- " + prose(Words.remark(remark))));
            }
        }

        private void list(String title, List<String> items) {
            if (!items.isEmpty()) {
                heading(title);
                items.stream().limit(MAX_ITEMS).forEach(item -> line("- " + prose(item)));
            }
        }

        private void heading(String title) {
            line("");
            line("## " + prose(title));
            line("");
        }

        private void table(String... titles) {
            line("");
            row(titles);
            line("|" + " --- |".repeat(titles.length));
        }

        private void row(String... cells) {
            line("| " + String.join(" | ", cells) + " |");
        }

        private void line(String content) {
            text.append(content.stripTrailing()).append('\n');
        }

        private static String prose(String content) {
            return MarkdownText.prose(content);
        }

        private static String sign(Words.Tone tone) {
            return switch (tone) {
                case WELL -> "✓";
                case DOUBT -> "?";
                case FAULT -> "✗";
            };
        }
    }
}
