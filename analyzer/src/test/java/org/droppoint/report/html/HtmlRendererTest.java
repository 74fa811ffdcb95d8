package org.droppoint.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.droppoint.report.Report;
import org.droppoint.report.SampleReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HtmlRendererTest {

    static Stream<String> samples() {
        return SampleReports.all().keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyElementIsOneOfThePagesOwn(String name) throws IOException {
        String page = render(SampleReports.named(name)).replaceAll("(?s)<(style|script)[^>]*>.*?</\\1>", "");
        List<String> known = List.of(
                ("!DOCTYPE html head meta title body main header h1 h2 h3 p span dl dt dd div section ul ol li table"
                                + " thead tbody tr th td code strong svg path circle rect text g footer")
                        .split(" "));
        Matcher tags = Pattern.compile("</?([A-Za-z!][A-Za-z0-9]*)").matcher(page);
        while (tags.find()) {
            assertTrue(known.contains(tags.group(1)), tags.group());
        }
        assertFalse(Pattern.compile("<[^>]*\\son[a-z]+=\"").matcher(page).find(), "handler");
        assertFalse(
                Pattern.compile("<[^>]*\\s(style|href|src)=\"").matcher(page).find(), "inline style or link");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void nothingInvisibleFromACaptureIsOnThePage(String name) throws IOException {
        render(SampleReports.named(name))
                .codePoints()
                .filter(c -> c != '\n')
                .forEach(c -> assertFalse(
                        Character.isISOControl(c)
                                || Character.getType(c) == Character.FORMAT
                                || c == 0x2028
                                || c == 0x2029,
                        () -> "U+" + Integer.toHexString(c)));
    }

    @Test
    void thePolicyNamesTheHashesOfExactlyItsOwnBlocks() throws IOException, NoSuchAlgorithmException {
        String page = render(SampleReports.hostile());
        String policy = group(page, "Content-Security-Policy\" content=\"([^\"]*)\"");
        assertTrue(policy.startsWith("default-src &#39;none&#39;;"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertTrue(policy.contains(hash(group(page, "(?s)<style>(.*?)</style>"))), "style");
        assertTrue(policy.contains(hash(group(page, "(?s)<script>(.*?)</script>"))), "script");
        assertEquals(2, Pattern.compile("sha256-").matcher(policy).results().count());
    }

    @Test
    void theScriptsNeverMakeMarkupFromText() throws IOException {
        String script = group(render(SampleReports.story()), "(?s)<script>(.*?)</script>");
        for (String forbidden : List.of("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")) {
            assertFalse(script.contains(forbidden), forbidden);
        }
        List<String> addresses = new ArrayList<>();
        Matcher urls = Pattern.compile("https?://[^'\"]+").matcher(script);
        while (urls.find()) {
            addresses.add(urls.group());
        }
        assertEquals(List.of("http://www.w3.org/2000/svg"), addresses);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theDataBlockCannotBeLeft(String name) throws IOException {
        String block = group(
                render(SampleReports.named(name)), "(?s)<script type=\"application/json\" id=\"data\">(.*?)</script>");
        assertFalse(block.contains("<") || block.contains("&"));
        JsonNode json = new ObjectMapper().readTree(block);
        assertEquals(SampleReports.named(name).flows().size(), json.get("flows").size());
    }

    @Test
    void withoutScriptThePageHasVerdictPictureLadderAndSessions() throws IOException {
        String page = render(SampleReports.story());
        assertTrue(page.contains("The fault lies in: firewall."));
        assertEquals(
                1,
                Pattern.compile("<svg class=\"ladder\"").matcher(page).results().count());
        assertEquals(
                4 + 2,
                Pattern.compile("class=\"step [a-z]+ fault\"")
                        .matcher(page)
                        .results()
                        .count(),
                "four lost steps and two forged resets");
        assertTrue(page.contains("192.168.1.10:45874"));
    }

    @Test
    void theSameReportGivesTheSameBytes() throws IOException {
        assertEquals(render(SampleReports.story()), render(SampleReports.story()));
    }

    @Test
    void fiveThousandSessionsStayBelowFiveMegabytes() throws IOException {
        int bytes = render(SampleReports.many(5_000)).getBytes(StandardCharsets.UTF_8).length;
        assertTrue(bytes < 5 << 20, "bytes: " + bytes);
    }

    @Test
    void theWriterRefusesToCloseWhatIsNotOpen() {
        assertThrows(
                IllegalStateException.class, () -> new HtmlWriter().open("p").close("div"));
        assertThrows(
                IllegalStateException.class, () -> new HtmlWriter().open("p").toString());
    }

    private static String hash(String content) throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest).replace("&", "&amp;");
    }

    private static String group(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return matcher.group(1);
    }

    private static String render(Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new HtmlRenderer().render(report, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
