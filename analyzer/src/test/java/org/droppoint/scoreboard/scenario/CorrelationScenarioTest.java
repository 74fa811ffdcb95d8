package org.droppoint.scoreboard.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.finding.fact.CaseFile;
import org.droppoint.pipeline.Stages;
import org.droppoint.report.Report;
import org.droppoint.scoreboard.CaseScore;
import org.droppoint.scoreboard.Scorer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From legs at taps to the report: what correlation makes of a case must let the whole be told right. */
@Tag("mutation")
class CorrelationScenarioTest {
    static LongStream seeds() {
        return ScenarioCase.seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void toldRightFromCorrelationOn(long seed) throws IOException {
        ScenarioCase one = ScenarioCase.of(seed);
        Correlation correlation = one.stages().correlate();
        CaseFile file = Stages.find(correlation);
        Report report = one.stages().report(correlation, Stages.judge(file));
        CaseScore score = Scorer.score(one.labelled(), report);
        assertTrue(score.right(), () -> score.told(one.made().name()));
        assertEquals(List.of(), FrameCheck.complaints(one.made(), report), one.made()::name);
    }
}
