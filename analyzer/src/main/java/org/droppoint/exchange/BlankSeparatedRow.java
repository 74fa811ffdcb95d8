package org.droppoint.exchange;

import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.exchange.ProtocolLogReader.Column;
import org.droppoint.exchange.ProtocolLogReader.Row;
import org.jspecify.annotations.Nullable;

/**
 * A row whose separators became single blanks, which connector names and remarks hold too. Its anchor is the sequence
 * number before an endpoint: what stands before is date, connector and session id, what follows is event and text.
 */
final class BlankSeparatedRow {
    private static final Pattern SHAPE =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2}\\S{0,24}(?:\\s\\d{2}:\\S{1,20})?)\\s+(.*)", Pattern.DOTALL);
    private static final Pattern ANCHOR =
            Pattern.compile("(?:^|\\s)(\\S{1,64})\\s+(\\d{1,9})\\s+(\\S{1,255}:\\d{1,5})(?=\\s|$)");
    private static final Pattern REMOTE = Pattern.compile("\\s+([^\\s\"]{1,255}:\\d{1,5})(?=\\s|$)");
    private static final Pattern EVENT = Pattern.compile("\\s*(\\S{1,4})(?=\\s|$)");
    private static final Pattern QUOTED_START = Pattern.compile("\"([^\"]*)\"\\s*(.*)", Pattern.DOTALL);

    /** Characters within which the anchor stands: a connector's name, a session id, a number, an endpoint. */
    private static final int ANCHOR_CHARS = 4 * Limits.MAX_NAME_CHARS;

    private BlankSeparatedRow() {}

    static @Nullable Map<Column, String> read(String line) {
        Matcher shape = SHAPE.matcher(line);
        if (!shape.matches()) {
            return null;
        }
        String afterTime = shape.group(2);
        Matcher anchor = ANCHOR.matcher(afterTime).region(0, Math.min(afterTime.length(), ANCHOR_CHARS));
        if (!anchor.find()) {
            return null;
        }
        Map<Column, String> fields = new EnumMap<>(Column.class);
        fields.put(Column.TIME, shape.group(1));
        fields.put(Column.CONNECTOR, afterTime.substring(0, anchor.start()));
        fields.put(Column.SESSION, anchor.group(1));
        fields.put(Column.SEQUENCE, anchor.group(2));
        Matcher remote = REMOTE.matcher(afterTime).region(anchor.end(), afterTime.length());
        boolean two = remote.lookingAt();
        fields.put(Column.LOCAL, two ? anchor.group(3) : "");
        fields.put(Column.REMOTE, two ? remote.group(1) : anchor.group(3));
        readText(afterTime.substring(two ? remote.end() : anchor.end()), fields);
        return fields;
    }

    private static void readText(String afterEndpoints, Map<Column, String> fields) {
        Matcher event = EVENT.matcher(afterEndpoints);
        char sign = event.lookingAt() ? Row.event(event.group(1)) : LogEvent.NO_EVENT;
        String text = (sign == LogEvent.NO_EVENT ? afterEndpoints : afterEndpoints.substring(event.end())).strip();
        fields.put(Column.EVENT, String.valueOf(sign));
        Matcher quoted = QUOTED_START.matcher(text);
        if (quoted.matches()) {
            fields.put(Column.DATA, quoted.group(1));
            fields.put(Column.CONTEXT, quoted.group(2));
        } else if (sign == '<' || sign == '>') {
            fields.put(Column.DATA, text);
        } else {
            int context = Math.max(0, LogReadings.startOfContext(text));
            fields.put(Column.DATA, text.substring(0, context));
            fields.put(Column.CONTEXT, text.substring(context));
        }
    }
}
