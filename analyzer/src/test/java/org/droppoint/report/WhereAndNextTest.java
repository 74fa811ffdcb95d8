package org.droppoint.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.droppoint.report.text.TextLadder;
import org.droppoint.scoreboard.CaseFolder;
import org.droppoint.scoreboard.CaseRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static String steps(String name) throws IOException {
        return String.join("\n", verdict(name).nextSteps());
    }

    /** Commands can be pasted: they name the session's own addresses as they enter the firewall. */
    @Test
    void commandsNameTheAddresses() throws IOException {
        assertTrue(steps("45-connect-prohibited-firewall")
                .contains("'packet-tracer input inside tcp 192.168.1.10 40000 198.51.100.25 25'"));
        String inbound = steps("29-inbound-fw-drops-clienthello");
        assertTrue(inbound.contains("'diagnose debug flow filter addr 203.0.113.2'"), inbound);
        assertTrue(inbound.contains("Set-ReceiveConnector") && !inbound.contains("Set-SendConnector"), inbound);
    }

    @ParameterizedTest
    @CsvSource({
        "24-host-filter-drops, netsh wfp",
        "40-client-terminated, unknown_ca",
        "42-client-timeout, ConnectionInactivityTimeOut",
        "36-server-terminated, Ask the far side",
        "10-upstream-drops-s2c, Give the provider",
        "13-lan-drops-s2c, switch port",
        "92-window-scale-lost, window scale",
        "16-pmtu-black-hole-c2s, --set-mss 1322"
    })
    void noInspectionIsSwitchedOffForWhatItDidNotDo(String name, String instead) throws IOException {
        String steps = steps(name);
        assertFalse(steps.contains("no inspect esmtp"), steps);
        assertTrue(steps.contains(instead), steps);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"02-fw-drops-tls", "54-tls-intercepted", "02a-fw-drops-host-only", "50-starttls-overwritten"})
    void whatIsTriedCanBeTakenBack(String name) throws IOException {
        List<String> tries = verdict(name).nextSteps().stream()
                .filter(step -> step.startsWith("Try on "))
                .toList();
        assertEquals(4, tries.size());
        tries.forEach(step -> assertTrue(step.contains("Back: "), step));
    }

    /** Taps that are there and blind are to be mended, not to be added. */
    @ParameterizedTest
    @CsvSource({
        "67-offloaded-firewall-captures, inside and outside",
        "86-flags-only-everywhere, 'host, inside and outside'"
    })
    void blindCapturesAreMadeAgain(String name, String taps) throws IOException {
        String first = verdict(name).nextSteps().get(0);
        assertTrue(first.startsWith("What was captured at " + taps + " lacks bytes"), first);
        assertFalse(steps(name).contains("Only a capture or a log at the far end"));
    }

    /** Nothing as large passed: content and size are told apart by a test. What lies between two taps, other servers' mail passed. */
    @Test
    void whereSizeIsNotRuledOutItIsTested() throws IOException {
        assertTrue(steps("10-upstream-drops-s2c").contains("Is it size or content?"));
        assertFalse(steps("08-fw-drops-client-certificate").contains("Is it size or content?"));
        assertFalse(steps("17-fw-drops-middle").contains("Is it size or content?"));
    }

    @ParameterizedTest
    @CsvSource({
        "25-dead-after-clienthello, 'data to the server is lost at the upstream network, or the far server never took it.'",
        "24-host-filter-drops, data from the server reaches the host and is lost within.",
        "49-connect-blocked-upstream, 'its packets vanish at the upstream network, or the far server does not answer.'",
        "28-inbound-fw-drops, data from the host enters the firewall and never leaves it.",
        "69-mid-session, 'No mail session is seen to fail (2 mail sessions, 2 of them undecided).'"
    })
    void theSummaryFitsEndsAndMailThatComesIn(String name, String said) throws IOException {
        String summary = verdict(name).summary();
        assertTrue(summary.endsWith(said), summary);
    }

    /** On a narrow terminal a name is cut before the copies' numbers are. */
    @Test
    void aNarrowLadderStillCountsCopies() throws IOException {
        Report report = CaseRuns.report(CaseFolder.committed("02-fw-drops-tls"));
        String ladder =
                TextLadder.draw(report, FlowOrder.exemplars(report).get(0).flow(), 80);
        assertTrue(ladder.contains("…, copy 5"), ladder);
        ladder.lines().forEach(line -> assertTrue(line.length() <= 80, line));
    }

    @Test
    void inboundMailSaysWhoIsWho() throws IOException {
        assertTrue(Words.roles(shown("28-inbound-fw-drops")).startsWith("Inbound"));
        assertEquals("", Words.roles(shown("02-fw-drops-tls")));
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
