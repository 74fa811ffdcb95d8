package org.droppoint.report.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.droppoint.report.Report;
import org.droppoint.report.SampleReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TextRendererTest {

    static Stream<Arguments> widths() {
        return SampleReports.all().keySet().stream().sorted().flatMap(name -> Stream.of(40, 60, 80, 100, 140, 200)
                .map(width -> Arguments.of(name, width)));
    }

    @ParameterizedTest
    @MethodSource("widths")
    void noLineIsWiderThanThePage(String name, int width) throws IOException {
        for (boolean ascii : new boolean[] {false, true}) {
            String text = render(SampleReports.named(name), width, false, ascii);
            for (String line : text.split("\n", -1)) {
                assertTrue(Cells.width(line) <= width, () -> width + ": " + Cells.width(line) + " cells: " + line);
                assertEquals(line.stripTrailing(), line, "trailing space");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("widths")
    void nothingButLineFeedsControlsTheTerminal(String name, int width) throws IOException {
        String text = render(SampleReports.named(name), width, false, false);
        text.codePoints()
                .filter(c -> c != '\n')
                .forEach(c -> assertFalse(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT,
                        () -> "U+" + Integer.toHexString(c)));
    }

    @ParameterizedTest
    @MethodSource("widths")
    void coloursAddNothingButTheirOwnSequences(String name, int width) throws IOException {
        Report report = SampleReports.named(name);
        String coloured = render(report, width, true, false);
        assertEquals(render(report, width, false, false), coloured.replaceAll("\u001b\\[[0-9;]*m", ""));
    }

    @ParameterizedTest
    @MethodSource("widths")
    void theAsciiPageIsAscii(String name, int width) throws IOException {
        assertTrue(render(SampleReports.named(name), width, false, true).chars().allMatch(c -> c < 0x7F));
    }

    @Test
    void theFirstLinesSayWhatWhereHowSureAndHowMany() throws IOException {
        List<String> lines =
                render(SampleReports.story(), 80, false, false).lines().limit(8).toList();
        assertEquals("✗ The firewall drops the server's TLS records", lines.get(0));
        assertEquals("  where      firewall, on the way server → client", lines.get(2));
        assertEquals("  what       drop-and-reset: data swallowed, then a forged reset", lines.get(3));
        assertEquals("  sure       97 %", lines.get(4));
        assertEquals("  sessions   6 of 8 sessions failed", lines.get(5));
        assertEquals("  ● host ── lan ── ● inside ─✗ FIREWALL ✗─ ● outside ── upstream ── ○ server", lines.get(7));
    }

    @Test
    void theLadderEndsLostRecordsAtTheirHopAndStartsForgedResetsThere() throws IOException {
        List<String> lines =
                render(SampleReports.story(), 100, false, false).lines().toList();
        String certificate = only(lines, "TLS Certificate");
        String title = only(lines, "time ", "outside");
        int inside = title.indexOf("inside") + 3;
        int outside = title.indexOf("outside") + 3;
        int cross = certificate.indexOf('✗');
        assertTrue(inside < cross && cross < outside, certificate);
        String reset = only(lines, "RST, ACK, CWR (forged)");
        assertEquals(cross, reset.indexOf('◆'));
        assertTrue(reset.indexOf('◀') < inside, reset);
    }

    @Test
    void inboundMailTravelsFromTheServersSideOfThePicture() throws IOException {
        List<String> lines =
                render(SampleReports.mixed(), 120, false, false).lines().toList();
        String syn = lines.stream()
                .filter(line -> line.contains(" SYN") && line.contains("◀"))
                .findFirst()
                .orElseThrow();
        assertFalse(syn.contains("▶"), syn);
    }

    @Test
    void thousandsOfSessionsAreCounted() throws IOException {
        List<String> lines =
                render(SampleReports.many(5_000), 100, false, false).lines().toList();
        assertTrue(lines.size() < 180, "lines: " + lines.size());
        assertTrue(lines.stream().anyMatch(line -> line.contains("4,285") && line.contains("healthy")));
    }

    @Test
    void filtersAreReadyToPaste() throws IOException {
        String text = render(SampleReports.story(), 100, false, false);
        assertTrue(text.contains("frame.number in {71, 72, 75, 79}"), text);
        assertTrue(text.contains("ip.addr == 198.51.100.25 && tcp.port == 61022"), text);
    }

    private static String only(List<String> lines, String... parts) {
        List<String> matching = lines.stream()
                .filter(line -> Stream.of(parts).allMatch(line::contains))
                .filter(line -> line.contains("│") || line.contains("time "))
                .toList();
        return matching.get(0);
    }

    private static String render(Report report, int width, boolean colour, boolean ascii) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TextRenderer(width, colour, ascii).render(report, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
