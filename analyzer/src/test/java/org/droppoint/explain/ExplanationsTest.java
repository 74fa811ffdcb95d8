package org.droppoint.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.droppoint.finding.fact.Finding;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.scoreboard.CaseRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every class and every finding has its page, and no page explains what is not there. */
class ExplanationsTest {
    private static final List<String> HEADINGS = List.of("Meaning", "Physics", "What else looks like it", "Sources");

    /** Findings whose name is not their type's. */
    private static final Map<String, List<String>> NAMES = Map.of(
            "ResetSeen", List.of("reset", "reset-forged"),
            "ConnectFailed", List.of("connect-refused", "connect-blocked"),
            "Remark", List.of("options-changed"));

    static List<String> all() {
        return Explanations.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void hasAWholePage(String id) {
        Explanation page = Explanations.of(id).orElseThrow();
        assertEquals(
                HEADINGS,
                page.sections().stream().map(Explanation.Section::heading).toList());
        assertFalse(page.title().isBlank());
        page.sections().forEach(section -> assertFalse(section.paragraphs().isEmpty(), section.heading()));
        assertTrue(page.sections().get(3).points(), "sources are a list");
    }

    @Test
    void everyKindOfFindingIsExplained() {
        Set<String> explained = new TreeSet<>(all());
        for (Class<?> kind : Finding.class.getPermittedSubclasses()) {
            String plain =
                    kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
            for (String id : NAMES.getOrDefault(kind.getSimpleName(), List.of(plain))) {
                assertTrue(explained.contains(id), id);
            }
        }
    }

    @Test
    void noPageIsLeftOver() throws IOException, URISyntaxException {
        URI folder = Objects.requireNonNull(Explanations.class.getResource("healthy.md"))
                .toURI();
        try (Stream<Path> pages =
                Files.list(Objects.requireNonNull(Path.of(folder).getParent()))) {
            Set<String> names = pages.map(page -> String.valueOf(page.getFileName()))
                    .filter(name -> name.endsWith(".md"))
                    .map(name -> name.replace(".md", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(new TreeSet<>(all()), names);
        }
    }

    /** What reports of real cases name is explained, whatever the types are called. */
    @Test
    void allThatReportsOfTheLabNameIsExplained() throws IOException {
        Set<String> named = new TreeSet<>();
        for (CaseFolder one : CaseFolder.committed().subList(0, 40)) {
            CaseRuns.report(one).flows().forEach(flow -> {
                named.add(flow.classId());
                flow.findings().forEach(finding -> named.add(finding.id()));
            });
        }
        CaseFolder logged = CaseFolder.committed("81-send-log");
        CaseRuns.report(logged).logs().stream()
                .flatMap(log -> log.sessions().stream())
                .flatMap(session -> session.contradictions().stream())
                .forEach(one -> named.add(one.id()));
        assertTrue(named.contains("closed-by-host"), named::toString);
        named.removeAll(all());
        assertEquals(Set.of(), named, Arrays.toString(named.toArray()));
    }
}
