package org.droppoint.capture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code show capture NAME dump} of Cisco's ASA. Lines carry the time of day only, of the firewall's own zone; a step
 * back by more than half a day is taken for midnight.
 *
 * <pre>
 *    1: 15:36:43.513340       10.1.1.1.42098 > 192.0.2.28.25: S …
 * 0x0000   4500 003c …
 * </pre>
 */
final class AsaText implements TextDialect {
    private static final Pattern HEAD =
            Pattern.compile("\\s*(?:\\d{1,9}: +)?(\\d\\d):(\\d\\d):(\\d\\d)\\.(\\d{6})\\s+\\S.*");
    private static final Pattern COUNT = Pattern.compile("\\s*\\d{1,9} packets? (?:captured|shown)\\s*");

    private final Midnights midnights = new Midnights();

    /** Whether it is text of the command, with bytes or without. */
    static boolean isCapture(Iterable<String> lines) {
        boolean counted = false;
        boolean packets = false;
        for (String line : lines) {
            counted |= COUNT.matcher(line).matches();
            packets |= HEAD.matcher(line).matches();
        }
        return counted && packets;
    }

    /** Whether it is such text with bytes. */
    static boolean isDump(Iterable<String> lines) {
        byte[] scratch = new byte[64];
        for (String line : lines) {
            if (HexRows.withOffset(line.strip(), scratch, 0) > 0) {
                return isCapture(lines);
            }
        }
        return false;
    }

    @Override
    public ClockBase clockBase() {
        return ClockBase.TIME_OF_DAY;
    }

    @Override
    public String label() {
        return "Cisco ASA show capture";
    }

    @Override
    public @Nullable Head head(String line) {
        Matcher matcher = HEAD.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        long time = TextTimes.ofDay(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
        return time < 0 ? null : new Head(midnights.after(time), null);
    }

    @Override
    public int row(String line, byte[] into, int at) {
        return HexRows.withOffset(line.strip(), into, at);
    }

    @Override
    public String timeNote() {
        return "times are the firewall's own time of day, of an unknown date and zone";
    }
}
