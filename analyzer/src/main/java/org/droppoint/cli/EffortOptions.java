package org.droppoint.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.pipeline.Effort;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What an analysis may cost. */
final class EffortOptions {
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,6})([kmg]?)", Pattern.CASE_INSENSITIVE);

    @CommandLine.Option(
            names = "--max-memory",
            paramLabel = "SIZE",
            description = {
                "Heap to use at most, such as 512m or 4g (default: half of the machine's for large captures).",
                "Beyond it the oldest connections that ended well are summarised, and the report says so."
            })
    private @Nullable String maxMemory;

    @CommandLine.Option(
            names = "--no-digest",
            description =
                    "Leave out the SHA-256 of the inputs that JSON, HTML and PDF state: it takes longer than reading large ones.")
    private boolean noDigest;

    /**
     * @param digests whether any output states digests
     * @throws UsageException if the size is none
     */
    Effort effort(boolean digests) {
        return new Effort(maxMemory == null ? Long.MAX_VALUE : bytes(maxMemory), digests && !noDigest);
    }

    private static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new UsageException("--max-memory wants a size such as 512m or 4g, not '" + text + "'");
        }
        int shift =
                switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "k" -> 10;
                    case "g" -> 30;
                    default -> 20;
                };
        return Long.parseLong(matcher.group(1)) << shift;
    }
}
