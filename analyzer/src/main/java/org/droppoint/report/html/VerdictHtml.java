package org.droppoint.report.html;

import java.util.List;
import java.util.Locale;
import org.droppoint.report.DeviceSteps;
import org.droppoint.report.Report;
import org.droppoint.report.StepText;
import org.droppoint.report.Suspicion;
import org.droppoint.report.Words;

/** The top of the page, readable in ten seconds; and the rivals. */
final class VerdictHtml {
    private VerdictHtml() {}

    static void write(HtmlWriter html, Report report) {
        Report.Verdict verdict = report.verdict();
        Words.Tone tone = Words.tone(verdict.classId());
        html.open("header", "class", "verdict " + style(tone));
        html.open("h1").leaf("span", sign(tone), "class", "sign", "aria-hidden", "true");
        html.text(Words.headline(verdict)).close("h1").line();
        html.leaf("p", verdict.summary(), "class", "summary");
        html.open("dl", "class", "facts");
        fact(html, "Where", Suspicion.where(verdict), !verdict.suspects().isEmpty());
        fact(html, "What", Words.ofClass(verdict.classId()), false);
        if (!verdict.direction().equals("none")) {
            fact(html, "On the way", Words.direction(verdict.direction()), false);
        }
        fact(html, "How sure", Suspicion.sure(verdict), false);
        fact(html, "Sessions", Words.sessions(verdict.counts()), false);
        html.close("dl").line();
        html.open("div", "class", "picture");
        PathSvg.write(html, report);
        html.close("div").close("header").line();
        writeTriggers(html, verdict);
        writeNextSteps(html, verdict);
        writeCauses(html, verdict);
    }

    private static void fact(HtmlWriter html, String label, String content, boolean strong) {
        html.open("div").leaf("dt", label);
        html.leaf("dd", content, "class", strong ? "strong" : "").close("div");
    }

    private static void writeTriggers(HtmlWriter html, Report.Verdict verdict) {
        if (verdict.triggers().isEmpty()) {
            return;
        }
        html.open("section")
                .leaf("h2", "What the failed sessions have in common")
                .open("ul");
        verdict.triggers().forEach(trigger -> html.leaf("li", trigger));
        html.close("ul").close("section").line();
    }

    private static void writeNextSteps(HtmlWriter html, Report.Verdict verdict) {
        if (verdict.nextSteps().isEmpty()) {
            return;
        }
        DeviceSteps steps = DeviceSteps.of(verdict.nextSteps());
        html.open("section", "id", "next").leaf("h2", "What to do next");
        writeSteps(html, steps.before(), 1);
        if (!steps.devices().isEmpty()) {
            html.leaf("h3", "On the firewall");
            writeDevices(html, steps.devices());
        }
        writeSteps(html, steps.after(), steps.before().size() + 1);
        html.close("section").line();
    }

    private static void writeSteps(HtmlWriter html, List<String> steps, int first) {
        if (steps.isEmpty()) {
            return;
        }
        html.open("ol", "class", "next", "start", Integer.toString(first));
        steps.forEach(step -> {
            html.open("li");
            writeStep(html, step);
            html.close("li").line();
        });
        html.close("ol").line();
    }

    private static void writeDevices(HtmlWriter html, List<DeviceSteps.Device> devices) {
        boolean tries = devices.stream().anyMatch(device -> !device.attempt().isEmpty());
        html.open("table", "class", "devices").open("thead").open("tr");
        html.leaf("th", "Firewall", "scope", "col").leaf("th", "Confirm; this changes nothing", "scope", "col");
        if (tries) {
            html.leaf("th", "Try, and take back", "scope", "col");
        }
        html.close("tr").close("thead").open("tbody");
        for (DeviceSteps.Device device : devices) {
            html.open("tr").leaf("th", capital(device.name()), "scope", "row");
            html.open("td");
            writeStep(html, capital(device.confirm()));
            html.close("td");
            if (tries) {
                html.open("td");
                writeStep(html, capital(device.attempt()));
                html.close("td");
            }
            html.close("tr").line();
        }
        html.close("tbody").close("table").line();
    }

    private static String capital(String sentence) {
        return sentence.isEmpty() ? "" : sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    private static void writeStep(HtmlWriter html, String step) {
        for (StepText.Part part : StepText.parts(step)) {
            switch (part.kind()) {
                case LEAD -> html.leaf("strong", part.text());
                case COMMAND -> html.leaf("code", part.text());
                case WORDS -> html.text(part.text());
            }
        }
    }

    private static void writeCauses(HtmlWriter html, Report.Verdict verdict) {
        if (verdict.causes().size() < 2) {
            return;
        }
        html.open("section").leaf("h2", "Causes");
        Tables.begin(html, "Sessions", "Class", "Where", "On the way", "In words");
        for (Report.Cause cause : verdict.causes()) {
            html.open("tr");
            html.leaf("td", Words.number(cause.flows()), "class", "number");
            html.leaf("td", cause.classId(), "class", "code");
            html.leaf("td", Words.places(cause.suspects()), "class", "strong");
            html.leaf("td", Words.direction(cause.direction()));
            html.leaf("td", Words.ofClass(cause.classId()));
            html.close("tr").line();
        }
        Tables.end(html);
        html.close("section").line();
    }

    static void writeRivals(HtmlWriter html, Report report) {
        if (report.verdict().alternatives().isEmpty()) {
            return;
        }
        html.open("section", "id", "rivals").leaf("h2", "What else it could be, and what speaks against it");
        Tables.begin(html, "Rival", "Where", "Probability", "Why not");
        for (Report.Alternative rival : report.verdict().alternatives()) {
            html.open("tr");
            html.leaf("td", rival.classId(), "class", "code");
            html.leaf("td", Words.places(rival.suspects()));
            html.leaf("td", Words.percent(rival.confidence()), "class", "number");
            html.leaf("td", rival.why(), "class", "prose");
            html.close("tr").line();
        }
        Tables.end(html);
        html.close("section").line();
    }

    static String style(Words.Tone tone) {
        return switch (tone) {
            case WELL -> "well";
            case DOUBT -> "doubt";
            case FAULT -> "fault";
        };
    }

    static String sign(Words.Tone tone) {
        return switch (tone) {
            case WELL -> "✓";
            case DOUBT -> "?";
            case FAULT -> "✗";
        };
    }
}
