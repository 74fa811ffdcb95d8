package org.droppoint.report.formats;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.droppoint.report.ReportRenderer;
import org.droppoint.report.csv.CsvRenderer;
import org.droppoint.report.html.HtmlRenderer;
import org.droppoint.report.json.JsonRenderer;
import org.droppoint.report.markdown.MarkdownRenderer;
import org.droppoint.report.pdf.PdfRenderer;
import org.droppoint.report.text.TextRenderer;

/** The formats of a report. */
public final class Formats {
    /** Width of a text report that goes to a file. */
    private static final int FILE_WIDTH = 100;

    private static final String LOST_RECORDS = "lost.csv";

    private Formats() {}

    /** The names that {@link #byName} knows, in the order in which a help text lists them. */
    public static List<String> names() {
        return List.of("text", "json", "html", "markdown", "csv", "lost-csv", "pdf");
    }

    /** By the name of a format, as in {@code --format}; text without colours, 100 cells wide. */
    public static Optional<ReportRenderer> byName(String name) {
        return Optional.ofNullable(
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "text" -> new TextRenderer(FILE_WIDTH, false);
                    case "json" -> new JsonRenderer();
                    case "html" -> new HtmlRenderer();
                    case "markdown" -> new MarkdownRenderer();
                    case "csv" -> new CsvRenderer(CsvRenderer.Table.FLOWS);
                    case "lost-csv" -> new CsvRenderer(CsvRenderer.Table.LOST_RECORDS);
                    case "pdf" -> new PdfRenderer();
                    default -> null;
                });
    }

    /** By the end of a file's name: {@code .csv} holds the flows, {@code .lost.csv} the lost records. */
    public static Optional<ReportRenderer> byExtension(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        if (base.equals(LOST_RECORDS) || base.endsWith("." + LOST_RECORDS)) {
            return byName("lost-csv");
        }
        int dot = base.lastIndexOf('.');
        return switch (dot < 0 ? "" : base.substring(dot + 1)) {
            case "txt" -> byName("text");
            case "json" -> byName("json");
            case "html", "htm" -> byName("html");
            case "md" -> byName("markdown");
            case "csv" -> byName("csv");
            case "pdf" -> byName("pdf");
            default -> Optional.empty();
        };
    }
}
