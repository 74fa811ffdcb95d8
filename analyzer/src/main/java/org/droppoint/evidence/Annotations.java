package org.droppoint.evidence;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.droppoint.report.Report;
import org.droppoint.report.SafeText;
import org.droppoint.report.Words;

/** What the report has to say about single frames, as comments that Wireshark shows beside them. */
final class Annotations {
    /** A frame that proves many things is told of a few. */
    private static final int MAX_COMMENTS = 8;

    private static final int MAX_CHARS = 400;

    private record Place(String tap, int file, long frame) {}

    private final Map<Place, Set<String>> byFrame = new HashMap<>();

    Annotations(Report report) {
        Map<String, Integer> files = new HashMap<>();
        report.captures()
                .forEach(capture -> files.put(capture.tap(), capture.files().size()));
        for (Report.Flow flow : report.flows()) {
            flow.ladder().forEach(step -> step(flow, step, files));
            for (Report.Finding finding : flow.findings()) {
                finding.evidence().forEach(shown -> add(shown.tap(), shown.file(), shown.frame(), flow, shown.note()));
            }
            for (Report.Reset reset : flow.resets()) {
                add(reset.tap(), reset.file(), reset.frame(), flow, reset(reset));
            }
        }
    }

    /** A ladder names frames without their file, so of a tap with several files it tells what findings tell too. */
    private void step(Report.Flow flow, Report.LadderStep step, Map<String, Integer> files) {
        if (step.lostAt().isEmpty()) {
            return;
        }
        String sender = step.toServer() ? "client's " : "server's ";
        String bytes = step.range() == null
                ? ""
                : ", bytes " + step.range().start() + "–" + step.range().end();
        String copy = step.copy() > 1 ? ", copy " + step.copy() : "";
        String text = sender + step.label() + bytes + copy + ": never seen beyond here; lost at "
                + Words.places(step.lostAt());
        step.frames().forEach((tap, frame) -> {
            if (files.getOrDefault(tap, 0) == 1) {
                add(tap, 0, frame, flow, text);
            } else {
                shownIn(flow, tap, frame).ifPresent(file -> add(tap, file, frame, flow, text));
            }
        });
    }

    /** The file of a frame that a finding names too, where no other file of that tap has one of that number there. */
    private static OptionalInt shownIn(Report.Flow flow, String tap, long frame) {
        int[] files = flow.findings().stream()
                .flatMap(finding -> finding.evidence().stream())
                .filter(shown -> shown.tap().equals(tap) && shown.frame() == frame)
                .mapToInt(Report.Evidence::file)
                .distinct()
                .toArray();
        return files.length == 1 ? OptionalInt.of(files[0]) : OptionalInt.empty();
    }

    private static String reset(Report.Reset reset) {
        String flags = "[" + String.join(", ", reset.flags()) + "] in the name of the " + reset.claimedSender();
        return reset.madeAt().isEmpty() || reset.madeAt().equals(List.of(reset.claimedSender()))
                ? flags
                : flags + ", made at " + Words.places(reset.madeAt());
    }

    private void add(String tap, int file, long frame, Report.Flow flow, String text) {
        if (frame <= 0 || text.isBlank()) {
            return;
        }
        Set<String> comments = byFrame.computeIfAbsent(new Place(tap, file, frame), place -> new LinkedHashSet<>());
        if (comments.size() < MAX_COMMENTS) {
            comments.add(SafeText.clipped("droppoint " + flow.id() + ": " + text, MAX_CHARS));
        }
    }

    List<String> of(String tap, int file, long frame) {
        return List.copyOf(byFrame.getOrDefault(new Place(tap, file, frame), Set.of()));
    }
}
