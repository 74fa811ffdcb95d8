package org.droppoint.report.json;

import java.io.IOException;
import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.report.CaptureClocks;
import org.droppoint.report.FrameFilters;
import org.droppoint.report.Report;
import org.droppoint.report.TapOrder;

/** Writes the fields of one flow. */
final class JsonFlowWriter {
    private final JsonFields json;
    private final CaptureClocks clocks;
    private final TapOrder taps;

    JsonFlowWriter(JsonFields json, Report report) {
        this.json = json;
        this.clocks = new CaptureClocks(report);
        this.taps = new TapOrder(report.taps());
    }

    void write(Report.Flow flow) throws IOException {
        json.text("id", flow.id());
        json.text("client", flow.client());
        json.text("server", flow.server());
        json.text("initiator", flow.initiator());
        json.map(
                "seenAs",
                taps.entries(flow.seenAs()),
                (tap, address) -> json.object(tap, fields -> {
                    fields.text("client", address.client());
                    fields.text("server", address.server());
                }));
        json.time("start", flow.startNanos());
        json.time("end", flow.endNanos());
        json.text("outcome", flow.outcome());
        json.text("outcomeReason", flow.outcomeReason());
        json.text("class", flow.classId());
        json.texts("suspects", flow.suspects());
        json.texts("notRuledOut", flow.notRuledOut());
        json.text("direction", flow.direction());
        json.number("confidence", flow.confidence());
        json.text("summary", flow.summary());
        json.text("progress", flow.progress());
        json.text("serverName", flow.serverName());
        json.text("tlsVersion", flow.tlsVersion());
        json.objects("lostRecords", flow.lostRecords(), this::writeLostRecord);
        json.objects("resets", flow.resets(), this::writeReset);
        json.objects("findings", flow.findings(), this::writeFinding);
        writeAlternatives(flow.alternatives(), json);
        json.text("matchReason", flow.matchReason());
        json.map("filters", taps.entries(flow.filters()), json::text);
        json.objects("ladder", flow.ladder(), this::writeStep);
    }

    static void writeAlternatives(List<Report.Alternative> alternatives, JsonFields json) throws IOException {
        json.objects("alternatives", alternatives, alternative -> {
            json.text("class", alternative.classId());
            json.texts("suspects", alternative.suspects());
            json.number("confidence", alternative.confidence());
            json.text("why", alternative.why());
        });
    }

    private void writeLostRecord(Report.LostRecord lost) throws IOException {
        json.text("direction", lost.direction());
        json.text("protocol", lost.protocol());
        json.text("type", lost.type());
        json.range("range", lost.range());
        json.text("known", lost.known());
        json.texts("seenAt", lost.seenAt());
        json.texts("missingAt", lost.missingAt());
        json.texts("suspects", lost.suspects());
    }

    private void writeReset(Report.Reset reset) throws IOException {
        json.text("tap", reset.tap());
        json.number("file", reset.file());
        json.number("frame", reset.frame());
        json.time("time", reset.nanos());
        json.texts("flags", reset.flags());
        json.text("claimedSender", reset.claimedSender());
        json.texts("madeAt", reset.madeAt());
        json.text("why", reset.why());
    }

    private void writeFinding(Report.Finding finding) throws IOException {
        json.text("id", finding.id());
        json.text("summary", finding.summary());
        json.objects("evidence", finding.evidence(), evidence -> {
            json.text("tap", evidence.tap());
            json.number("file", evidence.file());
            json.number("frame", evidence.frame());
            json.time("time", clocks.toReference(evidence.tap(), evidence.nanos()));
            json.time("captureTime", evidence.nanos());
            json.text("note", evidence.note());
        });
        json.objects("filters", FrameFilters.of(finding.evidence()), filter -> {
            json.text("tap", filter.tap());
            json.number("file", filter.file());
            json.text("filter", filter.text());
        });
    }

    private void writeStep(Report.LadderStep step) throws IOException {
        json.time("time", step.nanos());
        json.text("direction", direction(step).label());
        json.text("kind", step.kind());
        json.text("label", step.label());
        json.range("range", step.range());
        json.number("copy", step.copy());
        json.number("folded", step.folded());
        json.map("frames", taps.entries(step.frames()), json::number);
        json.texts("lostAt", step.lostAt());
        json.flag("forged", step.forged());
        if (!step.changedAt().isEmpty()) {
            json.texts("changedAt", step.changedAt());
        }
        if (!step.endedAt().isEmpty()) {
            json.texts("endedAt", step.endedAt());
        }
    }

    private static Direction direction(Report.LadderStep step) {
        return step.toServer() ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT;
    }
}
