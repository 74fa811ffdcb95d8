package org.droppoint.report.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.droppoint.report.Report;
import org.droppoint.report.ReportRenderer;
import org.droppoint.report.SampleReports;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every format. */
class FormatsTest {

    static Stream<Arguments> formatsAndSamples() {
        return Formats.names().stream()
                .flatMap(format ->
                        SampleReports.all().keySet().stream().sorted().map(sample -> Arguments.of(format, sample)));
    }

    @ParameterizedTest
    @MethodSource("formatsAndSamples")
    void theSameReportGivesTheSameBytesAndTheStreamStaysOpen(String format, String sample) throws IOException {
        Report report = SampleReports.named(sample);
        ClosingWatch first = new ClosingWatch();
        renderer(format).render(report, first);
        ClosingWatch second = new ClosingWatch();
        renderer(format).render(SampleReports.named(sample), second);
        assertArrayEquals(first.bytes.toByteArray(), second.bytes.toByteArray());
        assertTrue(first.bytes.size() > 0);
        assertEquals(0, first.closed, "closed a stream that is the caller's");
    }

    @ParameterizedTest
    @CsvSource({
        "case.json, {",
        "case.html, <!DOCTYPE html>",
        "CASE.HTM, <!DOCTYPE html>",
        "case.md, '# '",
        "case.csv, 'flow,client,server,initiator'",
        "case.lost.csv, 'flow,client,server,direction'",
        "lost.csv, 'flow,client,server,direction'",
        "notlost.csv, 'flow,client,server,initiator'",
        "a.b/case.txt, ✗ The firewall",
        "case.pdf, %PDF-"
    })
    void theEndOfTheNameSaysTheFormat(String file, String begin) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Formats.byExtension(file).orElseThrow().render(SampleReports.story(), out);
        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith(begin));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "json", "case", "case.xyz", "case.json.d/x", "case.", ".."})
    void unknownEndsAreNoFormat(String file) {
        assertTrue(Formats.byExtension(file).isEmpty(), file);
    }

    private static ReportRenderer renderer(String format) {
        return Formats.byName(format).orElseThrow();
    }

    private static final class ClosingWatch extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int closed;

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            bytes.write(source, offset, length);
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
