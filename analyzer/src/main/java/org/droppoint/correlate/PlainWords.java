package org.droppoint.correlate;

import java.util.regex.Pattern;

/** Text of a log as a report may hold it: mail addresses stay where they are. */
final class PlainWords {
    private static final int MAX_CHARS = 400;
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@]{0,64}@\\S{0,255}");

    private PlainWords() {}

    static String of(String text) {
        String cut = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
        return ADDRESS.matcher(cut).replaceAll("(mail address)");
    }
}
