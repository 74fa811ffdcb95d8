package org.droppoint.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
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
        Path page = folder.resolve("report.html");
        try (OutputStream out = Files.newOutputStream(page)) {
            new HtmlRenderer().render(report, out);
        }
        return Browser.visit(page, folder);
    }

    private static int count(String text, String pattern) {
        return Math.toIntExact(Pattern.compile(pattern).matcher(text).results().count());
    }
}
