package org.droppoint.correlate.log;

import java.util.regex.Pattern;

/** Text of a log as a report may hold it: mail addresses stay where they are. */
final class PlainWords {
    private static final int MAX_CHARS = 400;
    private static final Pattern ADDRESS = Pattern.compile("\"[^\"@]{0,64}\"@\\S*|(?<![^\\s@])[^\\s@]*+@\\S*");

    private PlainWords() {}

    static String of(String text) {
        String plain = ADDRESS.matcher(text).replaceAll("(mail address)");
        return plain.length() <= MAX_CHARS ? plain : plain.substring(0, MAX_CHARS) + "…";
    }
}
