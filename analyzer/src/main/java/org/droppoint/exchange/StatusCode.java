package org.droppoint.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reply code with its enhanced status code (RFC 3463) and the words after it: {@code 421 4.4.2 Connection dropped due
 * to TimedOut}.
 *
 * @param reply 200 to 599
 * @param enhanced such as {@code 4.4.2}, or an empty string
 */
public record StatusCode(int reply, String enhanced, String text) {
    /** A bare three-digit number counts only where a code must stand: at the start, after an arrow, after a quote. */
    private static final Pattern CODE = Pattern.compile("(?:(^|->\\s{0,4}|\"\\s{0,4})|(?<![\\w.]))([2-5]\\d\\d)"
            + "(?:[ -]#?([245]\\.\\d{1,3}\\.\\d{1,3})(?!\\w|\\.\\d)|(?=[ -]))");

    private static final Pattern DROPPED =
            Pattern.compile("Connection dropped due to\\s+(\\w{1,80})", Pattern.CASE_INSENSITIVE);

    /** The codes in a text, in its order; the first is Exchange's own, those after an arrow are what led to it. */
    static List<StatusCode> all(String text) {
        List<StatusCode> codes = new ArrayList<>();
        Matcher match = CODE.matcher(text);
        boolean found = findNext(match);
        while (found && codes.size() < Limits.MAX_STATUS_CODES) {
            int reply = (int) Numbers.digits(match.group(2));
            String enhanced = match.group(3) == null ? "" : match.group(3);
            int from = match.end();
            found = findNext(match);
            codes.add(new StatusCode(
                    reply, enhanced, words(text.substring(from, found ? match.start() : text.length()))));
        }
        return codes;
    }

    private static boolean findNext(Matcher match) {
        while (match.find()) {
            if (match.group(1) != null || match.group(3) != null) {
                return true;
            }
        }
        return false;
    }

    /** The word after "Connection dropped due to", such as TimedOut or ConnectionReset; empty if it says no such thing. */
    public String droppedDueTo() {
        Matcher match = DROPPED.matcher(text);
        return match.find() ? match.group(1) : "";
    }

    private static String words(String between) {
        String text = between.strip();
        text = text.endsWith("->") ? text.substring(0, text.length() - 2) : text;
        return text.replace('"', ' ').strip();
    }
}
