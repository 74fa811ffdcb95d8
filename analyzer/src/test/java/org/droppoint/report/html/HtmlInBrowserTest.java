package org.droppoint.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.droppoint.report.Report;
import org.droppoint.report.SampleReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser: its script runs, complains of nothing, and asks the network for nothing. */
class HtmlInBrowserTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"story", "hostile", "own-taps", "empty"})
    void thePageIsQuietAndAlive(String name) throws IOException, InterruptedException {
        Browser.Visit visit = visit(SampleReports.named(name));
        assertEquals(List.of(), visit.console());
        assertEquals(List.of(), visit.requests());
        assertTrue(visit.dom().contains("<html lang=\"en\" class=\"js\">"), "script did not run");
        assertFalse(visit.dom().contains("<img"), "markup from a capture became an element");
    }

    @Test
    void theScriptDrawsLadderListAndTimeline() throws IOException, InterruptedException {
        String dom = visit(SampleReports.story()).dom();
        assertEquals(16, count(dom, "class=\"step [a-z ]+\" tabindex="), "steps of the live ladder");
        assertEquals(8, count(dom, "role=\"option\""), "rows of the list");
        assertTrue(count(dom, "Copy the filter frame.number in \\{71, 72, 75, 79}") > 0);
    }

    @Test
    void ofThousandsOfSessionsOnlyThoseInSightAreRows() throws IOException, InterruptedException {
        Browser.Visit visit = visit(SampleReports.many(5_000));
        assertEquals(List.of(), visit.console());
        int rows = count(visit.dom(), "role=\"option\"");
        assertTrue(rows >= 12 && rows < 60, "rows: " + rows);
        assertTrue(visit.dom().contains("5,000 sessions"));
    }

    @Test
    void keysAndSearchWork() throws IOException, InterruptedException {
        String probe =
                """
                const key = (node, key) => node.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
                const list = document.querySelector('.list');
                key(list, 'End');
                console.log('PROBE last ' + document.querySelector('.row.chosen').textContent);
                console.log('PROBE detail ' + document.querySelector('.detail h3').textContent);
                key(document.querySelector('.ladder-live .scroll'), 'End');
                console.log('PROBE step ' + document.activeElement.getAttribute('aria-label'));
                const search = document.querySelector('input[type=search]');
                search.value = 'FIREWALL';
                search.dispatchEvent(new Event('input'));
                console.log('PROBE found ' + list.querySelectorAll('[role=option]').length);
                """;
        String page = page(SampleReports.story()).replaceFirst("<meta http-equiv[^>]*>", "");
        List<String> said = visit(page.replace("start();\n</script>", "start();\n" + probe + "</script>"))
                .console();
        assertTrue(said.stream().anyMatch(line -> line.contains("PROBE last ✓ okflow-8")), said::toString);
        assertTrue(said.stream().anyMatch(line -> line.contains("PROBE detail ✓ flow-8: healthy")), said::toString);
        assertTrue(
                said.stream().anyMatch(line -> line.contains("PROBE step +19.232 s, RST, ACK, forged")),
                said::toString);
        assertTrue(said.stream().anyMatch(line -> line.contains("PROBE found 6")), said::toString);
    }

    /** Should escaping ever fail, the policy still holds. */
    @Test
    void thePolicyStopsAScriptThatSlippedIn() throws IOException, InterruptedException {
        String page = page(SampleReports.story())
                .replace(
                        "</main>",
                        "<script>document.body.id = 'owned'</script><img src='http://droppoint.invalid/x'></main>");
        Browser.Visit visit = visit(page);
        assertFalse(visit.dom().contains("id=\"owned\""));
        assertEquals(List.of(), visit.requests());
        assertTrue(visit.console().stream().anyMatch(line -> line.contains("Content Security Policy")));
    }

    /** The watch itself: what it must notice, it notices. */
    @Test
    void aNoisyPageIsNoticed() throws IOException, InterruptedException {
        Path page = folder.resolve("noisy.html");
        Files.writeString(
                page, "<img src='http://droppoint.invalid/pixel'><script>console.error('loud'); missing();</script>");
        Browser.Visit visit = Browser.visit(page, folder);
        assertTrue(visit.console().stream().anyMatch(line -> line.contains("loud")), visit.console()::toString);
        assertTrue(visit.console().stream().anyMatch(line -> line.contains("missing")), visit.console()::toString);
        assertTrue(visit.requests().stream().anyMatch(line -> line.contains("/pixel")), visit.requests()::toString);
    }

    private Browser.Visit visit(Report report) throws IOException, InterruptedException {
        return visit(page(report));
    }

    private Browser.Visit visit(String html) throws IOException, InterruptedException {
        Path page = folder.resolve("report.html");
        Files.writeString(page, html);
        return Browser.visit(page, folder);
    }

    private static String page(Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new HtmlRenderer().render(report, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int count(String text, String pattern) {
        return Math.toIntExact(Pattern.compile(pattern).matcher(text).results().count());
    }
}
