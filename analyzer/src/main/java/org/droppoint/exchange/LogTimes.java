package org.droppoint.exchange;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.base.Times;
import org.jspecify.annotations.Nullable;

/**
 * Times of protocol log rows, always UTC: {@code 2018-08-12T12:46:31.547Z}, and the ways in which copies break it (a
 * hyphen before the T, a blank instead of it, lost colons, a comma for the point, a lost Z).
 */
final class LogTimes {
    private static final Pattern WRITTEN = Pattern.compile(
            "(\\d{4})-(\\d{2})-(\\d{2})[-T ]{1,3}(\\d{2}):?(\\d{2}):?(\\d{2})(?:[.,](\\d{1,9}))?\\s?Z?");
    private static final int MAX_CHARS = 40;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2261;

    private LogTimes() {}

    /** Nanoseconds since the epoch, or {@link LogEvent#UNKNOWN_TIME}. */
    static long parse(String written) {
        if (written.length() > MAX_CHARS) {
            return LogEvent.UNKNOWN_TIME;
        }
        Matcher match = WRITTEN.matcher(written.strip());
        if (!match.matches()) {
            return LogEvent.UNKNOWN_TIME;
        }
        int year = number(match, 1);
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            return LogEvent.UNKNOWN_TIME;
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                    year, number(match, 2), number(match, 3), number(match, 4), number(match, 5), number(match, 6));
            return Times.epochNanos(time.toEpochSecond(ZoneOffset.UTC), nanos(match.group(7)));
        } catch (DateTimeException noSuchDay) {
            return LogEvent.UNKNOWN_TIME;
        }
    }

    /** A fraction of a second written with one to nine digits, in nanoseconds; none counts as zero. */
    static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : (int) Numbers.digits((fraction + "000000000").substring(0, 9));
    }

    private static int number(Matcher match, int group) {
        return (int) Numbers.digits(match.group(group));
    }
}
