package org.droppoint.report.text;

import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.report.Report;
import org.droppoint.report.Words;

/** What the verdict rests on: the captures, their clocks, their health; inputs that were refused; the logs. */
final class CapturesSection {
    private static final int MAX_PROBLEMS = 10;
    private static final int MAX_LOG_SESSIONS = 20;
    private static final int MAX_REMARKS = 20;

    private CapturesSection() {}

    static void print(TextPage page, Report report) {
        if (!report.captures().isEmpty()) {
            page.heading("Captures", Words.count(report.captures().size(), "capture"));
            printFiles(page, report.captures());
            page.heading("Clocks", "this clock minus the reference clock");
            printClocks(page, report.captures());
            printHealth(page, report.captures());
        }
        if (!report.refusedInputs().isEmpty()) {
            page.heading("Not read", Words.count(report.refusedInputs().size(), "input"));
            for (Report.RefusedInput refused : report.refusedInputs()) {
                page.hanging(
                        page.sign(Style.DOUBT, "  " + page.glyphs().doubt()),
                        4,
                        Style.PLAIN,
                        refused.file() + ": " + refused.reason());
            }
        }
    }

    private static void printFiles(TextPage page, List<Report.Capture> captures) {
        TextTable table = new TextTable(
                page,
                2,
                List.of(
                        new TextTable.Column("tap", TextTable.Kind.FIRM, 9),
                        new TextTable.Column("file", TextTable.Kind.FIRM, 8),
                        new TextTable.Column("interface", TextTable.Kind.FIRM, 4),
                        new TextTable.Column("frames", TextTable.Kind.NUMBER, 7),
                        new TextTable.Column("sessions", TextTable.Kind.NUMBER, 5),
                        new TextTable.Column("from", TextTable.Kind.FIRM, 3),
                        new TextTable.Column("lasted", TextTable.Kind.NUMBER, 2),
                        new TextTable.Column("role", TextTable.Kind.PROSE, 1)));
        for (Report.Capture capture : captures) {
            table.row(
                    page.span(Style.STRONG, capture.tap()),
                    page.plain(files(capture)),
                    page.plain(capture.interfaceName() == null ? "" : capture.interfaceName()),
                    page.plain(Words.number(capture.files().stream()
                            .mapToLong(Report.CaptureFile::frames)
                            .sum())),
                    page.plain(Words.number(capture.sessions())),
                    page.span(
                            Style.FAINT,
                            Words.date(capture.firstNanos()) + " " + Words.timeOfDay(capture.firstNanos())),
                    page.span(Style.FAINT, Times.duration(capture.lastNanos() - capture.firstNanos())),
                    page.span(Style.FAINT, capture.roleReason()));
        }
        table.print();
    }

    private static String files(Report.Capture capture) {
        List<Report.CaptureFile> files = capture.files();
        if (files.isEmpty()) {
            return "–";
        }
        return files.size() == 1 ? files.get(0).name() : files.get(0).name() + " and " + (files.size() - 1) + " more";
    }

    private static void printClocks(TextPage page, List<Report.Capture> captures) {
        TextTable table = new TextTable(
                page,
                2,
                List.of(
                        new TextTable.Column("tap", TextTable.Kind.FIRM, 9),
                        new TextTable.Column("offset", TextTable.Kind.NUMBER, 8),
                        new TextTable.Column("error", TextTable.Kind.FIRM, 7),
                        new TextTable.Column("drift", TextTable.Kind.NUMBER, 3),
                        new TextTable.Column("basis", TextTable.Kind.PROSE, 2)));
        for (Report.Capture capture : captures) {
            Report.Clock clock = capture.clock();
            boolean measured = clock.known() && !clock.reference();
            table.row(
                    page.span(Style.STRONG, capture.tap()),
                    offset(page, clock),
                    page.plain(measured ? "± " + Times.duration(clock.uncertaintyNanos()) : ""),
                    page.plain(measured ? Words.drift(clock.driftPpm()) : ""),
                    page.span(Style.FAINT, clock.reference() ? "" : clock.basis()));
        }
        table.print();
        for (Report.Capture capture : captures) {
            for (String step : capture.clock().steps()) {
                page.hanging(
                        page.sign(Style.DOUBT, "  " + page.glyphs().doubt()),
                        4,
                        Style.PLAIN,
                        capture.tap() + " stepped: " + step);
            }
        }
    }

    private static TextPage.Span offset(TextPage page, Report.Clock clock) {
        if (clock.reference()) {
            return page.plain("reference");
        }
        return clock.known() ? page.plain(Words.offset(clock.offsetNanos())) : page.span(Style.DOUBT, "unknown");
    }

    private static void printHealth(TextPage page, List<Report.Capture> captures) {
        boolean sound = captures.stream().allMatch(CapturesSection::sound);
        page.heading("Capture health", sound ? "" : "what the captures themselves missed");
        if (sound) {
            page.line(
                    page.space(2),
                    page.sign(Style.WELL, page.glyphs().well()),
                    page.plain(" nothing cut off, nothing missed, nothing damaged"));
            return;
        }
        for (Report.Capture capture : captures) {
            printHealth(page, capture);
        }
    }

    private static void printHealth(TextPage page, Report.Capture capture) {
        Report.Health health = capture.health();
        Words.Tone tone = sound(capture) ? Words.Tone.WELL : Words.Tone.DOUBT;
        String counts = sound(capture)
                ? "sound"
                : health.problems().isEmpty()
                        ? Words.count(health.truncatedFrames(), "frame") + " cut off, "
                                + Words.count(health.missedBytes(), "byte") + " missed"
                        : "";
        page.line(
                page.space(2),
                page.sign(VerdictSection.style(tone), VerdictSection.sign(page, tone)),
                page.space(1),
                page.span(Style.STRONG, capture.tap()),
                page.plain("  " + counts));
        health.problems().stream().limit(MAX_PROBLEMS).forEach(problem -> page.paragraph(4, Style.PLAIN, problem));
        if (health.problems().size() > MAX_PROBLEMS) {
            page.paragraph(
                    4, Style.FAINT, "and " + Words.count(health.problems().size() - MAX_PROBLEMS, "further problem"));
        }
    }

    private static boolean sound(Report.Capture capture) {
        Report.Health health = capture.health();
        return health.problems().isEmpty() && health.truncatedFrames() == 0 && health.missedBytes() == 0;
    }

    static void printLogs(TextPage page, Report report) {
        for (Report.Log log : report.logs()) {
            page.heading("Log " + log.file(), Words.ofLog(log));
            if (!Words.joined(log).isEmpty()) {
                page.paragraph(2, Style.PLAIN, Words.joined(log));
            }
            List<Report.LogSession> doubted = log.sessions().stream()
                    .filter(session -> !session.contradictions().isEmpty())
                    .toList();
            doubted.stream().limit(MAX_LOG_SESSIONS).forEach(session -> printContradictions(page, session));
            more(page, doubted.size() - MAX_LOG_SESSIONS, "further contradicted session");
            log.remarks().stream()
                    .limit(MAX_REMARKS)
                    .forEach(remark -> page.hanging(page.plain("  -"), 4, Style.PLAIN, Words.remark(remark)));
            more(page, log.remarks().size() - MAX_REMARKS, "further remark");
        }
    }

    private static void more(TextPage page, int left, String noun) {
        if (left > 0) {
            page.paragraph(4, Style.FAINT, "and " + Words.count(left, noun));
        }
    }

    private static void printContradictions(TextPage page, Report.LogSession session) {
        String flow = session.flow() == null ? "no flow" : session.flow();
        page.line(page.span(Style.FAINT, "  " + session.session() + "  " + flow));
        for (Report.Contradiction contradiction : session.contradictions()) {
            page.hanging(
                    page.sign(Style.DOUBT, "  " + page.glyphs().doubt()),
                    4,
                    Style.PLAIN,
                    contradiction.id() + ": " + contradiction.summary());
        }
    }
}
