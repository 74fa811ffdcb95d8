package org.droppoint.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.droppoint.report.Report;
import org.droppoint.report.ReportRenderer;
import org.droppoint.report.Words;

/**
 * One page in one file: no network, no fonts, no pictures from elsewhere. Its content security policy lets run nothing
 * but the two blocks whose hashes it names, so even a text that slipped through the escaping could neither run nor
 * call home.
 */
public final class HtmlRenderer implements ReportRenderer {
    private static final List<String> SCRIPTS = List.of("page.js", "ladder.js", "timeline.js", "sessions.js");

    @Override
    public boolean statesDigests() {
        return true;
    }

    @Override
    public void render(Report report, OutputStream out) throws IOException {
        String style = resource("report.css");
        StringBuilder scripts = new StringBuilder();
        for (String name : SCRIPTS) {
            scripts.append(resource(name));
        }
        String script = scripts.toString();
        HtmlWriter html = new HtmlWriter();
        html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").line();
        writeHead(html, report, style, script);
        html.open("body").line().open("main");
        VerdictHtml.write(html, report);
        EvidenceHtml.write(html, report);
        VerdictHtml.writeRivals(html, report);
        SessionsHtml.write(html, report);
        CapturesHtml.write(html, report);
        html.close("main").line();
        html.leaf(
                "footer",
                report.tool().name() + " " + report.tool().version()
                        + " · all times in UTC on the reference clock unless said otherwise");
        html.open("div", "id", "said", "role", "status", "aria-live", "polite")
                .close("div")
                .line();
        html.open("script", "type", "application/json", "id", "data")
                .trusted(PageData.of(report))
                .close("script")
                .line();
        html.open("script").trusted(script).close("script").line();
        html.close("body").close("html").line();
        out.write(html.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void writeHead(HtmlWriter html, Report report, String style, String script) {
        html.open("head").line();
        html.empty("meta", "charset", "utf-8").line();
        html.empty(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script)
                                + "'; base-uri 'none'; form-action 'none'")
                .line();
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        html.empty("meta", "name", "referrer", "content", "no-referrer").line();
        html.empty("meta", "name", "color-scheme", "content", "light dark").line();
        html.leaf("title", Words.headline(report.verdict()) + " – droppoint").line();
        html.open("style").trusted(style).close("style").line();
        html.close("head").line();
    }

    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlRenderer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource missing: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
