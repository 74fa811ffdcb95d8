package org.droppoint.scoreboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.droppoint.pipeline.Analysis;
import org.droppoint.pipeline.LogInputs;
import org.droppoint.pipeline.Request;
import org.droppoint.pipeline.TapInput;
import org.droppoint.report.Report;
import org.droppoint.wire.PortSet;

/** A folder with captures and the truth about them, as the contract describes it. */
public record CaseFolder(Path folder, JsonNode truth) {
    private static final List<String> HOMES = List.of("capture-fixtures/captures", "../capture-fixtures/captures");

    public static CaseFolder of(Path folder) throws IOException {
        return new CaseFolder(
                folder, new ObjectMapper().readTree(folder.resolve("truth.json").toFile()));
    }

    /** The committed cases: the story's, the lab's and another lab's. */
    public static List<CaseFolder> committed() throws IOException {
        Path home = HOMES.stream()
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
        List<CaseFolder> cases = new ArrayList<>(in(home));
        cases.addAll(in(home.resolve("lab")));
        cases.addAll(in(home.resolve("other")));
        return cases;
    }

    /** The committed case of that name. */
    public static CaseFolder committed(String name) throws IOException {
        return committed().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** All cases in a folder, by name. */
    public static List<CaseFolder> in(Path home) throws IOException {
        List<CaseFolder> cases = new ArrayList<>();
        try (Stream<Path> folders = Files.list(home)) {
            for (Path folder : folders.sorted().toList()) {
                if (Files.isRegularFile(folder.resolve("truth.json"))) {
                    cases.add(of(folder));
                }
            }
        }
        return cases;
    }

    public String name() {
        return String.valueOf(folder.getFileName());
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** The captures by tap, in the order of the labels; empty where the case gives its captures no roles. */
    public Map<String, List<Path>> taps() {
        Map<String, List<Path>> taps = new LinkedHashMap<>();
        if (truth.has("args")) {
            return taps;
        }
        truth.get("points").properties().forEach(point -> {
            JsonNode files = point.getValue().path("files");
            List<String> names = files.isArray()
                    ? Expectation.elements(files).map(JsonNode::asText).toList()
                    : List.of(point.getValue().get("file").asText());
            taps.put(point.getKey(), names.stream().map(this::file).toList());
        });
        return taps;
    }

    /** The case's command line, {@code @} replaced by its folder; roles and files only. */
    public List<String> arguments() {
        JsonNode given = truth.path("log_args").isArray() ? truth.path("log_args") : truth.path("args");
        if (given.isArray()) {
            return Expectation.elements(given)
                    .map(JsonNode::asText)
                    .map(one -> one.startsWith("@") ? file(one.substring(1)).toString() : one)
                    .toList();
        }
        List<String> arguments = new ArrayList<>();
        taps().forEach((tap, files) -> files.forEach(file -> arguments.addAll(List.of("--" + tap, file.toString()))));
        return arguments;
    }

    public Request request() {
        List<TapInput> inputs = new ArrayList<>();
        taps().forEach((tap, files) -> inputs.add(new TapInput(tap, files, null)));
        if (inputs.isEmpty()) {
            arguments().forEach(file -> inputs.add(new TapInput(null, List.of(Path.of(file)), null)));
        }
        return request(inputs, logs());
    }

    public static Request request(List<TapInput> inputs, LogInputs logs) {
        return new Request(inputs, List.of(), PortSet.of(25), logs, "test");
    }

    private LogInputs logs() {
        List<Path> logs = new ArrayList<>();
        List<String> arguments = arguments();
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).equals("--smtp-log")) {
                logs.add(Path.of(arguments.get(i + 1)));
            }
        }
        return new LogInputs(logs, List.of(), List.of());
    }

    public Report analyse() throws IOException {
        return analyse(request());
    }

    public static Report analyse(Request request) throws IOException {
        try (Analysis analysis = new Analysis(request)) {
            return analysis.run();
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
