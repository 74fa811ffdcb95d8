package org.droppoint.report.html;

import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.report.FlowOrder;
import org.droppoint.report.Report;
import org.droppoint.report.Suspicion;
import org.droppoint.report.Words;

/** All sessions: a place for the script's timeline and list, and a plain table for paper and script-less readers. */
final class SessionsHtml {
    private static final int MAX_ROWS = 60;

    private SessionsHtml() {}

    static void write(HtmlWriter html, Report report) {
        List<Report.Flow> flows = FlowOrder.worstFirst(report);
        if (flows.isEmpty()) {
            return;
        }
        html.open("section", "id", "sessions").leaf("h2", "Sessions");
        html.leaf("p", Words.sessions(report.verdict().counts()) + ".");
        html.open("div", "id", "explorer", "hidden", "").close("div").line();
        html.open("div", "class", "plain-sessions");
        Tables.begin(html, "", "Session", "Client", "Server", "Start (UTC)", "Took", "Class", "Where", "How sure");
        int shown = Math.min(MAX_ROWS, flows.size());
        flows.subList(0, shown).forEach(flow -> row(html, flow));
        Tables.end(html);
        if (shown < flows.size()) {
            writeRest(html, flows.subList(shown, flows.size()));
        }
        html.close("div").close("section").line();
    }

    private static void row(HtmlWriter html, Report.Flow flow) {
        Words.Tone tone = Words.outcomeTone(flow.outcome());
        html.open("tr").open("td", "class", VerdictHtml.style(tone));
        html.text(VerdictHtml.sign(tone) + " " + flow.outcome()).close("td");
        html.leaf("td", flow.id());
        html.leaf("td", flow.client(), "class", "code");
        html.leaf("td", flow.server(), "class", "code");
        html.leaf("td", Words.timeOfDay(flow.startNanos()), "class", "time");
        html.leaf("td", Times.duration(flow.endNanos() - flow.startNanos()), "class", "number");
        html.leaf("td", flow.classId(), "class", "code");
        html.leaf("td", Words.places(flow.suspects()));
        html.leaf("td", Suspicion.sure(flow), "class", "number");
        html.close("tr").line();
    }

    private static void writeRest(HtmlWriter html, List<Report.Flow> rest) {
        html.leaf("p", "And " + Words.count(rest.size(), "further session") + ":");
        Tables.begin(html, "Sessions", "Outcome", "Class", "Where");
        FlowOrder.tally(rest).stream().limit(MAX_ROWS).forEach(tally -> {
            html.open("tr");
            html.leaf("td", Words.number(tally.flows()), "class", "number");
            html.leaf("td", tally.outcome());
            html.leaf("td", tally.classId(), "class", "code");
            html.leaf("td", Words.places(tally.suspects()));
            html.close("tr").line();
        });
        Tables.end(html);
    }
}
