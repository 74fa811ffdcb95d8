package org.droppoint.report.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import org.droppoint.report.CaptureClocks;
import org.droppoint.report.Report;
import org.droppoint.report.ReportRenderer;

/**
 * The JSON report; its published shape is the resource {@code droppoint-report.schema.json} beside this class. Times
 * stand on the reference clock; where a capture's own clock matters the time as Wireshark shows it stands beside them
 * as {@code captureTime}. A clock that nothing bounds has null for its numbers.
 */
public final class JsonRenderer implements ReportRenderer {
    public static final int SCHEMA_VERSION = 1;

    @Override
    public boolean statesDigests() {
        return true;
    }

    @Override
    public void render(Report report, OutputStream out) throws IOException {
        JsonFactory factory = new JsonFactory().setCharacterEscapes(new VisibleEscapes());
        try (JsonGenerator generator = factory.createGenerator(out)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            generator.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
            generator.writeStartObject();
            writeReport(report, new JsonFields(generator));
            generator.writeEndObject();
            generator.writeRaw('\n');
        }
    }

    private static void writeReport(Report report, JsonFields json) throws IOException {
        json.number("schemaVersion", SCHEMA_VERSION);
        json.object("tool", tool -> {
            tool.text("name", report.tool().name());
            tool.text("version", report.tool().version());
        });
        json.texts("path", report.path());
        json.texts("taps", report.taps());
        json.objects("captures", report.captures(), capture -> writeCapture(capture, json));
        json.object("verdict", fields -> writeVerdict(report.verdict(), fields));
        JsonFlowWriter flows = new JsonFlowWriter(json, report);
        json.objects("flows", report.flows(), flows::write);
        json.objects("logs", report.logs(), log -> writeLog(log, json));
        json.objects("refusedInputs", report.refusedInputs(), refused -> {
            json.text("file", refused.file());
            json.text("reason", refused.reason());
        });
    }

    private static void writeCapture(Report.Capture capture, JsonFields json) throws IOException {
        json.text("tap", capture.tap());
        json.text("interface", capture.interfaceName());
        json.objects("files", capture.files(), file -> {
            json.text("name", file.name());
            json.text("sha256", file.sha256());
            json.number("frames", file.frames());
        });
        json.time("first", CaptureClocks.toReference(capture.clock(), capture.firstNanos()));
        json.time("last", CaptureClocks.toReference(capture.clock(), capture.lastNanos()));
        json.time("firstCaptureTime", capture.firstNanos());
        json.time("lastCaptureTime", capture.lastNanos());
        json.object("clock", fields -> writeClock(capture.clock(), fields));
        json.object("health", fields -> {
            fields.number("truncatedFrames", capture.health().truncatedFrames());
            fields.number("missedBytes", capture.health().missedBytes());
            fields.texts("problems", capture.health().problems());
        });
        json.text("roleReason", capture.roleReason());
        json.number("sessions", capture.sessions());
        json.number("segments", capture.segments());
    }

    private static void writeClock(Report.Clock clock, JsonFields json) throws IOException {
        if (clock.known()) {
            json.number("offsetNanos", clock.offsetNanos());
            json.number("driftPpm", clock.driftPpm());
            json.number("uncertaintyNanos", clock.uncertaintyNanos());
        } else {
            json.none("offsetNanos");
            json.none("driftPpm");
            json.none("uncertaintyNanos");
        }
        json.time("at", clock.atNanos());
        json.flag("reference", clock.reference());
        json.text("basis", clock.basis());
        json.texts("steps", clock.steps());
    }

    private static void writeVerdict(Report.Verdict verdict, JsonFields json) throws IOException {
        json.text("class", verdict.classId());
        json.texts("suspects", verdict.suspects());
        json.texts("notRuledOut", verdict.notRuledOut());
        json.text("direction", verdict.direction());
        json.number("confidence", verdict.confidence());
        json.text("headline", verdict.headline());
        json.text("summary", verdict.summary());
        json.objects("causes", verdict.causes(), cause -> {
            json.text("class", cause.classId());
            json.texts("suspects", cause.suspects());
            json.text("direction", cause.direction());
            json.number("flows", cause.flows());
        });
        JsonFlowWriter.writeAlternatives(verdict.alternatives(), json);
        json.texts("nextSteps", verdict.nextSteps());
        json.texts("triggers", verdict.triggers());
        json.object("counts", counts -> {
            counts.number("failed", verdict.counts().failed());
            counts.number("ok", verdict.counts().ok());
            counts.number("unknown", verdict.counts().unknown());
        });
    }

    private static void writeLog(Report.Log log, JsonFields json) throws IOException {
        json.text("file", log.file());
        json.text("kind", log.kind());
        if (log.clockKnown()) {
            json.number("minusHostNanos", log.minusHostNanos());
            json.number("uncertaintyNanos", log.uncertaintyNanos());
        } else {
            json.none("minusHostNanos");
            json.none("uncertaintyNanos");
        }
        json.objects("sessions", log.sessions(), session -> {
            json.text("session", session.session());
            json.text("flow", session.flow());
            json.text("joinedBy", session.joinedBy());
            json.objects("contradictions", session.contradictions(), contradiction -> {
                json.text("id", contradiction.id());
                json.text("summary", contradiction.summary());
            });
        });
        json.objects("remarks", log.remarks(), remark -> {
            json.text("id", remark.id());
            json.number("line", remark.line());
            json.text("flow", remark.flow());
            json.text("summary", remark.summary());
        });
    }
}
