package org.droppoint.scoreboard;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.droppoint.capture.PublicCaptures;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** From capture files to verdict, over captures whose truth is known: a case that is right stays right. */
class CommittedCasesTest {
    private static final int LEAST_CASES = 112;

    @TestFactory
    Stream<DynamicTest> everyCommittedCaseIsToldRight() throws IOException {
        Map<String, KnownWrong> known = KnownWrong.read();
        return CaseFolder.committed().stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    CaseScore score = Scorer.score(one, CaseRuns.report(one));
                    KnownWrong excuse = known.get(one.name());
                    if (excuse == null) {
                        assertTrue(score.right(), () -> score.told(one.name()));
                    } else {
                        noWorse(one.name(), score, excuse);
                    }
                }));
    }

    private static void noWorse(String name, CaseScore score, KnownWrong excuse) {
        assertAll(
                () -> assertFalse(score.right(), name + " is right now: take it out of known-wrong.txt"),
                () -> assertTrue(
                        score.falseAccusations() <= excuse.falseAccusations(),
                        () -> "more false accusations than " + excuse.falseAccusations() + ": " + score.told(name)),
                () -> assertTrue(
                        score.lostInvented() <= excuse.invented(),
                        () -> "more invented records than " + excuse.invented() + ": " + score.told(name)));
    }

    @Test
    void noCaseIsMissing() throws IOException {
        List<String> names =
                CaseFolder.committed().stream().map(CaseFolder::name).toList();
        assertTrue(names.size() >= LEAST_CASES, names.size() + " cases");
        assertEquals(names.size(), new TreeSet<>(names).size(), "two cases bear one name");
        assertTrue(names.containsAll(KnownWrong.read().keySet()), "known-wrong.txt names a case that is not there");
    }

    @TestFactory
    Stream<DynamicTest> everyPublicLabCaseIsToldRight() throws IOException {
        Path lab = PublicCaptures.file("lab");
        assertTrue(Files.isDirectory(lab));
        return CaseFolder.in(lab).stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    CaseScore score = Scorer.score(one, CaseRuns.report(one));
                    assertTrue(score.right(), () -> score.told(one.name()));
                }));
    }
}
