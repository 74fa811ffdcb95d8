package org.droppoint.capture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.base.Times;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tcpdump -x} prints and its brethren {@code -xx}, {@code -X}, {@code -XX}; firewalls that show their
 * captures on the screen show them so (PAN-OS {@code view-pcap … hex yes}, BIG-IP, Gaia). Times are of day, with a date
 * ({@code -tttt}), or seconds since 1970 ({@code -tt}); the first two in the zone of the machine that printed them.
 *
 * <pre>
 * 2023-12-12 16:18:28.285794 eth0  In  IP 10.1.1.1.40864 > 192.0.2.28.25: Flags [S], …
 * 	0x0000:  4500 003c …
 * </pre>
 */
final class TcpdumpText implements TextDialect {
    private static final Pattern HEAD = Pattern.compile(
            "(?:(?:(\\d{4})-(\\d\\d)-(\\d\\d) )?(\\d\\d):(\\d\\d):(\\d\\d)|(\\d{9,10}))\\.(\\d{1,9})\\s+"
                    + "(?:(\\S{1,64})\\s+(?:In|Out|B|M|P)\\s+)?(?:IP6? |.{1,120} > .{1,120}).*");
    private static final Pattern ROW = Pattern.compile("\\s{0,40}(0x[0-9a-f]{4,8}):(?=\\s)");

    private boolean dated;
    private boolean zoned;
    private final Midnights midnights = new Midnights();

    @Override
    public ClockBase clockBase() {
        return dated ? ClockBase.DATED : ClockBase.TIME_OF_DAY;
    }

    @Override
    public String label() {
        return "tcpdump -x";
    }

    @Override
    public @Nullable Head head(String line) {
        if (line.isEmpty() || line.charAt(0) < '0' || line.charAt(0) > '9') {
            return null;
        }
        Matcher matcher = HEAD.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        long nanos;
        if (matcher.group(7) != null) {
            dated = true;
            nanos = Times.epochNanos(Long.parseLong(matcher.group(7)), 0) + TextTimes.fraction(matcher.group(8));
        } else {
            long time = TextTimes.ofDay(matcher.group(4), matcher.group(5), matcher.group(6), matcher.group(8));
            nanos = time < 0 ? -1 : date(matcher, time);
        }
        return nanos < 0 ? null : new Head(nanos, matcher.group(9));
    }

    /** The day that stands there, or the one that passed midnights make it. */
    private long date(Matcher matcher, long time) {
        zoned = true;
        if (matcher.group(1) != null) {
            dated = true;
            long begin = TextTimes.day(matcher.group(1), matcher.group(2), matcher.group(3));
            return begin < 0 ? -1 : begin + time;
        }
        return midnights.after(time);
    }

    @Override
    public int row(String line, byte[] into, int at) {
        Matcher row = ROW.matcher(line);
        return row.lookingAt() ? HexRows.withOffset(row.group(1) + line.substring(row.end()), into, at) : NO_ROW;
    }

    @Override
    public @Nullable String timeNote() {
        if (!zoned) {
            return null;
        }
        return dated
                ? "times are in the time zone of the machine that printed them (-tt prints UTC)"
                : "times are times of day, of an unknown date and zone (-tt prints the date too, in UTC)";
    }
}
