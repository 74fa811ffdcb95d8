package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A next step taken apart for formats that can show more than running text: whom or what it is about, and the commands
 * in it, which stand between single quotes. The parts put together, with the quotes, are the step.
 */
public final class StepText {
    /** A longer beginning is a sentence of its own, no label. */
    private static final int MAX_LEAD_CHARS = 40;

    /** Quotes that stand where a word begins and where one ends; the apostrophe of a genitive does neither. */
    private static final Pattern COMMAND = Pattern.compile("(?<![^ (])'([^']+)'(?![\\p{L}\\p{N}])");

    private StepText() {}

    /** What a part of a step is. */
    public enum Kind {
        /** The label before the first colon. */
        LEAD,
        WORDS,
        /** To be typed; without its quotes. */
        COMMAND
    }

    /** A stretch of a step. */
    public record Part(Kind kind, String text) {}

    public static List<Part> parts(String step) {
        List<Part> parts = new ArrayList<>();
        int colon = step.indexOf(": ");
        boolean labelled = colon > 0
                && colon < MAX_LEAD_CHARS
                && step.lastIndexOf('\'', colon) < 0
                && step.lastIndexOf('(', colon) < 0;
        int at = labelled ? colon + 1 : 0;
        if (labelled) {
            parts.add(new Part(Kind.LEAD, step.substring(0, at)));
        }
        for (Matcher command = COMMAND.matcher(step); at < step.length() && command.find(at); at = command.end()) {
            words(parts, step.substring(at, command.start()));
            parts.add(new Part(Kind.COMMAND, command.group(1)));
        }
        words(parts, step.substring(at));
        return List.copyOf(parts);
    }

    private static void words(List<Part> parts, String words) {
        if (!words.isEmpty()) {
            parts.add(new Part(Kind.WORDS, words));
        }
    }
}
