package org.droppoint.scoreboard.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.Flavour;
import org.droppoint.fixtures.scenario.ScenarioLibrary;
import org.droppoint.report.Report;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.scoreboard.CaseScore;
import org.droppoint.scoreboard.Scorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scoreboard itself: a report that is right scores right, and every way of being wrong is seen. */
class ScorerTest {
    private final CaseGenerator generator = new CaseGenerator(ScenarioLibrary.load());

    @TempDir
    Path scratch = Path.of("");

    private CaseFolder make(String scenario, String flavour) throws IOException {
        return new CaseSource.Generated(generator, Optional.of(scenario), Optional.of(Flavour.named(flavour)), 8)
                .folder(scratch);
    }

    private static Report saying(Report report, String classId, List<String> suspects, String direction) {
        Report.Verdict verdict = report.verdict();
        return new Report(
                report.tool(),
                report.path(),
                report.taps(),
                report.captures(),
                new Report.Verdict(
                        classId,
                        suspects,
                        verdict.notRuledOut(),
                        direction,
                        verdict.confidence(),
                        verdict.headline(),
                        verdict.summary(),
                        verdict.causes(),
                        verdict.alternatives(),
                        verdict.nextSteps(),
                        verdict.triggers(),
                        verdict.counts()),
                report.flows(),
                report.logs(),
                report.refusedInputs());
    }

    private static Report without(Report report, List<Report.Flow> flows, List<Report.Capture> captures) {
        return new Report(
                report.tool(),
                report.path(),
                report.taps(),
                captures,
                report.verdict(),
                flows,
                report.logs(),
                report.refusedInputs());
    }

    @Test
    void whatIsRightIsRight() throws IOException {
        CaseFolder labelled = make("silent-drop/firewall-tls", "base");
        CaseScore score = Scorer.score(labelled, labelled.analyse());
        assertTrue(score.right(), () -> score.told("base"));
        assertTrue(score.holds());
        assertTrue(score.lost() > 0);
        assertEquals(CaseScore.Abstention.SPOKE, score.abstention());
    }

    @Test
    void blameElsewhereIsAFalseAccusation() throws IOException {
        CaseFolder labelled = make("silent-drop/firewall-tls", "base");
        Report wrong = saying(labelled.analyse(), "silent-drop", List.of("upstream"), "server-to-client");
        CaseScore score = Scorer.score(labelled, wrong);
        assertEquals(1, score.falseAccusations());
        assertFalse(score.suspectsRight());
        assertFalse(score.holds());
    }

    @Test
    void tooManySuspectsHoldTheTruthAndAreNotRight() throws IOException {
        CaseFolder labelled = make("silent-drop/firewall-tls", "base");
        Report wide = saying(labelled.analyse(), "silent-drop", List.of("lan", "firewall"), "server-to-client");
        CaseScore score = Scorer.score(labelled, wide);
        assertTrue(score.holds());
        assertFalse(score.suspectsRight());
        assertEquals(1, score.falseAccusations());
    }

    @Test
    void silenceIsWrongWhereTheCapturesShowIt() throws IOException {
        CaseFolder labelled = make("silent-drop/firewall-tls", "base");
        Report silent = saying(labelled.analyse(), "insufficient-evidence", List.of(), "none");
        assertEquals(CaseScore.Abstention.WRONG, Scorer.score(labelled, silent).abstention());
    }

    @Test
    void aGuessIsWrongWhereTheCapturesDoNotShowIt() throws IOException {
        CaseFolder labelled = make("insufficient-evidence/blind-everywhere", "base");
        Report guessing = saying(labelled.analyse(), "silent-drop", List.of("firewall"), "server-to-client");
        CaseScore score = Scorer.score(labelled, guessing);
        assertEquals(CaseScore.Abstention.GUESSED, score.abstention());
        assertEquals(1, score.falseAccusations());
    }

    @Test
    void theOtherDirectionIsWrong() throws IOException {
        CaseFolder labelled = make("silent-drop/firewall-tls", "base");
        Report turned = saying(labelled.analyse(), "silent-drop", List.of("firewall"), "client-to-server");
        assertFalse(Scorer.score(labelled, turned).directionRight());
    }

    @Test
    void aFlowThatIsNotReportedIsMissed() throws IOException {
        CaseFolder labelled = make("silent-drop/firewall-tls", "base");
        Report report = labelled.analyse();
        CaseScore score = Scorer.score(labelled, without(report, List.of(), report.captures()));
        assertEquals(0, score.flowsRight());
        assertEquals(0, score.lostFound());
        assertFalse(score.right());
    }

    @Test
    void aClockBeyondItsBoundIsSeen() throws IOException {
        CaseFolder labelled = make("silent-drop/firewall-tls", "clocks");
        Report report = labelled.analyse();
        assertTrue(Scorer.score(labelled, report).clocksInBound());
        List<Report.Capture> captures =
                report.captures().stream().map(ScorerTest::shifted).toList();
        assertFalse(Scorer.score(labelled, without(report, report.flows(), captures))
                .clocksInBound());
    }

    /** Every clock but the reference's a second off. */
    private static Report.Capture shifted(Report.Capture capture) {
        Report.Clock clock = capture.clock();
        Report.Clock off = new Report.Clock(
                clock.known(),
                clock.offsetNanos() + (clock.reference() ? 0 : 1_000_000_000L),
                clock.driftPpm(),
                clock.uncertaintyNanos(),
                clock.atNanos(),
                clock.reference(),
                clock.basis(),
                clock.steps());
        return new Report.Capture(
                capture.tap(),
                capture.interfaceName(),
                capture.files(),
                capture.firstNanos(),
                capture.lastNanos(),
                off,
                capture.health(),
                capture.roleReason(),
                capture.sessions(),
                capture.segments());
    }
}
