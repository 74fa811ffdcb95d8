package org.droppoint.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.scoreboard.CaseRuns;
import org.junit.jupiter.api.Test;

/** What the ladders of the lab's captures show: nothing that somebody changed, made or lost looks like an ordinary step. */
class LadderStoryTest {
    private static Report report(String name) throws IOException {
        return CaseRuns.report(CaseFolder.committed(name));
    }

    private static Report.Flow first(Report report, String classId) {
        return report.flows().stream()
                .filter(flow -> flow.classId().equals(classId))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatNoTapSawButASequenceJumpProvesIsDrawnAsLostAndUnseen() throws IOException {
        Report report = report("02a-fw-drops-host-only");
        Report.Flow flow = first(report, "silent-drop");
        Report.LadderStep lost = flow.ladder().stream()
                .filter(step -> step.frames().isEmpty())
                .findFirst()
                .orElseThrow();
        assertFalse(lost.toServer());
        assertEquals(List.of("lan", "firewall", "upstream"), lost.lostAt());
        LadderArrow arrow = LadderArrow.of(PathLayout.of(report), flow, lost);
        assertTrue(arrow.lost());
        assertEquals(arrow.from(), arrow.known(), "nobody saw any part of its way");
        assertEquals(PathLayout.of(report).lastPosition(), arrow.from(), "it comes from the server");
        long jump = flow.findings().stream()
                .flatMap(finding -> finding.evidence().stream())
                .filter(shown -> shown.note().startsWith("its sequence number lies at"))
                .mapToLong(Report.Evidence::nanos)
                .min()
                .orElseThrow();
        assertEquals(jump - 1, lost.nanos(), "just before the frame that proves it");
    }

    @Test
    void changedLinesAreMarkedWhereTheyWereChangedAndNoOthers() throws IOException {
        Report report = report("51-starttls-removed");
        Report.Flow flow = first(report, "starttls-tampered");
        Set<String> changed = flow.ladder().stream()
                .filter(step -> !step.changedAt().isEmpty())
                .map(Report.LadderStep::label)
                .collect(Collectors.toSet());
        assertEquals(Set.of("250"), changed);
        for (Report.LadderStep step : flow.ladder()) {
            LadderArrow arrow = LadderArrow.of(PathLayout.of(report), flow, step);
            int firewall = PathLayout.of(report).placePosition("firewall");
            assertEquals(step.changedAt().isEmpty() ? -1 : firewall, arrow.changed(), step.label());
        }
    }

    @Test
    void bothSessionsOfAnInterceptionAreDrawnEachOnItsSide() throws IOException {
        Report report = report("54-tls-intercepted");
        Report.Flow flow = first(report, "tls-intercepted");
        PathLayout layout = PathLayout.of(report);
        int firewall = layout.placePosition("firewall");
        Map<Boolean, List<Report.LadderStep>> sides = flow.ladder().stream()
                .collect(Collectors.partitioningBy(step -> step.frames().containsKey("outside")));
        for (List<Report.LadderStep> side : sides.values()) {
            assertTrue(side.stream().anyMatch(step -> step.label().equals("TLS ClientHello")));
        }
        for (Report.LadderStep step : flow.ladder()) {
            LadderArrow arrow = LadderArrow.of(layout, flow, step);
            boolean beyond = step.frames().containsKey("outside");
            int nearest = Math.min(arrow.from(), arrow.to());
            int farthest = Math.max(arrow.from(), arrow.to());
            assertEquals(beyond ? firewall : 0, nearest, step.label());
            assertEquals(beyond ? layout.lastPosition() : firewall, farthest, step.label());
        }
    }
}
