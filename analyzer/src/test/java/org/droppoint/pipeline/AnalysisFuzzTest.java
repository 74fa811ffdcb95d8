package org.droppoint.pipeline;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.droppoint.report.Report;
import org.droppoint.report.formats.Formats;
import org.droppoint.wire.PortSet;

/**
 * Any bytes as one capture beside two sound ones, through everything: reassembly, dissection, clocks, correlation,
 * findings, verdict, every report. The first byte says which tap it is and how the input ends.
 */
class AnalysisFuzzTest {
    private static final Path SOUND = Path.of("../capture-fixtures/captures/lab/02-fw-drops-tls");
    private static final List<String> TAPS = List.of("host", "inside", "outside");

    @FuzzTest
    void analyses(byte[] input) throws IOException {
        if (input.length < 1) {
            return;
        }
        Path file = Files.createTempFile("fuzz", ".cap");
        try {
            Files.write(file, java.util.Arrays.copyOfRange(input, 1, input.length));
            int tap = Math.floorMod(input[0], TAPS.size() + 1);
            List<TapInput> inputs = tap == TAPS.size()
                    ? List.of(new TapInput(null, List.of(file), null))
                    : TAPS.stream()
                            .map(name ->
                                    new TapInput(name, List.of(name.equals(TAPS.get(tap)) ? file : sound(name)), null))
                            .toList();
            LogInputs none = new LogInputs(List.of(), List.of(), List.of());
            Report report;
            try (Analysis analysis = new Analysis(new Request(inputs, List.of(), PortSet.of(25), none, "fuzz"))) {
                report = analysis.run();
            } catch (NoReadableInputException | UnclearRolesException refused) {
                return;
            }
            for (String format : List.of("text", "json", "html")) {
                Formats.byName(format).orElseThrow().render(report, OutputStream.nullOutputStream());
            }
        } finally {
            Files.delete(file);
        }
    }

    private static Path sound(String name) {
        Path pcapng = SOUND.resolve(name + ".pcapng");
        return Files.exists(pcapng) ? pcapng : SOUND.resolve(name + ".pcap");
    }
}
