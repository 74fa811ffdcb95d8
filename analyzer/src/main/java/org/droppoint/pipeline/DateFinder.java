package org.droppoint.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.ClockBase;
import org.droppoint.capture.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Gives captures without a date the date of another one. Printed by some firewalls, times count from midnight or from
 * the begin of the command: shown as they are, they would lie in 1970. The rest of the difference is measured later, as
 * the offset of any clock is.
 */
final class DateFinder {
    private static final long DAY_NANOS = 86_400L * Times.NANOS_PER_SECOND;

    /** Where an input begins; null where that cannot be told without using it up. */
    private record Begin(ClockBase base, long nanos) {}

    /**
     * By how much an input's times are to be moved.
     *
     * @param from what the date was taken from, in words; empty where nothing is to be moved
     */
    record Shift(long nanos, String from) {
        static final Shift NONE = new Shift(0, "");
    }

    private DateFinder() {}

    /**
     * One answer for each input.
     *
     * @param undatedFrom as the user said, else null
     */
    static List<Shift> shifts(List<TapInput> inputs, @Nullable Instant undatedFrom) {
        List<@Nullable Begin> begins = new ArrayList<>();
        for (TapInput input : inputs) {
            begins.add(begin(input));
        }
        List<Shift> shifts = new ArrayList<>();
        for (Begin begin : begins) {
            if (begin == null || begin.base() == ClockBase.DATED) {
                shifts.add(Shift.NONE);
            } else {
                shifts.add(undatedFrom == null ? shift(begin, inputs, begins) : said(begin, undatedFrom));
            }
        }
        return shifts;
    }

    private static Shift said(Begin undated, Instant from) {
        if (undated.base() == ClockBase.RELATIVE) {
            return new Shift(
                    Times.epochNanos(from) - undated.nanos(), "shown from " + from + " on, when it was said to begin");
        }
        Instant day = from.truncatedTo(ChronoUnit.DAYS);
        return new Shift(
                Times.epochNanos(day),
                "shown on " + LocalDate.ofInstant(day, ZoneOffset.UTC) + ", the day that was said");
    }

    private static Shift shift(Begin undated, List<TapInput> inputs, List<@Nullable Begin> begins) {
        for (int i = 0; i < inputs.size(); i++) {
            Begin dated = begins.get(i);
            if (dated != null && dated.base() == ClockBase.DATED) {
                long apart = dated.nanos() - undated.nanos();
                long whole = undated.base() == ClockBase.RELATIVE
                        ? apart
                        : Math.floorDiv(apart + DAY_NANOS / 2, DAY_NANOS) * DAY_NANOS;
                String name = InputFile.name(inputs.get(i).files().get(0));
                return new Shift(
                        whole,
                        undated.base() == ClockBase.RELATIVE
                                ? "shown from where " + name + " begins, for want of a date"
                                : "shown on the day nearest to the begin of " + name + ", for want of a date");
            }
        }
        return Shift.NONE;
    }

    private static @Nullable Begin begin(TapInput input) {
        for (Path file : input.files()) {
            if (!Files.isRegularFile(file)) {
                continue;
            }
            try (CaptureReader reader = CaptureFiles.open(file)) {
                Frame frame = new Frame();
                if (reader.next(frame)) {
                    return new Begin(reader.clockBase(), frame.epochNanos);
                }
            } catch (IOException unreadable) {
                // the loader will say so
            }
        }
        return null;
    }

    /** Whether any input may be text of a firewall, which alone comes without a date. */
    static boolean mayBeUndated(List<TapInput> inputs) {
        return inputs.stream()
                .flatMap(input -> input.files().stream())
                .anyMatch(file -> Files.isRegularFile(file) && CaptureFiles.mayBeText(file));
    }
}
