package org.droppoint.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.scoreboard.CaseRuns;
import org.junit.jupiter.api.Test;

/** The words at the top: where, how sure, and what to do first. */
class WhereAndNextTest {
    private static Report.Verdict verdict(String name) throws IOException {
        return CaseRuns.report(CaseFolder.committed(name)).verdict();
    }

    @Test
    void severalCausesEachHaveTheirPlace() throws IOException {
        Report.Verdict verdict = verdict("79-mixed");
        assertEquals("mixed", verdict.classId());
        assertEquals("firewall and server, perhaps upstream", Suspicion.where(verdict));
        assertTrue(Suspicion.pinned(verdict, "firewall"));
        assertFalse(Suspicion.pinned(verdict, "upstream"));
        assertEquals(
                "Several causes: the firewall and the far server, perhaps the upstream network", verdict.headline());
        for (Report.Cause cause : verdict.causes()) {
            assertTrue(verdict.summary().contains("(" + cause.flows() + ")"), verdict.summary());
        }
    }

    @Test
    void onePlaceAmongSeveralIsNotCrossedOut() throws IOException {
        Report.Verdict verdict = verdict("02a-fw-drops-host-only");
        assertEquals("lan, firewall or upstream", Suspicion.where(verdict));
        assertFalse(Suspicion.pinned(verdict, "firewall"));
        assertTrue(verdict.nextSteps().get(0).startsWith("A capture at the firewall's inside interface"));
    }

    @Test
    void nobodyIsSureOfWhatCannotBeTold() throws IOException {
        Report.Verdict verdict = verdict("68-no-session");
        assertEquals("–", Suspicion.sure(verdict));
        assertTrue(verdict.nextSteps().get(0).contains("TCP port 25"), verdict.nextSteps()::toString);
    }

    private static Report.Flow shown(String name) throws IOException {
        return FlowOrder.exemplars(CaseRuns.report(CaseFolder.committed(name)))
                .get(0)
                .flow();
    }

    /** Other sessions leave more places open, as a capture had not begun: they are no evidence of the verdict. */
    @Test
    void theSessionShownLeavesOpenNoMoreThanTheVerdict() throws IOException {
        assertEquals(List.of("firewall"), shown("66-late-start-inside").suspects());
    }

    /** Resets that follow from the forged one stand behind it, and the five alike are told once. */
    @Test
    void whatTheVerdictRestsOnComesFirst() throws IOException {
        List<Report.Finding> findings = shown("30-reset-injected-client").findings();
        assertEquals("reset-forged", findings.get(0).id());
        assertTrue(findings.get(1).summary().startsWith("5 times: A reset by the client"), findings::toString);
        assertEquals(
                findings.size(),
                findings.stream().map(Report.Finding::summary).distinct().count());
    }

    @Test
    void stepsOfOneDeviceStandTogether() {
        DeviceSteps steps = DeviceSteps.of(List.of(
                "First this.",
                "Confirm on Alpha: 'show a'.",
                "Confirm on Beta: 'show b'.",
                "Try on Alpha: 'no a'. Back: 'a'.",
                "Whatever you change: note it."));
        assertEquals(List.of("First this."), steps.before());
        assertEquals(
                List.of(
                        new DeviceSteps.Device("Alpha", "'show a'.", "'no a'. Back: 'a'."),
                        new DeviceSteps.Device("Beta", "'show b'.", "")),
                steps.devices());
        assertEquals(List.of("Whatever you change: note it."), steps.after());
    }
}
