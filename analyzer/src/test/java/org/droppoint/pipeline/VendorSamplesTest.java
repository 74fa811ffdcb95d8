package org.droppoint.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.capture.PayloadStore;
import org.droppoint.report.Report;
import org.droppoint.scoreboard.CaseFolder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One dropped session in each vendor's format: samples made by the vendors' public descriptions, as their README says.
 */
class VendorSamplesTest {
    private static Path sample(String name) {
        try {
            return Path.of(Objects.requireNonNull(PayloadStore.class.getResource("samples/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fortigate-verbosity6-relative.txt, FortiGate sniffer, 14, 0",
        "fortigate-verbosity3-utc.txt, FortiGate sniffer, 26, 0",
        "asa-show-capture-dump.txt, Cisco ASA show capture, 14, 0",
        "screenos-snoop.txt, ScreenOS snoop, 14, 0",
        "fw-monitor.snoop, Check Point fw monitor, 40, 0",
        "etl2pcapng.pcapng, pcapng, 14, 28",
        "netmon2.cap, NetMon 2.3, 14, 0",
        "paloalto-receive.pcap, pcap, 26, 0",
        "paloalto-transmit.pcap, pcap, 14, 0",
        "paloalto-drop.pcap, pcap, 12, 0",
        "asa-asp-drop.pcap, pcap, 12, 0"
    })
    void everySampleIsRead(String name, String format, long frames, long repeated) throws IOException {
        try (CaptureReader reader = CaptureFiles.open(sample(name))) {
            Frame frame = new Frame();
            while (reader.next(frame)) {
                assertTrue(frame.capturedLength >= 40);
            }
            assertEquals(format, reader.notes().format());
            assertEquals(frames, reader.health().frames());
            assertEquals(repeated, reader.health().repeatedFrames());
        }
    }

    private static void assertFirewallDrops(
            @Nullable String inside, @Nullable String outside, String either, String... suspects) throws IOException {
        List<TapInput> inputs = new ArrayList<>();
        if (inside != null && outside != null) {
            inputs.add(new TapInput("inside", List.of(sample(inside)), null));
            inputs.add(new TapInput("outside", List.of(sample(outside)), null));
        } else {
            inputs.add(new TapInput(null, List.of(sample(either)), null));
        }
        Report report = CaseFolder.analyse(CaseFolder.request(inputs, LogInputs.NONE));
        assertEquals("silent-drop", report.verdict().classId());
        assertEquals(List.of(suspects), report.verdict().suspects());
        assertEquals("server-to-client", report.verdict().direction());
    }

    @ParameterizedTest
    @CsvSource({
        "fortigate-verbosity6-relative.txt, fortigate-verbosity3-utc.txt",
        "asa-show-capture-dump.txt, fortigate-verbosity3-utc.txt",
        "etl2pcapng.pcapng, fortigate-verbosity3-utc.txt",
        "netmon2.cap, fortigate-verbosity3-utc.txt",
        "fw-monitor.snoop, fw-monitor.snoop"
    })
    void theFirewallIsNamedWhateverTheFormat(String inside, String outside) throws IOException {
        assertFirewallDrops(inside, outside, "", "firewall");
    }

    /** Its times are tenths of a second: the firewall it must be, more it cannot tell. */
    @Test
    void tenthsOfASecondDoNotAccuseTheWrongPlace() throws IOException {
        List<TapInput> inputs = List.of(
                new TapInput("inside", List.of(sample("screenos-snoop.txt")), null),
                new TapInput("outside", List.of(sample("fortigate-verbosity3-utc.txt")), null));
        Report report = CaseFolder.analyse(CaseFolder.request(inputs, LogInputs.NONE));
        assertTrue(
                report.verdict().suspects().contains("firewall"),
                report.verdict().toString());
    }

    @Test
    void theTwoSidesOfOneFirewallAreFoundInOneFile() throws IOException {
        assertFirewallDrops(null, null, "fw-monitor.snoop", "firewall");
    }
}
