package org.droppoint.report.csv;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.droppoint.base.Times;
import org.droppoint.report.Report;
import org.droppoint.report.ReportRenderer;
import org.droppoint.report.SafeText;

/**
 * One table of the report as comma-separated values (RFC 4180: CRLF, quotes doubled), UTF-8 without a mark. Numbers
 * are plain, lists are joined by blanks. A text that a spreadsheet would run as a formula gets an apostrophe in front.
 */
public final class CsvRenderer implements ReportRenderer {
    /** Blanks in front do not stop a spreadsheet from seeing the sign; nor does the full-width form of it. */
    private static final Pattern FORMULA = Pattern.compile("^\\s*[=+\\-@|%＝＋－＠].*", Pattern.DOTALL);

    private static final int MAX_CELL_CHARS = 30_000;

    private final Table table;

    /** Which table. */
    public enum Table {
        FLOWS,
        LOST_RECORDS
    }

    public CsvRenderer(Table table) {
        this.table = table;
    }

    @Override
    public void render(Report report, OutputStream out) throws IOException {
        StringBuilder csv = new StringBuilder(16_384);
        switch (table) {
            case FLOWS -> flows(report, csv);
            case LOST_RECORDS -> lostRecords(report, csv);
        }
        out.write(csv.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void flows(Report report, StringBuilder csv) {
        row(
                csv,
                ("flow,client,server,initiator,start,end,duration_nanos,outcome,outcome_reason,class,suspects,direction,"
                                + "confidence,progress,server_name,tls_version,lost_records,resets,summary")
                        .split(","));
        for (Report.Flow flow : report.flows()) {
            row(
                    csv,
                    text(flow.id()),
                    text(flow.client()),
                    text(flow.server()),
                    text(flow.initiator()),
                    Times.iso(flow.startNanos()),
                    Times.iso(flow.endNanos()),
                    Long.toString(flow.endNanos() - flow.startNanos()),
                    text(flow.outcome()),
                    text(flow.outcomeReason()),
                    text(flow.classId()),
                    words(flow.suspects()),
                    text(flow.direction()),
                    String.format(Locale.ROOT, "%.4f", flow.confidence()),
                    text(flow.progress()),
                    text(flow.serverName() == null ? "" : flow.serverName()),
                    text(flow.tlsVersion() == null ? "" : flow.tlsVersion()),
                    Integer.toString(flow.lostRecords().size()),
                    Integer.toString(flow.resets().size()),
                    text(flow.summary()));
        }
    }

    private static void lostRecords(Report report, StringBuilder csv) {
        row(csv, "flow,client,server,direction,protocol,type,start,end,known,seen_at,missing_at,suspects".split(","));
        for (Report.Flow flow : report.flows()) {
            for (Report.LostRecord lost : flow.lostRecords()) {
                row(
                        csv,
                        text(flow.id()),
                        text(flow.client()),
                        text(flow.server()),
                        text(lost.direction()),
                        text(lost.protocol()),
                        text(lost.type()),
                        Long.toString(lost.range().start()),
                        Long.toString(lost.range().end()),
                        text(lost.known()),
                        words(lost.seenAt()),
                        words(lost.missingAt()),
                        words(lost.suspects()));
            }
        }
    }

    private static void row(StringBuilder csv, String... cells) {
        csv.append(String.join(",", cells)).append("\r\n");
    }

    private static String words(List<String> words) {
        return text(String.join(" ", words));
    }

    private static String text(String content) {
        String safe = SafeText.clipped(content, MAX_CELL_CHARS);
        String inert = FORMULA.matcher(safe).matches() ? "'" + safe : safe;
        return inert.matches("[A-Za-z0-9_.:;/\\[\\]-]*") ? inert : "\"" + inert.replace("\"", "\"\"") + "\"";
    }
}
