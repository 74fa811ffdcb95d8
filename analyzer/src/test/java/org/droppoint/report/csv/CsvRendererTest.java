package org.droppoint.report.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.report.Report;
import org.droppoint.report.SampleReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRendererTest {

    @ParameterizedTest
    @EnumSource(CsvRenderer.Table.class)
    void everyRowHasAsManyCellsAsTheHead(CsvRenderer.Table table) throws IOException {
        for (String name : SampleReports.all().keySet()) {
            List<List<String>> rows = parse(render(SampleReports.named(name), table));
            rows.forEach(row -> assertEquals(rows.get(0).size(), row.size(), name + ": " + row));
        }
    }

    @Test
    void oneRowAFlowAndOneALostRecord() throws IOException {
        Report story = SampleReports.story();
        List<List<String>> flows = parse(render(story, CsvRenderer.Table.FLOWS));
        assertEquals(1 + 8, flows.size());
        assertEquals("192.168.1.10:45874", flows.get(1).get(1));
        assertEquals("2018-08-12T12:46:12.310000000Z", flows.get(1).get(4));
        List<List<String>> lost = parse(render(story, CsvRenderer.Table.LOST_RECORDS));
        assertEquals(1 + 6 * 3, lost.size());
        assertEquals("handshake:certificate", lost.get(2).get(5));
        assertEquals("431", lost.get(2).get(6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=cmd|' /C calc'!A0",
                "+1+1",
                "-1+1",
                "@SUM(A1)",
                "  =1",
                "\u00a0=1",
                "\t=1",
                "\r=1",
                "\n=1",
                "＝1",
                "|x",
                "%0A=1"
            })
    void noCellIsAFormula(String formula) throws IOException {
        String cell = parse(render(lostRecordOfType(formula), CsvRenderer.Table.LOST_RECORDS))
                .get(1)
                .get(5);
        assertTrue(cell.startsWith("'") || cell.startsWith("\\"), cell);
    }

    @Test
    void ordinaryTextIsLeftAlone() throws IOException {
        String cell = parse(render(lostRecordOfType("a \"b\", c=d"), CsvRenderer.Table.LOST_RECORDS))
                .get(1)
                .get(5);
        assertEquals("a \"b\", c=d", cell);
    }

    @Test
    void noControlCharacterButTheRowsOwnEnd() throws IOException {
        String csv = render(SampleReports.hostile(), CsvRenderer.Table.FLOWS);
        assertFalse(csv.replace("\r\n", "").chars().anyMatch(Character::isISOControl));
    }

    private static Report lostRecordOfType(String type) {
        Report like = SampleReports.mixed();
        Report.Flow flow = like.flows().get(0);
        Report.LostRecord lost = new Report.LostRecord(
                flow.direction(), "smtp", type, new ByteRange(0, 1), "seen", List.of(), List.of(), List.of());
        Report.Flow changed = new Report.Flow(
                flow.id(),
                flow.client(),
                flow.server(),
                flow.initiator(),
                flow.seenAs(),
                flow.startNanos(),
                flow.endNanos(),
                flow.outcome(),
                flow.outcomeReason(),
                flow.classId(),
                flow.suspects(),
                flow.notRuledOut(),
                flow.direction(),
                flow.confidence(),
                flow.summary(),
                flow.progress(),
                flow.serverName(),
                flow.tlsVersion(),
                List.of(lost),
                flow.resets(),
                flow.findings(),
                flow.alternatives(),
                flow.matchReason(),
                flow.filters(),
                flow.ladder());
        return new Report(
                like.tool(),
                like.path(),
                like.taps(),
                like.captures(),
                like.verdict(),
                List.of(changed),
                like.logs(),
                like.refusedInputs());
    }

    private static String render(Report report, CsvRenderer.Table table) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CsvRenderer(table).render(report, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A plain reader of RFC 4180, so that quoting is judged by its meaning. */
    private static List<List<String>> parse(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\r')) {
                row.add(cell.toString());
                cell.setLength(0);
                if (c == '\r') {
                    assertEquals('\n', csv.charAt(++i));
                    rows.add(List.copyOf(row));
                    row.clear();
                }
            } else {
                cell.append(c);
            }
        }
        assertTrue(row.isEmpty() && cell.isEmpty() && !quoted, "the last row is not ended");
        return rows;
    }
}
