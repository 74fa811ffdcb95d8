package org.droppoint.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.droppoint.report.ReportRenderer;
import org.droppoint.report.json.JsonRenderer;
import org.droppoint.report.text.TextRenderer;

/** The formats a report comes in. */
enum OutputFormat {
    TEXT("txt") {
        @Override
        ReportRenderer renderer(Terminal terminal) {
            return new TextRenderer(terminal.width(), terminal.colour(), terminal.ascii());
        }
    },
    JSON("json") {
        @Override
        ReportRenderer renderer(Terminal terminal) {
            return new JsonRenderer();
        }
    };

    private final String extension;

    OutputFormat(String extension) {
        this.extension = extension;
    }

    abstract ReportRenderer renderer(Terminal terminal);

    /** @throws UsageException if the file's extension names no format */
    static OutputFormat ofFile(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> name.endsWith("." + format.extension))
                .findFirst()
                .orElseThrow(() -> new UsageException("no format is known for '" + file + "'; known are "
                        + Arrays.stream(values())
                                .map(format -> "." + format.extension)
                                .collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
