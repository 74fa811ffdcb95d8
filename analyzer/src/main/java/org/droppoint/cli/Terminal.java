package org.droppoint.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What the place that text is written to can show. */
record Terminal(int width, boolean colour, boolean ascii) {
    private static final int DEFAULT_WIDTH = 100;
    private static final int LEAST_WIDTH = 60;
    private static final int MOST_WIDTH = 200;

    /** Colours on a terminal only, and never where NO_COLOR is set (no-color.org); width from COLUMNS. */
    static Terminal ofStandardOutput() {
        boolean terminal = "1".equals(System.getenv("DROPPOINT_TTY"));
        String noColor = System.getenv("NO_COLOR");
        boolean colour = terminal && (noColor == null || noColor.isEmpty());
        return new Terminal(columns(), colour, !Charset.defaultCharset().equals(StandardCharsets.UTF_8) && terminal);
    }

    private static int columns() {
        String columns = System.getenv("COLUMNS");
        if (columns != null && columns.matches("[0-9]{1,4}")) {
            return Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, Integer.parseInt(columns)));
        }
        return DEFAULT_WIDTH;
    }
}
