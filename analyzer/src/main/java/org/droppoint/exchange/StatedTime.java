package org.droppoint.exchange;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.base.Times;

/**
 * The time of a syslog line, as far as it is written: RFC 3164 leaves out the year, most firewalls the zone. What is
 * missing must come from whoever knows the captures; guessing it here would move a line by hours unnoticed.
 *
 * @param year or empty
 * @param offsetSeconds east of UTC, or empty
 */
public record StatedTime(
        OptionalInt year, int month, int day, int hour, int minute, int second, int nanos, OptionalInt offsetSeconds) {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final String CLOCK = "(\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,9}))?";
    private static final Pattern ISO =
            Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})[T ]" + CLOCK + "(?:(Z)|([+-])(\\d{2}):?(\\d{2}))?");
    private static final Pattern BSD = Pattern.compile("\\b(" + String.join("|", MONTHS)
            + ")\\s{1,2}(\\d{1,2})(?:\\s(\\d{4}))?\\s" + CLOCK + "(?:\\s(UTC|GMT|Z)\\b)?");

    /** The instant, with the year and offset to assume where none is written; empty where there is no such day. */
    public OptionalLong epochNanos(int yearIfMissing, int offsetSecondsIfMissing) {
        try {
            LocalDateTime time = LocalDateTime.of(year.orElse(yearIfMissing), month, day, hour, minute, second);
            long seconds = time.toEpochSecond(ZoneOffset.UTC) - offsetSeconds.orElse(offsetSecondsIfMissing);
            return OptionalLong.of(Times.epochNanos(seconds, nanos));
        } catch (DateTimeException noSuchDay) {
            return OptionalLong.empty();
        }
    }

    /** The time that stands last before the message: a relay's own stamp comes first, the firewall's after it. */
    static Optional<StatedTime> lastIn(String prefix) {
        StatedTime last = null;
        int at = -1;
        for (Matcher iso = ISO.matcher(prefix); iso.find(); at = iso.start()) {
            last = iso(iso);
        }
        for (Matcher bsd = BSD.matcher(prefix); bsd.find(); ) {
            last = bsd.start() > at ? bsd(bsd) : last;
        }
        return Optional.ofNullable(last);
    }

    private static StatedTime iso(Matcher m) {
        OptionalInt offset = OptionalInt.empty();
        if (m.group(8) != null) {
            offset = OptionalInt.of(0);
        } else if (m.group(9) != null) {
            int seconds = (number(m, 10) * 60 + number(m, 11)) * 60;
            offset = OptionalInt.of(m.group(9).equals("-") ? -seconds : seconds);
        }
        return new StatedTime(
                OptionalInt.of(number(m, 1)),
                number(m, 2),
                number(m, 3),
                number(m, 4),
                number(m, 5),
                number(m, 6),
                LogTimes.nanos(m.group(7)),
                offset);
    }

    private static StatedTime bsd(Matcher m) {
        return new StatedTime(
                m.group(3) == null ? OptionalInt.empty() : OptionalInt.of(number(m, 3)),
                MONTHS.indexOf(m.group(1)) + 1,
                number(m, 2),
                number(m, 4),
                number(m, 5),
                number(m, 6),
                LogTimes.nanos(m.group(7)),
                m.group(8) == null ? OptionalInt.empty() : OptionalInt.of(0));
    }

    private static int number(Matcher match, int group) {
        return (int) Numbers.digits(match.group(group));
    }
}
