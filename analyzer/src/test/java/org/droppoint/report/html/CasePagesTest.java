package org.droppoint.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.scoreboard.CaseRuns;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of every committed case in a real browser. {@code make test} opens one of each class; {@code make pages}
 * (property {@code pages=all}) opens all and leaves pictures of them, wide, narrow, dark and printed, in the folder that
 * the property {@code pictures} names.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CasePagesTest {
    private static final int WIDE = 1_280;
    private static final int NARROW = 390;

    /** Of a page's many stops the first so many are walked through. */
    private static final int TABS = 60;

    private static final Set<String> SAMPLE = Set.of(
            "story",
            "01-healthy",
            "15-pmtu-black-hole-s2c",
            "21-ipv6-fw-drops-tls",
            "28-inbound-fw-drops",
            "30-reset-injected-client",
            "38-zero-window",
            "42-client-timeout",
            "45-connect-prohibited-firewall",
            "47a-connect-blocked-host-only",
            "51-starttls-removed",
            "54-tls-intercepted",
            "60-recovered-loss-firewall-s2c",
            "64-capture-loss-inside",
            "68-no-session",
            "79-mixed",
            "81-send-log");

    private final boolean all = "all".equals(System.getProperty("pages"));
    private final String pictures = System.getProperty("pictures", "");
    private final Browser[] browser = new Browser[1];

    private Path folder = Path.of("");

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

    @TestFactory
    Stream<DynamicTest> thePageIsQuietReadableAndWorkedByKeys() throws IOException {
        List<CaseFolder> cases = CaseFolder.committed().stream()
                .filter(one -> all || SAMPLE.contains(one.name()))
                .toList();
        assertTrue(cases.size() >= SAMPLE.size(), cases.size() + " cases");
        return cases.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> look(one)));
    }

    private void look(CaseFolder labelled) throws IOException, InterruptedException {
        Path file = folder.resolve(labelled.name() + ".html");
        try (OutputStream out = Files.newOutputStream(file)) {
            new HtmlRenderer().render(CaseRuns.report(labelled), out);
        }
        try (BrowserPage page = browser[0].page().load(file)) {
            assertEquals(List.of(), strings(page.evaluate(script("contrast.js"))), "faint on light");
            keys(page);
            shoot(page, labelled.name(), "wide", WIDE);
            page.dark(true);
            assertEquals(List.of(), strings(page.evaluate(script("contrast.js"))), "faint on dark");
            shoot(page, labelled.name(), "dark", WIDE);
            page.dark(false);
            for (int width : new int[] {1_060, 900, 780, 600, NARROW}) {
                page.screen(width, 800);
                page.painted();
                assertEquals(
                        width,
                        page.evaluate("document.documentElement.scrollWidth").asInt(),
                        "the page scrolls sideways");
            }
            shoot(page, labelled.name(), "narrow", NARROW);
            if (!pictures.isEmpty()) {
                page.screen(WIDE, 1_600);
                page.print(Path.of(pictures, labelled.name() + "-print.pdf"));
            }
            assertEquals(List.of(), page.console());
            assertEquals(List.of(), page.requests());
            assertEquals(List.of(), browser[0].requests());
        }
    }

    /** Tab goes forward through the page, what it stops at says its name and shows that it has the focus. */
    private static void keys(BrowserPage page) throws IOException, InterruptedException {
        String focus = script("focus.js");
        List<String> stops = new ArrayList<>();
        for (int i = 0; i < TABS; i++) {
            page.press("Tab");
            JsonNode stop = page.evaluate(focus);
            if (stop.path("name").asText().isEmpty()) {
                break;
            }
            stops.add(stop.path("name").asText());
            assertEquals("", stop.path("wrong").asText(), stop.path("name")::asText);
        }
        boolean steps = page.evaluate("document.querySelectorAll('.ladder-live g.step').length > 1")
                .asBoolean();
        if (steps) {
            assertTrue(
                    stops.stream().anyMatch(name -> name.startsWith("g +")), () -> "no step of a ladder in " + stops);
            page.focus(".ladder-live g.step[tabindex='0']");
            String first = page.text("document.activeElement.getAttribute('aria-label')");
            page.press("ArrowDown");
            String second = page.text("document.activeElement.getAttribute('aria-label')");
            assertTrue(!second.equals(first) && second.startsWith("+"), first + " then " + second);
        }
    }

    private void shoot(BrowserPage page, String name, String look, int width) throws IOException, InterruptedException {
        if (!pictures.isEmpty()) {
            Files.createDirectories(Path.of(pictures));
            page.painted();
            page.shoot(Path.of(pictures, name + "-" + look + ".png"), width, 0, page.height());
        }
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(one -> strings.add(one.asText()));
        return strings;
    }

    private static String script(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(CasePagesTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
