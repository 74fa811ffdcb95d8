package org.droppoint.report.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.report.Report;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON report back, so that one analysis can be shown in other formats later. Unknown keys are passed over.
 * Reports written by {@link JsonRenderer} come back equal, save that lone surrogates have become U+FFFD, and that a
 * clock or confidence without a number has zero for it.
 */
public final class JsonReportReader {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_STRING_CHARS = 4 << 20;
    private static final long MAX_DOCUMENT_CHARS = 1L << 30;

    private final ObjectMapper mapper = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING_CHARS)
                    .maxDocumentLength(MAX_DOCUMENT_CHARS)
                    .build())
            .build());

    /** @throws IOException if the text is no JSON, or no report, naming the place that is wrong */
    public Report read(InputStream in) throws IOException {
        JsonNode root = mapper.readTree(in);
        JsonObject json = new JsonObject(root, "");
        long version = json.whole("schemaVersion");
        if (version != JsonRenderer.SCHEMA_VERSION) {
            throw new IOException(
                    "the report has schemaVersion " + version + ", this program reads " + JsonRenderer.SCHEMA_VERSION);
        }
        List<Report.Capture> captures = json.objects("captures", JsonReportReader::capture);
        List<String> taps = json.has("taps")
                ? json.texts("taps")
                : captures.stream().map(Report.Capture::tap).distinct().toList();
        JsonObject tool = json.object("tool");
        return new Report(
                new Report.Tool(tool.text("name"), tool.text("version")),
                json.texts("path"),
                taps,
                captures,
                verdict(json.object("verdict")),
                json.objects("flows", JsonReportReader::flow),
                json.objects("logs", JsonReportReader::log),
                json.objects(
                        "refusedInputs",
                        refused -> new Report.RefusedInput(refused.text("file"), refused.text("reason"))));
    }

    private static Report.Capture capture(JsonObject json) throws IOException {
        JsonObject health = json.object("health");
        return new Report.Capture(
                json.text("tap"),
                json.optionalText("interface"),
                json.objects(
                        "files",
                        file -> new Report.CaptureFile(file.text("name"), file.text("sha256"), file.whole("frames"))),
                json.time(json.has("firstCaptureTime") ? "firstCaptureTime" : "first"),
                json.time(json.has("lastCaptureTime") ? "lastCaptureTime" : "last"),
                clock(json.object("clock")),
                new Report.Health(
                        health.whole("truncatedFrames"), health.whole("missedBytes"), health.texts("problems")),
                json.text("roleReason", ""),
                json.small("sessions", 0),
                json.whole("segments", 0));
    }

    private static Report.Clock clock(JsonObject json) throws IOException {
        return new Report.Clock(
                json.has("offsetNanos"),
                json.whole("offsetNanos", 0),
                json.decimal("driftPpm", 0),
                json.whole("uncertaintyNanos", 0),
                json.time("at"),
                json.flag("reference", false),
                json.text("basis", ""),
                json.texts("steps"));
    }

    private static Report.Verdict verdict(JsonObject json) throws IOException {
        return new Report.Verdict(
                json.text("class"),
                json.texts("suspects"),
                json.texts("notRuledOut"),
                json.text("direction"),
                json.decimal("confidence", 0),
                json.text("headline", ""),
                json.text("summary"),
                json.objects(
                        "causes",
                        cause -> new Report.Cause(
                                cause.text("class"),
                                cause.texts("suspects"),
                                cause.text("direction"),
                                cause.small("flows"))),
                alternatives(json),
                json.texts("nextSteps"),
                json.texts("triggers"),
                json.has("counts") ? counts(json.object("counts")) : new Report.Counts(0, 0, 0));
    }

    private static Report.Counts counts(JsonObject json) throws IOException {
        return new Report.Counts(json.small("failed"), json.small("ok"), json.small("unknown"));
    }

    private static List<Report.Alternative> alternatives(JsonObject json) throws IOException {
        return json.objects(
                "alternatives",
                one -> new Report.Alternative(
                        one.text("class"), one.texts("suspects"), one.decimal("confidence", 0), one.text("why")));
    }

    private static Report.Flow flow(JsonObject json) throws IOException {
        return new Report.Flow(
                json.text("id"),
                json.text("client"),
                json.text("server"),
                json.text("initiator"),
                json.map("seenAs", (seenAs, tap) -> {
                    JsonObject address = seenAs.object(tap);
                    return new Report.Address(address.text("client"), address.text("server"));
                }),
                json.time("start"),
                json.time("end"),
                json.text("outcome"),
                json.text("outcomeReason", ""),
                json.text("class"),
                json.texts("suspects"),
                json.texts("notRuledOut"),
                json.text("direction"),
                json.decimal("confidence", 0),
                json.text("summary", ""),
                json.text("progress", ""),
                json.optionalText("serverName"),
                json.optionalText("tlsVersion"),
                json.objects("lostRecords", JsonReportReader::lostRecord),
                json.objects("resets", JsonReportReader::reset),
                json.objects("findings", JsonReportReader::finding),
                alternatives(json),
                json.text("matchReason", ""),
                json.map("filters", JsonObject::text),
                json.objects("ladder", JsonReportReader::step));
    }

    private static Report.LostRecord lostRecord(JsonObject json) throws IOException {
        @Nullable ByteRange range = json.optionalRange("range");
        if (range == null) {
            throw new IOException("not a report: a lost record without its range");
        }
        return new Report.LostRecord(
                json.text("direction"),
                json.text("protocol"),
                json.text("type"),
                range,
                json.text("known"),
                json.texts("seenAt"),
                json.texts("missingAt"),
                json.texts("suspects"));
    }

    private static Report.Reset reset(JsonObject json) throws IOException {
        return new Report.Reset(
                json.text("tap"),
                json.small("file"),
                json.whole("frame"),
                json.has("time") ? json.time("time") : 0,
                json.texts("flags"),
                json.text("claimedSender"),
                json.texts("madeAt"),
                json.text("why"));
    }

    private static Report.Finding finding(JsonObject json) throws IOException {
        return new Report.Finding(
                json.text("id"),
                json.text("summary"),
                json.objects(
                        "evidence",
                        one -> new Report.Evidence(
                                one.text("tap"),
                                one.small("file"),
                                one.whole("frame"),
                                one.time(one.has("captureTime") ? "captureTime" : "time"),
                                one.text("note", ""))));
    }

    private static Report.LadderStep step(JsonObject json) throws IOException {
        return new Report.LadderStep(
                json.time("time"),
                json.text("direction").equals(Direction.CLIENT_TO_SERVER.label()),
                json.text("kind"),
                json.text("label"),
                json.optionalRange("range"),
                json.small("copy", 1),
                json.small("folded", 0),
                json.map("frames", JsonObject::whole),
                json.texts("lostAt"),
                json.flag("forged", false),
                json.texts("changedAt"),
                json.texts("endedAt"));
    }

    private static Report.Log log(JsonObject json) throws IOException {
        return new Report.Log(
                json.text("file"),
                json.text("kind", "smtp"),
                json.has("minusHostNanos"),
                json.whole("minusHostNanos", 0),
                json.whole("uncertaintyNanos", 0),
                json.objects("sessions", JsonReportReader::logSession),
                json.objects(
                        "remarks",
                        one -> new Report.Remark(
                                one.text("id"), one.whole("line", 0), one.optionalText("flow"), one.text("summary"))));
    }

    private static Report.LogSession logSession(JsonObject json) throws IOException {
        return new Report.LogSession(
                json.text("session"),
                json.optionalText("flow"),
                json.text("joinedBy", ""),
                json.objects("contradictions", one -> new Report.Contradiction(one.text("id"), one.text("summary"))));
    }
}
