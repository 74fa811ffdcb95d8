package org.droppoint.report.pdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.droppoint.report.Report;
import org.droppoint.report.SampleReports;
import org.junit.jupiter.api.Test;

class PdfRendererTest {

    @Test
    void thePaperHoldsVerdictFramesAndFilters() throws IOException {
        String text = text(SampleReports.story());
        assertTrue(text.contains("The firewall drops the server's TLS records"), text);
        assertTrue(text.contains("97 %"), text);
        assertTrue(text.contains("frame.number in {71, 72, 75, 79}"), text);
        assertTrue(text.contains("server -> client"), text);
        assertTrue(text.contains("RST, ACK, CWR (forged)"), text);
    }

    @Test
    void thousandsOfSessionsFillFewPages() throws IOException {
        try (PdfReader reader = new PdfReader(render(SampleReports.many(5_000)))) {
            assertTrue(reader.getNumberOfPages() < 10, "pages: " + reader.getNumberOfPages());
        }
    }

    @Test
    void itSaysNothingOfWhenItWasMade() throws IOException {
        String raw = new String(render(SampleReports.story()), StandardCharsets.ISO_8859_1);
        assertFalse(raw.contains("/CreationDate") || raw.contains("/ModDate"));
    }

    @Test
    void whatTheFontsLackIsEscaped() {
        assertEquals("a -> b µ – ± é", PdfText.clean("a → b µ – ± é"));
        assertEquals("\\u{6f22}\\x1b", PdfText.clean("漢\u001b"));
    }

    private static String text(Report report) throws IOException {
        try (PdfReader reader = new PdfReader(render(report))) {
            StringBuilder text = new StringBuilder();
            PdfTextExtractor extractor = new PdfTextExtractor(reader);
            for (int page = 1; page <= reader.getNumberOfPages(); page++) {
                text.append(extractor.getTextFromPage(page)).append('\n');
            }
            return text.toString();
        }
    }

    private static byte[] render(Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new PdfRenderer().render(report, out);
        return out.toByteArray();
    }
}
