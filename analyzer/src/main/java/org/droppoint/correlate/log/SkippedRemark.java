package org.droppoint.correlate.log;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.droppoint.correlate.log.JoinedLog.LogRemark;
import org.droppoint.exchange.SkippedLine;
import org.droppoint.exchange.SkippedLines;

/** Says what of a text could not be used. */
final class SkippedRemark {
    private SkippedRemark() {}

    /** Empty where all was used, or where only lines about other things than mail were left out. */
    static Optional<LogRemark> of(SkippedLines skipped) {
        long unread = skipped.total() - skipped.count(SkippedLine.Reason.NOT_ABOUT_MAIL);
        if (unread == 0) {
            return Optional.empty();
        }
        long first = skipped.listed().stream()
                .filter(line -> line.reason() != SkippedLine.Reason.NOT_ABOUT_MAIL)
                .mapToLong(SkippedLine::lineNumber)
                .findFirst()
                .orElse(0);
        String why = Arrays.stream(SkippedLine.Reason.values())
                .filter(reason -> reason != SkippedLine.Reason.NOT_ABOUT_MAIL && skipped.count(reason) > 0)
                .map(reason -> skipped.count(reason) + " " + reason.text())
                .collect(Collectors.joining("; "));
        return Optional.of(new LogRemark(
                "skipped-lines",
                first,
                null,
                unread + (unread == 1 ? " line was" : " lines were") + " not used, the first of them here: " + why
                        + "."));
    }
}
