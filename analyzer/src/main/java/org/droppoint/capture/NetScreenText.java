package org.droppoint.capture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code snoop} of Juniper's ScreenOS firewalls, as {@code get db stream} prints it. Times are tenths of seconds since
 * the firewall started. Both directions of an interface, such as {@code trust(i)} and
 * {@code trust(o)}, are one.
 *
 * <pre>
 * 05707.0: bgroup0(i) len=60:00073bd11858->0024dc6dd70b/0800
 *               172.23.7.10 -> 172.19.1.35/6
 *               00 24 dc 6d d7 0b …     .$.m....
 * </pre>
 */
final class NetScreenText implements TextDialect {
    private static final Pattern HEAD =
            Pattern.compile("(\\d{1,9})\\.(\\d)\\s*: (\\S{1,60}\\([io]\\)) len=(\\d{1,6}):.*");
    private static final Pattern ROW = Pattern.compile("\\s{4,}(?=[0-9a-f]{2} [0-9a-f]{2} |[0-9a-f]{2} {3,})");

    private int announced;

    static boolean isSnoop(Iterable<String> lines) {
        for (String line : lines) {
            if (HEAD.matcher(line).matches()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public ClockBase clockBase() {
        return ClockBase.RELATIVE;
    }

    @Override
    public String label() {
        return "ScreenOS snoop";
    }

    @Override
    public @Nullable Head head(String line) {
        Matcher matcher = HEAD.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        announced = Integer.parseInt(matcher.group(4));
        long nanos = TextTimes.seconds(matcher.group(1)) + TextTimes.fraction(matcher.group(2));
        return new Head(nanos, matcher.group(3).substring(0, matcher.group(3).length() - "(i)".length()));
    }

    @Override
    public int row(String line, byte[] into, int at) {
        Matcher matcher = ROW.matcher(line);
        if (at >= announced || !matcher.lookingAt()) {
            return NO_ROW;
        }
        return HexRows.bytes(line, matcher.end(), into, at);
    }

    @Override
    public String timeNote() {
        return "times count from the firewall's start, in tenths of a second";
    }
}
