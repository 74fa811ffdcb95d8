package org.droppoint.report.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.droppoint.report.Report;
import org.droppoint.report.SampleReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReportTest {
    static Stream<String> sane() {
        return SampleReports.all().keySet().stream()
                .filter(name -> !name.equals("hostile"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("sane")
    void everySampleKeepsThePublishedSchema(String name) throws IOException {
        String json = render(SampleReports.named(name));
        assertEquals(List.of(), SchemaCheck.complaints(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/verdict/class",
                "/verdict/causes/0/flows",
                "/captures/0/clock/offsetNanos",
                "/captures/0/files/0/sha256",
                "/flows/0/lostRecords/0/range",
                "/flows/0/resets/0/madeAt",
                "/flows/0/findings/0/evidence/0/frame",
                "/flows/0/ladder/0/frames",
                "/logs/0/sessions/0/contradictions/0/id"
            })
    void theSchemaMissesAKeyThatIsLeftOut(String pointer) throws IOException {
        JsonNode root = new ObjectMapper().readTree(render(SampleReports.story()));
        int slash = pointer.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) root.at(pointer.substring(0, slash));
        assertTrue(parent.has(pointer.substring(slash + 1)), pointer);
        parent.remove(pointer.substring(slash + 1));
        assertFalse(SchemaCheck.complaints(root.toString()).isEmpty());
    }

    @Test
    void theSchemaRefusesARangeOfThree() throws IOException {
        JsonNode root = new ObjectMapper().readTree(render(SampleReports.story()));
        ((ArrayNode) root.at("/flows/0/lostRecords/0/range")).add(5);
        assertFalse(SchemaCheck.complaints(root.toString()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("sane")
    void readingBackGivesTheSameReport(String name) throws IOException {
        Report report = SampleReports.named(name);
        assertEquals(report, read(render(report)));
    }

    @Test
    void hostileTextSurvivesButForLoneSurrogates() throws IOException {
        Report hostile = SampleReports.hostile();
        String json = render(hostile);
        assertFalse(json.chars().anyMatch(c -> c != '\n' && (c < 0x20 || (c >= 0x7F && c < 0xA0))), "raw control");
        assertFalse(json.contains("\u2028") || json.contains("\u202e") || json.contains("</script>"));
        Report back = read(json);
        assertEquals(
                hostile.flows().get(0).id().replace('\uD800', '\uFFFD'),
                back.flows().get(0).id());
        assertEquals(json, render(back));
    }

    @Test
    void timesHaveNanosecondsAndStandOnTheReferenceClock() throws IOException {
        JsonNode root = new ObjectMapper().readTree(render(SampleReports.story()));
        JsonNode outside = root.at("/captures/2");
        assertEquals(
                "2018-08-12T12:46:07.310000000Z", root.at("/captures/0/first").textValue());
        assertEquals(
                "2018-08-12T11:46:07.309588000Z",
                outside.get("firstCaptureTime").textValue());
        assertEquals("2018-08-12T12:46:07.310062500Z", outside.get("first").textValue(), "12.5 ppm over 5 s");
        assertEquals("[342,431]", root.at("/flows/0/lostRecords/0/range").toString());
    }

    @Test
    void anUnknownClockHasNoNumbers() throws IOException {
        JsonNode clock = new ObjectMapper()
                .readTree(render(SampleReports.insufficient()))
                .at("/captures/2/clock");
        assertTrue(clock.get("offsetNanos").isNull());
        assertTrue(clock.get("uncertaintyNanos").isNull());
    }

    @Test
    void theSameReportGivesTheSameBytes() throws IOException {
        assertArrayEquals(
                render(SampleReports.story()).getBytes(StandardCharsets.UTF_8),
                render(SampleReports.story()).getBytes(StandardCharsets.UTF_8));
        String json = render(SampleReports.story());
        assertTrue(
                json.indexOf("\"host\" : \"tcp.stream == 3\"") < json.indexOf("\"inside\" : \"tcp.stream == 2\""),
                "maps are written in path order");
    }

    @Test
    void aReportOfTheContractsKeysAloneIsRead() throws IOException {
        String minimal =
                """
                {"schemaVersion":1,"tool":{"name":"droppoint","version":"9"},"path":["host","lan","server"],
                 "captures":[{"tap":"host","interface":null,"files":[],"first":"2018-08-12T12:46:12.310000000Z",
                   "last":"2018-08-12T12:46:12.310000000Z","clock":{"offsetNanos":null,"driftPpm":null,
                   "uncertaintyNanos":null,"at":"2018-08-12T12:46:12Z","reference":true},
                   "health":{"truncatedFrames":0,"missedBytes":0,"problems":[]}}],
                 "verdict":{"class":"healthy","suspects":[],"notRuledOut":[],"direction":"none","confidence":1,
                   "summary":"well","causes":[],"alternatives":[],"nextSteps":[]},"flows":[],"logs":[]}
                """;
        Report report = read(minimal);
        assertEquals(List.of("host"), report.taps());
        assertFalse(report.captures().get(0).clock().known());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{\"schemaVersion\":2}",
                "{\"schemaVersion\":1,\"tool\":7}",
                "{\"schemaVersion\":1e400}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void whatIsNoReportIsRefusedAsSuch(String json) {
        assertThrows(IOException.class, () -> read(json));
    }

    @Test
    void everyCutReportIsRefused() throws IOException {
        String json = render(SampleReports.story());
        for (int length = 0; length < json.length() - 2; length += 97) {
            String cut = json.substring(0, length);
            assertThrows(IOException.class, () -> read(cut), () -> "cut at " + cut.length());
        }
    }

    @Test
    void theComplaintNamesThePlace() throws IOException {
        String json = render(SampleReports.story()).replaceFirst("\"range\" : \\[ 342, 431 ]", "\"range\" : [ 9, 3 ]");
        IOException complaint = assertThrows(IOException.class, () -> read(json));
        assertTrue(
                Objects.requireNonNull(complaint.getMessage()).contains("/flows/0/lostRecords/0/range"),
                complaint.getMessage());
    }

    private static String render(Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonRenderer().render(report, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Report read(String json) throws IOException {
        return new JsonReportReader().read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
