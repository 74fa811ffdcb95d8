package org.droppoint.report;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a report in one format; the same report gives the same bytes. */
public interface ReportRenderer {
    void render(Report report, OutputStream out) throws IOException;

    /** Whether the format states the SHA-256 of the inputs, which for large ones costs more than their whole analysis. */
    default boolean statesDigests() {
        return false;
    }
}
