package org.droppoint.report.formats;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.droppoint.report.Report;
import org.droppoint.report.json.JsonReportReader;

/** Any bytes as a JSON report: refused, or rendered in every format. */
class ReportFuzzTest {
    @FuzzTest
    void rendersAgain(byte[] json) throws IOException {
        Report report;
        try {
            report = new JsonReportReader().read(new ByteArrayInputStream(json));
        } catch (IOException refused) {
            return;
        }
        for (String format : Formats.names()) {
            Formats.byName(format).orElseThrow().render(report, OutputStream.nullOutputStream());
        }
    }
}
