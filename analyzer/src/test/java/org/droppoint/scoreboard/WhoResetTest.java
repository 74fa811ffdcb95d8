package org.droppoint.scoreboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.Flavour;
import org.droppoint.fixtures.generate.LabelledCase;
import org.droppoint.fixtures.scenario.ScenarioLibrary;
import org.droppoint.report.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The story in both its versions: the firewall swallows the handshake and forges [RST, ACK, CWR], or swallows it and the
 * host's own stack gives up. The report says which, and why.
 */
class WhoResetTest {
    @TempDir
    private Path scratch = Path.of("");

    private Report analyse(String scenario, String flavour, long seed) throws IOException {
        LabelledCase made = new CaseGenerator(ScenarioLibrary.load())
                .cases(Optional.of(scenario), Optional.of(Flavour.named(flavour)), seed, 1)
                .findFirst()
                .orElseThrow();
        made.writeTo(scratch);
        return CaseFolder.of(scratch.resolve(made.name())).analyse();
    }

    private static List<Report.Reset> resets(Report report) {
        return report.flows().stream()
                .filter(flow -> flow.outcome().equals("failed"))
                .flatMap(flow -> flow.resets().stream())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "nat", "only-host-outside", "only-inside-outside"})
    void theFirewallForgedIt(String flavour) throws IOException {
        Report report = analyse("drop-and-reset/firewall-client", flavour, 31);
        assertEquals("drop-and-reset", report.verdict().classId());
        assertTrue(report.verdict().suspects().contains("firewall"));
        List<Report.Reset> forged = resets(report).stream()
                .filter(reset -> reset.claimedSender().equals("server"))
                .toList();
        assertFalse(forged.isEmpty());
        for (Report.Reset reset : forged) {
            assertTrue(reset.flags().containsAll(List.of("RST", "ACK", "CWR")), reset.flags()::toString);
            assertTrue(reset.madeAt().contains("firewall"), reset.madeAt()::toString);
            assertFalse(reset.madeAt().contains("server"));
            assertTrue(reset.why().contains("not in outside"), reset::why);
            assertTrue(reset.why().contains("although ECN was not agreed on"), reset::why);
        }
    }

    /**
     * One capture on the host tells it from a reset of the server's by its looks. That something was dropped before, it
     * cannot show: no later sequence number of the server's came through.
     */
    @Test
    void theFirewallForgedItAsOneTapTells() throws IOException {
        Report report = analyse("drop-and-reset/firewall-client", "only-host", 31);
        assertTrue(List.of("drop-and-reset", "reset-injected")
                .contains(report.verdict().classId()));
        assertEquals(List.of("lan", "firewall", "upstream"), report.verdict().suspects());
        Report.Reset forged = resets(report).get(0);
        assertFalse(forged.madeAt().contains("server"));
        assertTrue(forged.why().contains("TTL 64 where that sender's others have"), forged::why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "nat", "only-host-outside"})
    void theHostGaveUp(String flavour) throws IOException {
        Report report = analyse("drop-and-reset/near-own-reset", flavour, 31);
        assertEquals("silent-drop", report.verdict().classId());
        assertTrue(report.verdict().suspects().contains("firewall"));
        List<Report.Reset> own = resets(report);
        assertFalse(own.isEmpty());
        for (Report.Reset reset : own) {
            assertEquals("host", reset.claimedSender());
            assertEquals(List.of("host"), reset.madeAt());
            assertTrue(reset.why().contains("own machine"), reset::why);
            assertTrue(reset.why().contains("retransmissions"), reset::why);
            assertTrue(reset.why().contains("as of a stack that gives up"), reset::why);
        }
        Report.Alternative rival = report.verdict().alternatives().stream()
                .filter(one -> one.classId().equals("client-terminated"))
                .findFirst()
                .orElseThrow();
        assertTrue(rival.why().contains("follows from it"), rival::why);
    }
}
