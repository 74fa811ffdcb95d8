package org.droppoint.report.text;

import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.report.FlowOrder;
import org.droppoint.report.Report;
import org.droppoint.report.Suspicion;
import org.droppoint.report.Words;

/** All sessions, worst first; beyond a screenful they are counted. */
final class FlowsSection {
    private static final int MAX_ROWS = 20;
    private static final int MAX_TALLIES = 20;

    private FlowsSection() {}

    static void print(TextPage page, Report report) {
        List<Report.Flow> flows = FlowOrder.worstFirst(report);
        if (flows.isEmpty()) {
            return;
        }
        page.heading("Sessions", Words.sessions(report.verdict().counts()));
        int shown = flows.size() <= MAX_ROWS + 2 ? flows.size() : MAX_ROWS;
        TextTable table = new TextTable(page, 2, columns());
        flows.subList(0, shown).forEach(flow -> row(page, table, flow));
        table.print();
        if (shown < flows.size()) {
            printRest(page, flows.subList(shown, flows.size()));
        }
    }

    private static List<TextTable.Column> columns() {
        return List.of(
                new TextTable.Column("", TextTable.Kind.PROSE, 20),
                new TextTable.Column("session", TextTable.Kind.FIRM, 12),
                new TextTable.Column("client", TextTable.Kind.FIRM, 16),
                new TextTable.Column("server", TextTable.Kind.FIRM, 11),
                new TextTable.Column("start", TextTable.Kind.FIRM, 10),
                new TextTable.Column("took", TextTable.Kind.NUMBER, 9),
                new TextTable.Column("class", TextTable.Kind.FIRM, 19),
                new TextTable.Column("where", TextTable.Kind.FIRM, 18),
                new TextTable.Column("sure", TextTable.Kind.NUMBER, 13),
                new TextTable.Column("came as far as", TextTable.Kind.PROSE, 1));
    }

    private static void row(TextPage page, TextTable table, Report.Flow flow) {
        Words.Tone tone = Words.outcomeTone(flow.outcome());
        Style style = VerdictSection.style(tone);
        table.row(
                page.sign(style, VerdictSection.sign(page, tone)),
                page.plain(flow.id()),
                page.plain(flow.client()),
                page.plain(flow.server()),
                page.span(Style.FAINT, Words.timeOfDay(flow.startNanos())),
                page.plain(Times.duration(flow.endNanos() - flow.startNanos())),
                page.span(tone == Words.Tone.WELL ? Style.PLAIN : style, flow.classId()),
                page.plain(Words.places(flow.suspects())),
                page.plain(Suspicion.sure(flow)),
                page.span(Style.FAINT, flow.progress()));
    }

    private static void printRest(TextPage page, List<Report.Flow> rest) {
        page.line(page.span(Style.FAINT, "  and " + Words.count(rest.size(), "further session") + ":"));
        TextTable table = new TextTable(
                page,
                2,
                List.of(
                        new TextTable.Column("", TextTable.Kind.PROSE, 9),
                        new TextTable.Column("sessions", TextTable.Kind.NUMBER, 8),
                        new TextTable.Column("outcome", TextTable.Kind.FIRM, 5),
                        new TextTable.Column("class", TextTable.Kind.FIRM, 7),
                        new TextTable.Column("where", TextTable.Kind.FIRM, 6)));
        List<FlowOrder.Tally> tallies = FlowOrder.tally(rest);
        tallies.stream().limit(MAX_TALLIES).forEach(tally -> {
            Words.Tone tone = Words.outcomeTone(tally.outcome());
            table.row(
                    page.sign(VerdictSection.style(tone), VerdictSection.sign(page, tone)),
                    page.plain(Words.number(tally.flows())),
                    page.plain(tally.outcome()),
                    page.plain(tally.classId()),
                    page.plain(Words.places(tally.suspects())));
        });
        table.print();
        if (tallies.size() > MAX_TALLIES) {
            page.line(page.span(
                    Style.FAINT, "  and " + Words.count(tallies.size() - MAX_TALLIES, "further kind") + " of end"));
        }
    }
}
