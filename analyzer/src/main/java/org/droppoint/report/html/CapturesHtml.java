package org.droppoint.report.html;

import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.report.Report;
import org.droppoint.report.Words;

/** What the verdict rests on: captures with their hashes, clocks with their error, health, logs, refused inputs. */
final class CapturesHtml {
    private static final int MAX_ROWS = 100;

    private CapturesHtml() {}

    static void write(HtmlWriter html, Report report) {
        if (!report.captures().isEmpty()) {
            html.open("section", "id", "captures").leaf("h2", "Captures");
            writeFiles(html, report.captures());
            html.leaf("h3", "Clocks");
            writeClocks(html, report.captures());
            html.leaf("h3", "What the captures themselves missed");
            writeHealth(html, report.captures());
            html.close("section").line();
        }
        if (!report.refusedInputs().isEmpty()) {
            html.open("section").leaf("h2", "Not read").open("ul");
            report.refusedInputs().stream().limit(MAX_ROWS).forEach(refused -> {
                html.open("li").leaf("code", refused.file());
                html.text(": " + refused.reason()).close("li").line();
            });
            html.close("ul").close("section").line();
        }
        writeLogs(html, report.logs());
    }

    private static void writeFiles(HtmlWriter html, List<Report.Capture> captures) {
        Tables.begin(html, "Tap", "File", "Frames", "SHA-256", "First frame, own clock", "Lasted", "Sessions", "Role");
        for (Report.Capture capture : captures) {
            capture.files().stream().limit(MAX_ROWS).forEach(file -> {
                html.open("tr").leaf("td", tap(capture), "class", "strong");
                html.leaf("td", file.name(), "class", "name");
                html.leaf("td", Words.number(file.frames()), "class", "number");
                html.leaf("td", file.sha256(), "class", "code hash", "title", file.sha256());
                html.leaf(
                        "td",
                        Words.date(capture.firstNanos()) + " " + Words.timeOfDay(capture.firstNanos()),
                        "class",
                        "code");
                html.leaf("td", Times.duration(capture.lastNanos() - capture.firstNanos()), "class", "number");
                html.leaf("td", Words.number(capture.sessions()), "class", "number");
                html.leaf("td", capture.roleReason(), "class", "prose");
                html.close("tr").line();
            });
        }
        Tables.end(html);
    }

    private static String tap(Report.Capture capture) {
        return capture.interfaceName() == null ? capture.tap() : capture.tap() + " (" + capture.interfaceName() + ")";
    }

    private static void writeClocks(HtmlWriter html, List<Report.Capture> captures) {
        Tables.begin(html, "Tap", "This clock minus the reference", "Error", "Drift", "Rests on");
        for (Report.Capture capture : captures) {
            Report.Clock clock = capture.clock();
            boolean measured = clock.known() && !clock.reference();
            String offset = clock.known() ? Words.offset(clock.offsetNanos()) : "? unknown";
            html.open("tr").leaf("td", tap(capture), "class", "strong");
            html.leaf("td", clock.reference() ? "reference" : offset, "class", "number");
            html.leaf("td", measured ? "± " + Times.duration(clock.uncertaintyNanos()) : "", "class", "number");
            html.leaf("td", measured ? Words.drift(clock.driftPpm()) : "", "class", "number");
            html.open("td", "class", "prose").text(clock.reference() ? "" : clock.basis());
            clock.steps().stream()
                    .limit(MAX_ROWS)
                    .forEach(step -> html.leaf("div", "? stepped: " + step, "class", "doubt"));
            html.close("td").close("tr").line();
        }
        Tables.end(html);
    }

    private static void writeHealth(HtmlWriter html, List<Report.Capture> captures) {
        Tables.begin(html, "Tap", "Frames cut off", "Bytes missed", "Problems");
        for (Report.Capture capture : captures) {
            Report.Health health = capture.health();
            html.open("tr").leaf("td", tap(capture), "class", "strong");
            html.leaf("td", Words.number(health.truncatedFrames()), "class", "number");
            html.leaf("td", Words.number(health.missedBytes()), "class", "number");
            html.open("td", "class", "prose");
            if (health.problems().isEmpty()) {
                html.leaf("span", "✓ none", "class", "well");
            }
            health.problems().stream()
                    .limit(MAX_ROWS)
                    .forEach(problem -> html.leaf("div", "? " + problem, "class", "doubt"));
            html.close("td").close("tr").line();
        }
        Tables.end(html);
    }

    private static void writeLogs(HtmlWriter html, List<Report.Log> logs) {
        if (logs.isEmpty()) {
            return;
        }
        html.open("section", "id", "logs").leaf("h2", "Logs against the wire");
        for (Report.Log log : logs) {
            html.open("h3").leaf("code", log.file()).close("h3");
            String joined = Words.joined(log);
            html.leaf("p", Words.ofLog(log) + (joined.isEmpty() ? "." : "; " + joined));
            html.open("ul");
            log.sessions().stream()
                    .filter(session -> !session.contradictions().isEmpty())
                    .limit(MAX_ROWS)
                    .forEach(session -> writeContradictions(html, session));
            log.remarks().stream().limit(MAX_ROWS).forEach(remark -> html.leaf("li", Words.remark(remark)));
            html.close("ul").line();
        }
        html.close("section").line();
    }

    private static void writeContradictions(HtmlWriter html, Report.LogSession session) {
        for (Report.Contradiction contradiction : session.contradictions()) {
            html.open("li").leaf("code", session.session());
            html.text(session.flow() == null ? ": " : ", " + session.flow() + ": ");
            html.leaf("strong", contradiction.id());
            html.text(" – " + contradiction.summary()).close("li").line();
        }
    }
}
