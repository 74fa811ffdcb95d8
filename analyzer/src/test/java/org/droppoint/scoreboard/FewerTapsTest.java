package org.droppoint.scoreboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.Flavour;
import org.droppoint.fixtures.generate.LabelledCase;
import org.droppoint.fixtures.scenario.ScenarioLibrary;
import org.droppoint.report.Report;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same faults seen by three taps, by two and by one: the suspects never exclude the truth, and are as narrow as those
 * taps allow.
 */
class FewerTapsTest {
    private static final long SEED = 20_001;
    private static final ScenarioLibrary LIBRARY = ScenarioLibrary.load();

    /** Classes of which a place is at fault, and every set of taps sees something. */
    private static final List<String> FAULTS = List.of(
            "connect-refused/",
            "connect-blocked/",
            "starttls-tampered/",
            "payload-modified/",
            "pmtu-black-hole/",
            "drop-and-reset/",
            "silent-drop/",
            "reset-injected/",
            "zero-window/",
            "server-terminated/",
            "client-terminated/",
            "server-silent/",
            "client-silent/",
            "client-timeout/");

    /** Still healthy at the outside tap alone: only the sequence number of a RST shows that bytes are missing. */
    private static final Set<String> KNOWN_SILENT = Set.of("silent-drop/firewall-client-certificate");

    @TempDir
    private Path scratch = Path.of("");

    static Stream<String> scenarios() {
        return LIBRARY.names().stream()
                .filter(name -> FAULTS.stream().anyMatch(name::startsWith))
                .filter(name -> !name.contains("/near-") && !name.contains("/degraded-"));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void suspectsWidenAndNeverExcludeTheTruth(String scenario) throws IOException {
        Map<String, Set<String>> suspects = new TreeMap<>();
        String truth = "none";
        for (String taps : taps()) {
            LabelledCase made = new CaseGenerator(LIBRARY)
                    .cases(Optional.of(scenario), Optional.of(Flavour.named(taps)), SEED, 1)
                    .findFirst()
                    .orElseThrow();
            made.writeTo(scratch);
            CaseFolder labelled = CaseFolder.of(scratch.resolve(made.name()));
            Report report = labelled.analyse();
            CaseScore score = Scorer.score(labelled, report);
            String where = scenario + " " + taps + ": " + score.complaints();
            assertEquals(0, score.falseAccusations(), where);
            JsonNode expected = labelled.truth().get("expected");
            truth = taps.equals("base") ? expected.path("faulty_hop").asText() : truth;
            if (expected.path("verdict_class").asText().equals("insufficient-evidence")) {
                continue;
            }
            Report.Verdict verdict = report.verdict();
            boolean answered = !verdict.suspects().isEmpty();
            Set<String> open = new HashSet<>(answered ? verdict.suspects() : verdict.notRuledOut());
            boolean silentRightly = open.isEmpty() && score.suspectsRight() && !KNOWN_SILENT.contains(scenario);
            boolean excused = beyondSight(scenario, taps) || silentRightly || KNOWN_SILENT.contains(scenario);
            assertTrue(open.contains(truth) || excused, where + ": excludes " + truth + ", says " + open);
            assertTrue(score.suspectsRight() || !answered || excused, where + ": not as narrow as the taps allow");
            suspects.put(taps, open);
        }
        assertTrue(suspects.getOrDefault("base", Set.of()).contains(truth), scenario);
    }

    /**
     * Bytes changed where both sides of the change lie beyond the taps leave only the end that gave up over them; and a
     * filter below the host's stack cannot be told from the LAN without the host's capture, as the contract reads it.
     */
    private static boolean beyondSight(String scenario, String taps) {
        boolean changed = scenario.startsWith("payload-modified/") || scenario.startsWith("starttls-tampered/");
        boolean oneSided =
                !taps.equals("base") && !taps.equals("only-host-outside") && !taps.equals("only-inside-outside");
        return changed && oneSided || scenario.equals("silent-drop/host-filter") && !taps.contains("host");
    }

    private static List<String> taps() {
        return Stream.concat(Stream.of(Flavour.BASE), Flavour.fewerTaps().stream())
                .map(Flavour::name)
                .toList();
    }
}
