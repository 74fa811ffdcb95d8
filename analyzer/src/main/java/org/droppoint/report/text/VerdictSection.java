package org.droppoint.report.text;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.report.Report;
import org.droppoint.report.Suspicion;
import org.droppoint.report.Words;
import org.droppoint.report.text.TextPage.Span;

/** What is wrong, where, how sure; its rivals; and what to do. */
final class VerdictSection {
    private static final int LABEL = 11;

    private VerdictSection() {}

    static void print(TextPage page, Report report) {
        Report.Verdict verdict = report.verdict();
        Style style = style(Words.tone(verdict.classId()));
        page.hanging(page.sign(style, sign(page, Words.tone(verdict.classId()))), 2, style, Words.headline(verdict));
        page.blank();
        if (!verdict.suspects().isEmpty()) {
            fact(page, "where", Style.STRONG, Suspicion.where(verdict) + heading(verdict.direction()));
        } else if (!verdict.notRuledOut().isEmpty()) {
            fact(page, "where", Style.PLAIN, "cannot be told; not ruled out: " + Words.places(verdict.notRuledOut()));
        }
        fact(page, "what", Style.PLAIN, verdict.classId() + ": " + Words.ofClass(verdict.classId()));
        fact(page, "sure", Style.PLAIN, Suspicion.sure(verdict));
        fact(page, "sessions", Style.PLAIN, Words.sessions(verdict.counts()));
        page.blank();
        PathPicture.print(page, report);
        page.blank();
        page.paragraph(2, Style.PLAIN, verdict.summary());
        if (!verdict.triggers().isEmpty()) {
            page.blank();
            page.paragraph(2, Style.FAINT, "What they have in common:");
        }
        for (String trigger : verdict.triggers()) {
            page.hanging(bullet(page), 4, Style.PLAIN, trigger);
        }
        printCauses(page, verdict);
    }

    private static void printCauses(TextPage page, Report.Verdict verdict) {
        if (verdict.causes().size() < 2) {
            return;
        }
        page.heading("Causes", Words.count(verdict.causes().size(), "cause"));
        TextTable table = new TextTable(
                page,
                2,
                List.of(
                        new TextTable.Column("sessions", TextTable.Kind.NUMBER, 9),
                        new TextTable.Column("class", TextTable.Kind.FIRM, 8),
                        new TextTable.Column("where", TextTable.Kind.FIRM, 7),
                        new TextTable.Column("heading", TextTable.Kind.FIRM, 2),
                        new TextTable.Column("", TextTable.Kind.PROSE, 1)));
        for (Report.Cause cause : verdict.causes()) {
            table.row(
                    page.plain(Words.number(cause.flows())),
                    page.plain(cause.classId()),
                    page.span(Style.STRONG, Words.places(cause.suspects())),
                    page.plain(Words.direction(cause.direction())),
                    page.span(Style.FAINT, Words.ofClass(cause.classId())));
        }
        table.print();
    }

    static void printRivals(TextPage page, Report report) {
        List<Report.Alternative> rivals = report.verdict().alternatives();
        if (rivals.isEmpty()) {
            return;
        }
        page.heading("What else it could be", "and what speaks against it");
        for (Report.Alternative rival : rivals) {
            List<Span> line = new ArrayList<>();
            line.add(page.space(2));
            line.add(page.span(Style.STRONG, rival.classId()));
            if (!rival.suspects().isEmpty()) {
                line.add(page.plain(" at " + Words.places(rival.suspects())));
            }
            line.add(page.span(Style.FAINT, "  " + Words.percent(rival.confidence())));
            page.line(line);
            page.paragraph(4, Style.PLAIN, rival.why());
        }
    }

    static void printNextSteps(TextPage page, Report report) {
        List<String> steps = report.verdict().nextSteps();
        if (!steps.isEmpty()) {
            page.heading("What to do next", "");
            for (int i = 0; i < steps.size(); i++) {
                page.hanging(page.span(Style.STRONG, "  " + (i + 1)), 4, Style.PLAIN, steps.get(i));
            }
        }
        page.blank();
        page.line(page.span(
                Style.FAINT,
                report.tool().name() + " " + report.tool().version() + " · times in UTC on the reference clock"));
    }

    private static void fact(TextPage page, String label, Style style, String content) {
        page.hanging(page.span(Style.FAINT, "  " + label), LABEL + 2, style, content);
    }

    private static String heading(String direction) {
        return switch (direction) {
            case "none" -> "";
            case "both" -> ", both ways";
            default -> ", on the way " + Words.direction(direction);
        };
    }

    static Span bullet(TextPage page) {
        return page.sign(Style.FAINT, "  " + page.glyphs().bullet());
    }

    static Style style(Words.Tone tone) {
        return switch (tone) {
            case WELL -> Style.WELL;
            case DOUBT -> Style.DOUBT;
            case FAULT -> Style.FAULT;
        };
    }

    static String sign(TextPage page, Words.Tone tone) {
        return switch (tone) {
            case WELL -> page.glyphs().well();
            case DOUBT -> page.glyphs().doubt();
            case FAULT -> page.glyphs().cross();
        };
    }
}
