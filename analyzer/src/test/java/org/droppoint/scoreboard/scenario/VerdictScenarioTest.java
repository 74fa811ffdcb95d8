package org.droppoint.scoreboard.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.droppoint.pipeline.Stages;
import org.droppoint.report.Report;
import org.droppoint.scoreboard.CaseScore;
import org.droppoint.scoreboard.Scorer;
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
}
