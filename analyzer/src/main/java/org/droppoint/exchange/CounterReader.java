package org.droppoint.exchange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.exchange.InspectionCounters.Counter;
import org.droppoint.exchange.InspectionCounters.Section;
import org.droppoint.exchange.SkippedLine.Reason;

/** Reads the two outputs of {@link InspectionCounters}, one after the other or alone. */
final class CounterReader {
    private static final Pattern DROP = Pattern.compile(
            "([^()]{0,300}(?:\\([^()]{0,80}\\)[^()]{0,300}){0,4})\\(([A-Za-z0-9_-]{2,80})\\)\\s{1,200}(\\d{1,18})");
    private static final Pattern COUNTED = Pattern.compile(", (?:packet|count) \\d|^tcp-proxy:");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int MAX_WORDS = 200;

    private final List<Counter> counters = new ArrayList<>();
    private final SkippedLines.Collector skipped = new SkippedLines.Collector();
    private Section section = Section.DROP;
    private String match = "";

    InspectionCounters read(TextLines lines, String fileName) throws IOException {
        String line;
        while ((line = lines.next()) != null) {
            String text = Limits.cut(line, Limits.MAX_DATA_CHARS);
            if (!text.isEmpty() && !takeHeading(text) && !takeCounters(text, lines.lineNumber())) {
                skipped.add(lines.lineNumber(), Reason.NOT_UNDERSTOOD);
            }
        }
        return new InspectionCounters(fileName, counters, skipped.finish(lines));
    }

    private boolean takeHeading(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("frame drop")) {
            section = Section.FRAME_DROP;
        } else if (lower.startsWith("flow drop")) {
            section = Section.FLOW_DROP;
        } else if (endsPolicy(lower)) {
            section = section == Section.ESMTP_INSPECTION ? Section.DROP : section;
        } else {
            return lower.startsWith("last clearing");
        }
        return true;
    }

    private static boolean endsPolicy(String lower) {
        return lower.startsWith("inspect:") && !lower.startsWith("inspect: esmtp")
                || lower.startsWith("class-map:")
                || lower.startsWith("service-policy:")
                || lower.startsWith("global policy")
                || lower.startsWith("interface ");
    }

    private boolean takeCounters(String text, int lineNumber) {
        if (text.regionMatches(true, 0, "Inspect: esmtp", 0, 14)) {
            section = Section.ESMTP_INSPECTION;
            match = "";
            return takeParts(text, true, lineNumber);
        }
        Matcher drop = DROP.matcher(text);
        if (drop.matches()) {
            Section at = section == Section.ESMTP_INSPECTION ? Section.DROP : section;
            add(at, drop.group(2), drop.group(1).strip(), drop.group(3), lineNumber);
            return true;
        }
        if (section != Section.ESMTP_INSPECTION) {
            return false;
        }
        if (text.startsWith("match ")) {
            match = text + ": ";
            return true;
        }
        return COUNTED.matcher(text).find() && takeParts(text, false, lineNumber);
    }

    /** A line such as {@code drop-connection log, packet 12}: words, then pairs of a name and a number. */
    private boolean takeParts(String text, boolean heading, int lineNumber) {
        int colon = heading ? -1 : text.indexOf(": ");
        String label = text.substring(0, colon + 1);
        int before = counters.size();
        boolean read = false;
        for (String part : text.substring(colon + 1).split(",", MAX_WORDS)) {
            StringBuilder name = new StringBuilder();
            boolean counted = false;
            for (String word : BLANKS.split(part.strip(), MAX_WORDS)) {
                if (Numbers.digits(word) >= 0 && name.length() > 0) {
                    String full = heading ? name.toString() : match + named(label, name.toString());
                    add(Section.ESMTP_INSPECTION, full, "", word, lineNumber);
                    name.setLength(0);
                    counted = true;
                    read = true;
                } else {
                    name.append(name.length() == 0 ? "" : " ").append(word);
                }
            }
            label = counted || heading ? label : name.toString();
        }
        if (!heading && counters.size() > before) {
            match = "";
        }
        return read || heading;
    }

    private static String named(String label, String name) {
        boolean plain = name.equals("packet") || name.equals("count");
        return label.isEmpty() ? name : plain ? label : label + " " + name;
    }

    private void add(Section at, String name, String description, String count, int lineNumber) {
        if (counters.size() == Limits.MAX_COUNTERS) {
            skipped.add(lineNumber, Reason.TOO_MANY);
            return;
        }
        counters.add(new Counter(
                at,
                Limits.cut(name, Limits.MAX_NAME_CHARS),
                Limits.cut(description, Limits.MAX_NAME_CHARS),
                Numbers.digits(count),
                lineNumber));
    }
}
