package org.droppoint.capture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code diagnose sniffer packet} of FortiGate and its relatives, verbosity 3 and 6 (with 2 and 5 packets begin with
 * IP). Times are seconds since the command began, or dates: in UTC where the command's last word was {@code a}, in the
 * firewall's own zone where it was {@code l}.
 *
 * <pre>
 * 2017-09-12 12:41:38.676846 inside in 10.1.1.1.25 -> 10.2.2.2.1025: syn 1
 * 0x0000   0000 0000 0001 0023 …
 * </pre>
 */
final class FortiGateText implements TextDialect {
    private static final Pattern HEAD = Pattern.compile(
            "(?:(\\d{4})-(\\d\\d)-(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)|(\\d{1,9}))\\.(\\d{6})\\s+(?:(\\S{1,64}) (?:in|out|--?) )?\\S.*");
    private static final Pattern LOCAL = Pattern.compile("diag\\S* +sn\\S* +pa\\S* .*\\bl\\s*");

    private static final int MAX_COMMAND = 256;

    private boolean relative;
    private boolean local;

    /** Whether it is text of the sniffer, with bytes or without. */
    static boolean isSniffer(Iterable<String> lines) {
        for (String line : lines) {
            if (line.startsWith("interfaces=[") || line.matches(".*diag\\S* +sn\\S* +pa.*")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public ClockBase clockBase() {
        return relative ? ClockBase.RELATIVE : ClockBase.DATED;
    }

    @Override
    public String label() {
        return "FortiGate sniffer";
    }

    @Override
    public @Nullable Head head(String line) {
        if (line.isEmpty() || line.charAt(0) < '0' || line.charAt(0) > '9' || line.startsWith("0x")) {
            local |= line.length() < MAX_COMMAND && LOCAL.matcher(line).find();
            return null;
        }
        Matcher matcher = HEAD.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        long nanos;
        if (matcher.group(1) == null) {
            relative = true;
            nanos = TextTimes.seconds(matcher.group(7)) + TextTimes.fraction(matcher.group(8));
        } else {
            long day = TextTimes.day(matcher.group(1), matcher.group(2), matcher.group(3));
            long time = TextTimes.ofDay(matcher.group(4), matcher.group(5), matcher.group(6), matcher.group(8));
            if (day < 0 || time < 0) {
                return null;
            }
            nanos = day + time;
        }
        return new Head(nanos, matcher.group(9));
    }

    @Override
    public int row(String line, byte[] into, int at) {
        return HexRows.withOffset(line, into, at);
    }

    @Override
    public @Nullable String timeNote() {
        if (relative) {
            return "times count from the begin of the sniffer, whose date is unknown (the option 'a' prints UTC)";
        }
        return local ? "times are in the firewall's own time zone (the option 'a' prints UTC)" : null;
    }
}
