package org.droppoint.capture;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.droppoint.base.Times;

/** Times as firewalls print them. */
final class TextTimes {
    private static final int MAX_SECONDS_DIGITS = 9;

    private TextTimes() {}

    /** Nanoseconds of {@code hours:minutes:seconds}, or -1. */
    static long ofDay(String hours, String minutes, String seconds, String fraction) {
        int hour = Integer.parseInt(hours);
        int minute = Integer.parseInt(minutes);
        int second = Integer.parseInt(seconds);
        return hour > 23 || minute > 59 || second > 60
                ? -1
                : ((hour * 60L + minute) * 60 + second) * Times.NANOS_PER_SECOND + fraction(fraction);
    }

    /** Nanoseconds of a decimal fraction's digits; what is finer is cut off. */
    static long fraction(String digits) {
        long nanos = 0;
        for (int i = 0; i < 9; i++) {
            nanos = nanos * 10 + (i < digits.length() ? digits.charAt(i) - '0' : 0);
        }
        return nanos;
    }

    /** Seconds of up to nine digits. */
    static long seconds(String digits) {
        return digits.length() > MAX_SECONDS_DIGITS ? -1 : Long.parseLong(digits) * Times.NANOS_PER_SECOND;
    }

    /** The begin of a day in UTC, or -1 where there is no such day. */
    static long day(String year, String month, String dayOfMonth) {
        try {
            LocalDate day = LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(dayOfMonth));
            return Times.epochNanos(day.toEpochDay() * 86_400, 0);
        } catch (DateTimeException e) {
            return -1;
        }
    }
}
