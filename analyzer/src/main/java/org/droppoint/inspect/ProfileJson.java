package org.droppoint.inspect;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.droppoint.base.Times;
import org.droppoint.capture.CaptureNotes;
import org.droppoint.report.SafeText;

/**
 * Profiles as JSON: {@code schemaVersion}, {@code captures}, {@code sets} and {@code refusedInputs}. Times are the
 * capture's own, ISO-8601 in UTC; null where there is no frame.
 */
public final class ProfileJson {
    public static final int SCHEMA_VERSION = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectNode root = MAPPER.createObjectNode();
    private final ArrayNode captures;
    private final ArrayNode sets;
    private final ArrayNode refused;

    public ProfileJson() {
        root.put("schemaVersion", SCHEMA_VERSION);
        captures = root.putArray("captures");
        sets = root.putArray("sets");
        refused = root.putArray("refusedInputs");
    }

    public void refuse(String file, String reason) {
        refused.addObject().put("file", SafeText.inline(file)).put("reason", SafeText.inline(reason));
    }

    /** How the files fit together, in words. */
    public void addSet(List<String> remarks) {
        remarks.forEach(remark -> sets.add(SafeText.inline(remark)));
    }

    public void add(CaptureProfile profile) {
        ObjectNode node = captures.addObject();
        node.put("file", SafeText.inline(profile.name()));
        notes(node, profile.notes());
        boolean timed = profile.health().firstNanos() <= profile.health().lastNanos();
        node.put("frames", profile.health().frames());
        node.put("first", timed ? Times.iso(profile.health().firstNanos()) : null);
        node.put("last", timed ? Times.iso(profile.health().lastNanos()) : null);
        ObjectNode times = node.putObject("times");
        times.put("backwards", profile.times().backwards());
        times.put("largestStepBackNanos", profile.times().largestStepBackNanos());
        times.put("firstBackwardsFrame", profile.times().firstBackwardsFrame());
        times.put("leaps", profile.times().leaps());
        times.put("longestPauseNanos", profile.times().longestPauseNanos());
        times.put("unit", profile.times().unit());
        health(node.putObject("health"), profile);
        ArrayNode points = node.putArray("points");
        profile.points().forEach(point -> point(points.addObject(), point));
        node.put("sessionCount", profile.sessionCount());
        ArrayNode sessions = node.putArray("sessions");
        profile.sessions().forEach(session -> session(sessions.addObject(), session));
        texts(node.putArray("canProve"), profile.can());
        texts(node.putArray("cannotProve"), profile.cannot());
    }

    private static void texts(ArrayNode array, Collection<String> texts) {
        texts.forEach(text -> array.add(SafeText.inline(text)));
    }

    private static void count(ObjectNode node, String key, OptionalLong value) {
        if (value.isPresent()) {
            node.put(key, value.getAsLong());
        } else {
            node.putNull(key);
        }
    }

    private static void notes(ObjectNode node, CaptureNotes notes) {
        node.put("format", notes.format());
        texts(node.putArray("packings"), notes.packings());
        texts(node.putArray("details"), notes.details());
        texts(node.putArray("writers"), notes.writers());
        node.put("comments", notes.comments());
        node.put("firstCommentedFrame", notes.commentedFrame());
        node.put("resolvedNames", notes.names());
        ObjectNode secrets = node.putObject("secrets");
        new TreeMap<>(notes.secrets()).forEach(secrets::put);
        ObjectNode custom = node.putObject("customBlocks");
        for (Map.Entry<Long, Long> one : new TreeMap<>(notes.customBlocks()).entrySet()) {
            custom.put(String.valueOf(one.getKey()), one.getValue());
        }
        node.put("packetIds", notes.packetIds());
        node.put("verdicts", notes.verdicts());
        ArrayNode interfaces = node.putArray("interfaces");
        for (CaptureNotes.InterfaceNotes one : notes.interfaces()) {
            ObjectNode described = interfaces.addObject();
            described.put("id", one.id());
            described.put("resolution", one.resolution());
            described.put("filter", one.filter() == null ? null : SafeText.inline(one.filter()));
            count(described, "received", one.received());
            count(described, "droppedByInterface", one.droppedByInterface());
            count(described, "droppedBySystem", one.droppedBySystem());
        }
    }

    private static void health(ObjectNode node, CaptureProfile profile) {
        node.put("truncatedFrames", profile.health().truncatedFrames());
        count(node, "droppedByCapture", profile.health().droppedByCapture());
        node.put("repeatedFrames", profile.health().repeatedFrames());
        node.put("gaps", profile.health().gaps().size());
        ArrayNode problems = node.putArray("problems");
        profile.health().problems().forEach(problem -> problems.addObject()
                .put("fileOffset", problem.fileOffset())
                .put("skippedBytes", problem.skippedBytes())
                .put("cause", SafeText.inline(problem.cause())));
    }

    private static void point(ObjectNode node, CaptureProfile.Point point) {
        node.put("name", SafeText.inline(point.name()));
        node.put("description", point.description() == null ? null : SafeText.inline(point.description()));
        node.put("linkType", point.linkType());
        node.put("snapLengthBytes", point.snapLengthBytes());
        node.put("frames", point.frames());
        node.put("bytesOnWire", point.bytesOnWire());
        node.put("first", Times.iso(point.firstNanos()));
        node.put("last", Times.iso(point.lastNanos()));
        node.put("cutFrames", point.cutFrames());
        node.put("largestFrameBytes", point.largestFrameBytes());
        node.put("mailSegments", point.mailSegments());
        node.put("duplicates", point.duplicates());
        node.put("routedCopies", point.routedCopies());
        node.put("tunnelled", point.tunnelled());
        node.put("fragments", point.fragments());
        node.put("unread", point.unread());
        ArrayNode vlans = node.putArray("vlans");
        point.vlans().forEach(vlans::add);
        texts(node.putArray("signs"), point.signs());
    }

    private static void session(ObjectNode node, CaptureProfile.MailSession session) {
        node.put("point", SafeText.inline(session.point()));
        node.put("client", session.client());
        node.put("server", session.server());
        node.put("first", Times.iso(session.firstNanos()));
        node.put("last", Times.iso(session.lastNanos()));
        node.put("firstFrame", session.firstFrame());
        node.put("reached", session.phase());
        node.put("end", session.end());
        node.put("segmentsFromClient", session.fromClient());
        node.put("segmentsFromServer", session.fromServer());
        node.put("beginSeen", session.beginSeen());
        node.put("unrecordedBytes", session.unrecordedBytes());
    }

    /** The whole document, ending in a line feed. */
    public String text() throws IOException {
        return MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
                        .writeValueAsString(root)
                + "\n";
    }
}
