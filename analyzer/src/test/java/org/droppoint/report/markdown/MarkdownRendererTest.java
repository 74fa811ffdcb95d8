package org.droppoint.report.markdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.report.Report;
import org.droppoint.report.SampleReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownRendererTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "plain words ¦ plain words",
                "*bold* _it_ `code` ¦ \\*bold\\* \\_it\\_ \\`code\\`",
                "[x](http://evil) ¦ \\[x\\](http\\://evil)",
                "<img src=x> &amp; ¦ \\<img src=x\\> \\&amp;",
                "a|b ~c~ #1 ¦ a\\|b \\~c\\~ \\#1",
                "mail @everyone ¦ mail `@`everyone",
                "- item ¦ \\- item",
                "12. item ¦ 12\\. item",
                "see www.evil.example ¦ see www\\.evil.example"
            })
    void proseIsInert(String given, String expected) {
        assertEquals(expected, MarkdownText.prose(given));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a ` b", "``", "```x```", "`"})
    void aCodeSpanClosesOnlyAtItsEnd(String content) {
        String code = MarkdownText.code(content);
        Matcher fence = Pattern.compile("^(`+)(.*?[^`])\\1$").matcher(code);
        assertTrue(fence.matches(), code);
        assertEquals(content.strip(), fence.group(2).strip());
        assertFalse(fence.group(2).matches(".*(?<!`)" + fence.group(1) + "(?!`).*"), code);
    }

    /** A filter is pasted as it stands. */
    @Test
    void pipesAreEscapedInCellsOnly() {
        assertEquals("`a || b`", MarkdownText.code("a || b"));
        assertEquals("`a \\|\\| b`", MarkdownText.codeCell("a || b"));
    }

    @Test
    void everyTableRowHasAsManyCellsAsItsHead() throws IOException {
        for (String name : List.of("story", "mixed", "hostile", "insufficient", "two-taps")) {
            int cells = 0;
            for (String line : render(SampleReports.named(name)).lines().toList()) {
                boolean row = line.startsWith("|");
                int now = row ? line.split("(?<!\\\\)\\|", -1).length : 0;
                assertTrue(cells == 0 || !row || now == cells, name + ": " + line);
                cells = now;
            }
        }
    }

    @Test
    void theTicketHoldsVerdictFiltersAndLadder() throws IOException {
        String text = render(SampleReports.story());
        assertTrue(text.startsWith("# ✗ The firewall drops the server's TLS records\n"), text);
        assertTrue(text.contains("`frame.number in {71, 72, 75, 79}`"));
        assertTrue(text.contains("RST, ACK, CWR (forged)"));
        assertEquals(0, Pattern.compile("(?m)^```").matcher(text).results().count() % 2, "every fence is closed");
    }

    @Test
    void hostileTextStaysText() throws IOException {
        String outsideCode = render(SampleReports.hostile())
                .replaceAll("(?ms)^(`{3,})text\\n.*?^\\1$", "")
                .replaceAll("(?s)(?<!`)(`+)(?!`).*?(?<!`)\\1(?!`)", "");
        assertFalse(Pattern.compile("(?<!\\\\)<").matcher(outsideCode).find(), outsideCode);
        assertFalse(outsideCode.contains("\u202e"));
    }

    private static String render(Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new MarkdownRenderer().render(report, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
