package org.droppoint.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as people write them. */
final class Durations {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})(ms|s|min|h|d)?");

    private Durations() {}

    /** Nanoseconds of {@code 500ms}, {@code 90s}, {@code 15min}, {@code 2h}, {@code 7d}; a bare number is seconds. */
    static long nanos(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new UsageException("not a time: '" + text + "'; such as 500ms, 90s, 15min, 2h or 7d");
        }
        long unit =
                switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
                    case "ms" -> 1_000_000L;
                    case "min" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    case "d" -> 86_400_000_000_000L;
                    default -> 1_000_000_000L;
                };
        return Long.parseLong(matcher.group(1)) * unit;
    }
}
