package org.droppoint.pipeline;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.droppoint.report.Report;

/** Not one of the inputs could be read. */
public final class NoReadableInputException extends IOException {
    private static final long serialVersionUID = 1;

    public NoReadableInputException(List<Report.RefusedInput> refused) {
        super(refused.stream()
                .map(one -> one.file() + ": " + one.reason())
                .collect(Collectors.joining(System.lineSeparator())));
    }
}
