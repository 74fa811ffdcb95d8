package org.droppoint.evidence;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.droppoint.capture.FileDigest;
import org.droppoint.redact.Redaction;
import org.droppoint.report.Report;
import org.droppoint.report.json.VisibleEscapes;

/** The bundle's table of contents: versions, command line, inputs and outputs with SHA-256, what was redacted. */
final class Manifest {
    private static final String NAME = "manifest.json";

    private final EvidenceSource original;
    private final Redaction redaction;
    private final BundleRequest request;
    private final List<String> differences;

    Manifest(EvidenceSource original, Redaction redaction, BundleRequest request, List<String> differences) {
        this.original = original;
        this.redaction = redaction;
        this.request = request;
        this.differences = differences;
    }

    void write(Path folder, Report report) throws IOException {
        ObjectMapper mapper = VisibleEscapes.mapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode();
        root.put("manifestVersion", 1);
        root.putObject("tool")
                .put("name", report.tool().name())
                .put("version", report.tool().version());
        ArrayNode arguments = root.putArray("arguments");
        request.arguments().stream()
                .map(this::argument)
                .filter(one -> !one.isEmpty())
                .forEach(arguments::add);
        root.putObject("redaction")
                .put("level", redaction.level().name().toLowerCase(Locale.ROOT))
                .put("certificates", request.keepCertificates() || !redactsNames() ? "kept" : "replaced");
        root.put("jointCaptureTimes", request.referenceClock() ? "reference clock" : "as captured");
        root.put("refusedInputs", original.report().refusedInputs().size());
        inputs(root.putArray("inputs"));
        ObjectNode agreement = root.putObject("sameAnswerAsOriginals");
        agreement.put("agrees", differences.isEmpty());
        ArrayNode list = agreement.putArray("differences");
        differences.forEach(list::add);
        outputs(root.putArray("outputs"), folder);
        mapper.writeValue(folder.resolve(NAME).toFile(), root);
    }

    private boolean redactsNames() {
        return redaction.level() == org.droppoint.redact.RedactionLevel.ALL;
    }

    /** Values may hold names of people, hosts and folders: of a redacted case only the options' names are told. */
    private String argument(String argument) {
        if (!redaction.redacts()) {
            return argument;
        }
        int equals = argument.indexOf('=');
        String option = equals < 0 ? argument : argument.substring(0, equals);
        return option.matches("--?[a-z][a-z-]*") ? option : "";
    }

    private void inputs(ArrayNode inputs) throws IOException {
        for (Report.Capture capture : original.report().captures()) {
            int index = 0;
            for (Report.CaptureFile file : capture.files()) {
                ObjectNode input = inputs.addObject();
                input.put("tap", capture.tap()).put("file", index++);
                if (!redaction.redacts()) {
                    input.put("name", file.name());
                }
                input.put("sha256", file.sha256()).put("frames", file.frames());
            }
        }
        logs(inputs, "smtp-log", request.smtpLogs());
        logs(inputs, "queue", request.queues());
        logs(inputs, "firewall-log", request.firewallLogs());
        logs(inputs, "dropped", request.dropped());
        logs(inputs, "processed", request.processed());
    }

    private void logs(ArrayNode inputs, String kind, List<Path> files) throws IOException {
        int index = 0;
        for (Path file : files) {
            if (Files.isReadable(file) && !Files.isDirectory(file)) {
                inputs.addObject().put("log", kind).put("file", index++).put("sha256", FileDigest.sha256(file));
            }
        }
    }

    private static void outputs(ArrayNode outputs, Path folder) throws IOException {
        for (Map.Entry<String, Path> member : Members.of(folder).entrySet()) {
            outputs.addObject()
                    .put("name", member.getKey())
                    .put("sha256", FileDigest.sha256(member.getValue()))
                    .put("bytes", Files.size(member.getValue()));
        }
    }

    /** All files below a folder by their names in the archive, sorted. */
    static final class Members {
        private Members() {}

        static Map<String, Path> of(Path folder) throws IOException {
            Map<String, Path> members = new java.util.TreeMap<>();
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(Files::isRegularFile)
                        .forEach(file ->
                                members.put(folder.relativize(file).toString().replace('\\', '/'), file));
            }
            return members;
        }
    }
}
