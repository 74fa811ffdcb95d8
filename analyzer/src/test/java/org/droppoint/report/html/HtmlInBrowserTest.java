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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser: its script runs, complains of nothing, and asks the network for nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HtmlInBrowserTest {
    private Path folder = Path.of("");

    private final Browser[] browser = new Browser[1];

    @BeforeAll
    void start(@TempDir Path ours) throws IOException, InterruptedException {
        folder = ours;
        browser[0] = Browser.start(folder);
    }

    @AfterAll
    void stop() throws IOException {
        if (browser[0] != null) {
            browser[0].close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"story", "hostile", "own-taps", "empty"})
    void thePageIsQuietAndAlive(String name) throws IOException, InterruptedException {
        try (BrowserPage page = open(SampleReports.named(name))) {
            assertEquals(List.of(), page.console());
            assertEquals(List.of(), page.requests());
            assertEquals(List.of(), browser[0].requests());
            assertTrue(page.dom().contains("<html lang=\"en\" class=\"js\">"), "script did not run");
            assertFalse(page.dom().contains("<img"), "markup from a capture became an element");
        }
    }

    @Test
    void theScriptDrawsLadderListAndTimeline() throws IOException, InterruptedException {
        try (BrowserPage page = open(SampleReports.story())) {
            String dom = page.dom();
            assertEquals(16, count(dom, "class=\"step [a-z ]+\" tabindex="), "steps of the live ladder");
            assertEquals(8, count(dom, "role=\"option\""), "rows of the list");
            assertTrue(count(dom, "Copy the filter frame.number in \\{71, 72, 75, 79}") > 0);
        }
    }

    @Test
    void ofThousandsOfSessionsOnlyThoseInSightAreRows() throws IOException, InterruptedException {
        try (BrowserPage page = open(SampleReports.many(5_000))) {
            assertEquals(List.of(), page.console());
            int rows = count(page.dom(), "role=\"option\"");
            assertTrue(rows >= 12 && rows < 60, "rows: " + rows);
            assertTrue(page.dom().contains("5,000 sessions"));
            page.focus(".list");
            page.press("End");
            assertEquals("4999", page.text("document.querySelector('.row.chosen').id.replace('session-', '')"));
            page.evaluate("(() => { const order = document.querySelectorAll('#explorer select')[1];"
                    + " order.value = 'by start'; order.dispatchEvent(new Event('change')); })()");
            page.focus(".list");
            page.press("Home");
            assertTrue(page.text("document.querySelector('.row.chosen').textContent")
                    .contains("flow-1"));
            page.press("ArrowDown");
            assertTrue(page.text("document.querySelector('.row.chosen').textContent")
                    .contains("flow-2"));
        }
    }

    @Test
    void theListAndTheSearchWorkByKeys() throws IOException, InterruptedException {
        try (BrowserPage page = open(SampleReports.story())) {
            page.focus(".list");
            page.press("End");
            assertTrue(page.text("document.querySelector('.row.chosen').textContent")
                    .startsWith("✓ okflow-8"));
            assertEquals("✓ flow-8: healthy", page.text("document.querySelector('.detail h3').textContent"));
            page.focus("input[type=search]");
            for (String letter : "FIRE".split("")) {
                page.press(letter);
            }
            assertEquals(
                    6,
                    page.evaluate("document.querySelectorAll('.list [role=option]').length")
                            .asInt());
        }
    }

    @Test
    void theLadderIsWalkedByKeysZoomedAndPointedAt() throws IOException, InterruptedException {
        try (BrowserPage page = open(SampleReports.story())) {
            page.focus(".ladder-live g.step[tabindex='0']");
            page.press("End");
            assertTrue(page.text("document.activeElement.getAttribute('aria-label')")
                    .startsWith("+19.232 s, RST, ACK"));
            assertTrue(page.text("document.querySelector('.step-detail').textContent")
                    .contains("frame.number == "));
            String ladder = "document.querySelector('.ladder-live svg').clientHeight";
            int low = page.evaluate(ladder).asInt();
            page.focus(".ladder-live button[aria-label='Zoom in']");
            page.press("Enter");
            assertTrue(page.evaluate(ladder).asInt() > low, "zoomed in from " + low);
            page.evaluate("document.querySelector('.ladder-live').scrollIntoView()");
            String third = "document.querySelectorAll('.ladder-live g.step')[2]";
            page.pointAt(
                    page.evaluate(third + ".getBoundingClientRect().x + 40").asInt(),
                    page.evaluate(third + ".getBoundingClientRect().y + 20").asInt());
            assertTrue(page.text("document.querySelector('.step-detail').textContent")
                    .contains(page.text(third + ".getAttribute('aria-label')")));
        }
    }

    @Test
    void aFilterIsCopiedByItsButton() throws IOException, InterruptedException {
        try (BrowserPage page = open(SampleReports.story())) {
            page.focus("#evidence .findings button.copy");
            page.press("Enter");
            page.painted();
            assertTrue(
                    page.text("document.getElementById('said').textContent").startsWith("Copied: frame.number in {71"));
        }
    }

    /** Should escaping ever fail, the policy still holds. */
    @Test
    void thePolicyStopsAScriptThatSlippedIn() throws IOException, InterruptedException {
        String html = html(SampleReports.story())
                .replace(
                        "</main>",
                        "<script>document.body.id = 'owned'</script><img src='http://droppoint.invalid/x'></main>");
        try (BrowserPage page = open(html)) {
            assertFalse(page.dom().contains("id=\"owned\""));
            assertEquals(List.of(), browser[0].requests());
            assertTrue(page.console().stream().anyMatch(line -> line.contains("Content Security Policy")));
        }
    }

    /** The watch itself: what it must notice, it notices; in a browser of its own, for it does reach the proxy. */
    @Test
    void aNoisyPageIsNoticed(@TempDir Path own) throws IOException, InterruptedException {
        Path file = own.resolve("noisy.html");
        Files.writeString(
                file, "<img src='http://droppoint.invalid/pixel'><script>console.error('loud'); missing();</script>");
        try (Browser noisy = Browser.start(own);
                BrowserPage page = noisy.page().load(file)) {
            assertTrue(page.console().stream().anyMatch(line -> line.contains("loud")), page.console()::toString);
            assertTrue(page.console().stream().anyMatch(line -> line.contains("missing")), page.console()::toString);
            assertTrue(page.requests().stream().anyMatch(line -> line.contains("/pixel")), page.requests()::toString);
            assertTrue(noisy.requests().stream().anyMatch(line -> line.contains("/pixel")), noisy.requests()::toString);
        }
    }

    private BrowserPage open(Report report) throws IOException, InterruptedException {
        return open(html(report));
    }

    private BrowserPage open(String html) throws IOException, InterruptedException {
        Path file = folder.resolve("report.html");
        Files.writeString(file, html);
        return browser[0].page().load(file);
    }

    private static String html(Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new HtmlRenderer().render(report, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int count(String text, String pattern) {
        return Math.toIntExact(Pattern.compile(pattern).matcher(text).results().count());
    }
}
