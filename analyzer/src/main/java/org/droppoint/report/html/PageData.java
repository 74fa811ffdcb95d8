package org.droppoint.report.html;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.ByteRange;
import org.droppoint.report.CaptureClocks;
import org.droppoint.report.CaptureFiles;
import org.droppoint.report.FlowOrder;
import org.droppoint.report.FrameFilters;
import org.droppoint.report.LadderArrow;
import org.droppoint.report.LadderExcerpt;
import org.droppoint.report.PathLayout;
import org.droppoint.report.Report;
import org.droppoint.report.SafeText;
import org.droppoint.report.SessionFilters;
import org.droppoint.report.Suspicion;
import org.droppoint.report.TapOrder;
import org.droppoint.report.Words;
import org.droppoint.report.json.VisibleEscapes;

/**
 * What the script draws from: the flows, small enough for thousands of them. Each text stands once in a table of
 * strings and is safe to show; everything else is a number. The order of the numbers is fixed here and in
 * {@code page.js}, and nowhere else: this is no format for others, that is JSON's.
 */
final class PageData {
    /** Beyond this the page holds no details of the best flows; the JSON report does. */
    private static final int MAX_DETAILED_FLOWS = 10_000;

    private static final int MAX_LADDER_ROWS = 400;
    private static final int MAX_ITEMS = 60;
    private static final int MAX_TEXT_CHARS = 1_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private final Report report;
    private final PathLayout layout;
    private final CaptureFiles files;
    private final CaptureClocks clocks;
    private final TapOrder taps;
    private final Map<String, Integer> strings = new LinkedHashMap<>();

    private PageData(Report report) {
        this.report = report;
        this.layout = PathLayout.of(report);
        this.files = new CaptureFiles(report);
        this.clocks = new CaptureClocks(report);
        this.taps = new TapOrder(report.taps());
    }

    /** JSON that may stand inside a script block: no {@code <}, no line separator, no control character. */
    static String of(Report report) throws IOException {
        StringWriter text = new StringWriter();
        JsonFactory factory = new JsonFactory().setCharacterEscapes(new VisibleEscapes());
        try (JsonGenerator json = factory.createGenerator(text)) {
            new PageData(report).write(json);
        }
        return text.toString();
    }

    private void write(JsonGenerator json) throws IOException {
        long base =
                report.flows().stream().mapToLong(Report.Flow::startNanos).min().orElse(0);
        json.writeStartObject();
        json.writeNumberField("base", micros(0, base));
        json.writeArrayFieldStart("columns");
        for (PathLayout.Column column : layout.columns()) {
            json.writeString(safe(column.name()));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("gaps");
        for (int i = 0; i < layout.columns().size() - 1; i++) {
            texts(json, layout.gap(i));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("flows");
        int left = MAX_DETAILED_FLOWS;
        for (Report.Flow flow : FlowOrder.worstFirst(report)) {
            writeFlow(json, flow, base, left-- > 0);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("strings");
        for (String string : strings.keySet()) {
            json.writeString(string);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeFlow(JsonGenerator json, Report.Flow flow, long base, boolean detailed) throws IOException {
        json.writeStartArray();
        numbers(json, string(flow.id()), string(flow.client()), string(flow.server()));
        json.writeNumber(micros(base, flow.startNanos()));
        json.writeNumber(Math.max(0, micros(flow.startNanos(), flow.endNanos())));
        numbers(json, Words.outcomeTone(flow.outcome()).ordinal(), string(flow.outcome()), string(flow.classId()));
        numbers(json, string(Words.places(flow.suspects())), string(Suspicion.sure(flow)));
        if (detailed) {
            writeDetails(json, flow);
        }
        json.writeEndArray();
    }

    private void writeDetails(JsonGenerator json, Report.Flow flow) throws IOException {
        json.writeStartArray();
        texts(
                json,
                List.of(
                        Words.summaryBeyondFindings(flow),
                        flow.outcomeReason(),
                        flow.progress(),
                        Words.direction(flow.direction()),
                        flow.serverName() == null ? "" : flow.serverName(),
                        flow.tlsVersion() == null ? "" : flow.tlsVersion(),
                        flow.matchReason()));
        json.writeStartArray();
        for (Map.Entry<String, Report.Address> seen : taps.entries(flow.seenAs())) {
            texts(
                    json,
                    List.of(
                            seen.getKey(),
                            seen.getValue().client(),
                            seen.getValue().server()));
        }
        json.writeEndArray();
        json.writeStartArray();
        for (SessionFilters.SessionFilter filter : SessionFilters.of(report, flow)) {
            texts(json, List.of(filter.where(), filter.text()));
        }
        json.writeEndArray();
        texts(json, flow.suspects());
        writeFindings(json, flow);
        writeRivals(json, flow);
        json.writeStartArray();
        for (LadderExcerpt.Row row : LadderExcerpt.of(flow.ladder(), MAX_LADDER_ROWS)) {
            writeStep(json, flow, row);
        }
        json.writeEndArray();
        json.writeEndArray();
    }

    private void writeFindings(JsonGenerator json, Report.Flow flow) throws IOException {
        json.writeStartArray();
        for (Report.Finding finding :
                flow.findings().subList(0, Math.min(MAX_ITEMS, flow.findings().size()))) {
            json.writeStartArray();
            json.writeNumber(string(finding.summary()));
            boolean both = clocks.differ(finding.evidence());
            json.writeStartArray();
            for (Report.Evidence one : finding.evidence()
                    .subList(0, Math.min(MAX_ITEMS, finding.evidence().size()))) {
                texts(
                        json,
                        List.of(
                                files.name(one.tap(), one.file()),
                                Long.toString(one.frame()),
                                Words.timeOfDay(clocks.toReference(one.tap(), one.nanos())),
                                both ? "in the file " + Words.timeOfDay(one.nanos()) : "",
                                one.note()));
            }
            json.writeEndArray();
            json.writeStartArray();
            for (FrameFilters.FrameFilter filter : FrameFilters.of(finding.evidence())) {
                texts(json, List.of(files.name(filter.tap(), filter.file()), filter.text()));
            }
            json.writeEndArray();
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void writeRivals(JsonGenerator json, Report.Flow flow) throws IOException {
        json.writeStartArray();
        for (Report.Alternative rival : flow.alternatives()) {
            texts(json, List.of(rival.classId(), Words.places(rival.suspects()), rival.why()));
        }
        json.writeEndArray();
    }

    private void writeStep(JsonGenerator json, Report.Flow flow, LadderExcerpt.Row row) throws IOException {
        Report.LadderStep step = row.step();
        LadderArrow arrow = LadderArrow.of(layout, flow, step);
        ByteRange range = step.range();
        json.writeStartArray();
        json.writeNumber(micros(flow.startNanos(), step.nanos()));
        numbers(json, string(LadderSvg.style(step)), string(LadderExcerpt.label(step)));
        numbers(json, arrow.from(), arrow.first(), arrow.known(), arrow.to());
        numbers(json, arrow.lost() ? 1 : 0, step.forged() ? 1 : 0);
        numbers(json, string(range == null ? "" : range.start() + "–" + range.end()));
        numbers(json, string(step.lostAt().isEmpty() ? "" : Words.places(step.lostAt())), row.skippedBefore());
        numbers(json, arrow.changed(), string(step.changedAt().isEmpty() ? "" : Words.places(step.changedAt())));
        json.writeStartArray();
        for (PathLayout.Column column : layout.columns()) {
            Long frame = column.tap() ? step.frames().get(column.name()) : null;
            json.writeNumber(frame == null ? -1 : string(Long.toString(frame)));
        }
        json.writeEndArray();
        json.writeEndArray();
    }

    private void texts(JsonGenerator json, List<String> texts) throws IOException {
        json.writeStartArray();
        for (String text : texts) {
            json.writeNumber(string(text));
        }
        json.writeEndArray();
    }

    private static void numbers(JsonGenerator json, int... numbers) throws IOException {
        for (int number : numbers) {
            json.writeNumber(number);
        }
    }

    /** From one time to another in microseconds; divided first, so that hostile times cannot overflow. */
    private static long micros(long from, long to) {
        return Math.floorDiv(to, NANOS_PER_MICRO) - Math.floorDiv(from, NANOS_PER_MICRO);
    }

    private int string(String text) {
        String safe = safe(text);
        Integer known = strings.get(safe);
        if (known != null) {
            return known;
        }
        strings.put(safe, strings.size());
        return strings.size() - 1;
    }

    private static String safe(String text) {
        return SafeText.clipped(text, MAX_TEXT_CHARS);
    }
}
