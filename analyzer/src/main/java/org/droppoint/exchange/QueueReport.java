package org.droppoint.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What Get-Queue printed, as a list ({@code Format-List}) or as a table, possibly amid other text. */
public record QueueReport(String fileName, List<QueueEntry> queues, SkippedLines skipped) {
    public QueueReport {
        queues = List.copyOf(queues);
    }

    /**
     * Reads all queues that can be read; closes nothing.
     *
     * @throws IOException only if the stream itself fails
     */
    public static QueueReport parse(InputStream in, String fileName) throws IOException {
        return new QueueReader().read(new TextLines(in), fileName);
    }

    /** Reads all queues that can be read; fails on no content. */
    public static QueueReport parse(byte[] bytes, String fileName) {
        return TextLines.over(bytes, lines -> new QueueReader().read(lines, fileName));
    }
}
