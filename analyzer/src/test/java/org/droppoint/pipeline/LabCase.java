package org.droppoint.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.droppoint.base.Tap;
import org.droppoint.report.Report;
import org.droppoint.wire.PortSet;

/** A committed case of the lab, analysed with some of its taps and texts of the test's own. */
final class LabCase {
    private final Path folder;

    LabCase(String name) {
        this.folder = Stream.of("../capture-fixtures/captures/lab", "capture-fixtures/captures/lab")
                .map(root -> Path.of(root, name))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no lab case " + name));
    }

    String text(String file) throws IOException {
        return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    }

    Report analyse(LogInputs logs, String... taps) throws IOException {
        List<String> wanted = taps.length == 0 ? List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE) : Arrays.asList(taps);
        List<TapInput> inputs = new ArrayList<>();
        for (String tap : wanted) {
            try (Stream<Path> files = Files.list(folder)) {
                Path file = files.filter(
                                path -> String.valueOf(path.getFileName()).startsWith(tap + "."))
                        .findFirst()
                        .orElseThrow();
                inputs.add(new TapInput(tap, List.of(file), null));
            }
        }
        Request request = new Request(inputs, List.of(), PortSet.smtp(), logs, "test");
        try (Analysis analysis = new Analysis(request)) {
            return analysis.run();
        }
    }

    /** With one protocol log, written into a folder for it. */
    Report analyse(Path scratch, String log, String... taps) throws IOException {
        Path file = scratch.resolve("SEND.LOG");
        Files.writeString(file, log, StandardCharsets.UTF_8);
        return analyse(new LogInputs(List.of(file), List.of(), List.of()), taps);
    }
}
