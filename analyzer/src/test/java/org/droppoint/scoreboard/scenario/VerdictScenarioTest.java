package org.droppoint.scoreboard.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.pipeline.Stages;
import org.droppoint.report.Report;
import org.droppoint.scoreboard.CaseScore;
import org.droppoint.scoreboard.Scorer;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.VerdictClass;
import org.droppoint.verdict.rule.Rules;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From facts to the report: the same facts, judged anew. */
@Tag("mutation")
class VerdictScenarioTest {
    static LongStream seeds() {
        return ScenarioCase.seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void toldRightFromFactsOn(long seed) throws IOException {
        ScenarioCase one = ScenarioCase.of(seed);
        Report report = one.stages().report(one.correlation(), Stages.judge(one.file()));
        CaseScore score = Scorer.score(one.labelled(), report);
        assertTrue(score.right(), () -> score.told(one.made().name()));
        assertEquals(List.of(), VerdictCheck.complaints(report), one.made()::name);
    }

    /** Every rule answers every session, with grounds that are facts of that session and speak of what it claims. */
    @ParameterizedTest
    @MethodSource("seeds")
    void everyRuleAnswersWithGrounds(long seed) {
        ScenarioCase one = ScenarioCase.of(seed);
        for (SessionFacts facts : one.file().sessions()) {
            for (Rule rule : Rules.all()) {
                Judgment judgment = rule.judge(facts);
                assertNotNull(judgment, rule.verdictClass()::id);
                if (judgment instanceof Judgment.Supported supported) {
                    grounds(one.made().name(), facts, rule.verdictClass(), supported);
                }
                if (judgment instanceof Judgment.Refuted refuted) {
                    assertFalse(refuted.why().isBlank());
                }
            }
        }
    }

    private static void grounds(
            String name, SessionFacts facts, VerdictClass verdictClass, Judgment.Supported supported) {
        String where = name + " " + verdictClass.id();
        assertTrue(facts.findings().containsAll(supported.grounds()), where);
        assertFalse(supported.why().isBlank(), where);
        boolean failedOnly = verdictClass.isFault() && !verdictClass.isTampering();
        assertTrue(!failedOnly || facts.outcome() == Outcome.FAILED, where);
        for (Finding ground : supported.grounds()) {
            assertTrue(speaksOf(ground, verdictClass), () -> where + " rests on " + ground);
        }
    }

    private static boolean speaksOf(Finding ground, VerdictClass verdictClass) {
        Side ended = verdictClass == VerdictClass.SERVER_TERMINATED ? Side.SERVER : Side.CLIENT;
        return switch (verdictClass) {
            case SERVER_TERMINATED, CLIENT_TERMINATED ->
                ground instanceof Finding.EndLeft left && left.side() == ended
                        || ground instanceof Finding.Refusal refusal && refusal.side() == ended
                        || ground instanceof Finding.ResetSeen reset && Side.sending(reset.direction()) == ended;
            case STARTTLS_TAMPERED -> ground instanceof Finding.ContentChanged changed && changed.smtp();
            case PAYLOAD_MODIFIED -> ground instanceof Finding.ContentChanged changed && !changed.smtp();
            case RESET_INJECTED -> ground instanceof Finding.ResetSeen reset && reset.forged();
            default -> true;
        };
    }
}
