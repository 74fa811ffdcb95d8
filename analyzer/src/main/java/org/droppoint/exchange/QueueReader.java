package org.droppoint.exchange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.exchange.SkippedLine.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Reads Get-Queue output. In a list a queue ends where a property comes a second time, as copies have blank lines
 * anywhere; a value that PowerShell wrapped goes on in indented lines. A table is known by its ruler of hyphens.
 */
final class QueueReader {
    private static final Pattern PROPERTY = Pattern.compile("([A-Za-z]{3,40})\\s{0,40}:(.*)", Pattern.DOTALL);
    private static final Set<String> TELLING = Set.of("nexthopdomain", "messagecount", "lasterror", "deliverytype");
    private static final Set<String> PROPERTIES = Set.of(
            "runspaceid",
            "identity",
            "deliverytype",
            "nexthopdomain",
            "tlsdomain",
            "nexthopconnector",
            "nexthopcategory",
            "status",
            "messagecount",
            "lasterror",
            "lastretrytime",
            "nextretrytime",
            "firstretrytime",
            "deferredmessagecount",
            "deferredmessagecounts",
            "lockedmessagecount",
            "messagecountsperpriority",
            "queueidentity",
            "retrycount",
            "risklevel",
            "outboundippool",
            "incomingrate",
            "outgoingrate",
            "velocity",
            "overridesource",
            "priorities",
            "isvalid",
            "objectstate");

    private final List<QueueEntry> queues = new ArrayList<>();
    private final SkippedLines.Collector skipped = new SkippedLines.Collector();
    private final Map<String, String> current = new HashMap<>();
    private String lastKey = "";
    private int firstLine;
    private String previous = "";
    private int unread;
    private @Nullable QueueTable table;

    QueueReport read(TextLines lines, String fileName) throws IOException {
        String line;
        while ((line = lines.next()) != null) {
            take(line, lines.lineNumber());
            previous = line.isBlank() ? previous : line;
        }
        skipUnread();
        finishEntry();
        return new QueueReport(fileName, queues, skipped.finish(lines));
    }

    private void take(String line, int lineNumber) {
        if (line.isBlank()) {
            lastKey = "";
            return;
        }
        if (QueueTable.isRuler(line)) {
            unread = 0;
            finishEntry();
            table = QueueTable.of(previous, line);
            return;
        }
        skipUnread();
        if (!takeTableRow(line, lineNumber) && !takeProperty(line, lineNumber) && !continueValue(line)) {
            unread = lineNumber;
        }
    }

    /** A line that nobody understood may still turn out to be the heading above a ruler. */
    private void skipUnread() {
        if (unread > 0) {
            skipped.add(unread, Reason.NOT_UNDERSTOOD);
            unread = 0;
        }
    }

    /** A row of the table has a number where the messages are counted; the first line without ends the table. */
    private boolean takeTableRow(String line, int lineNumber) {
        Map<String, String> row = table == null ? Map.of() : table.row(line);
        if (Numbers.digits(row.getOrDefault(QueueTable.MESSAGE_COUNT, "")) < 0) {
            table = null;
            return false;
        }
        firstLine = lineNumber;
        current.putAll(row);
        finishEntry();
        return true;
    }

    private boolean takeProperty(String line, int lineNumber) {
        Matcher match = PROPERTY.matcher(line.strip());
        if (!match.matches()) {
            return false;
        }
        String key = match.group(1).toLowerCase(Locale.ROOT);
        if (!PROPERTIES.contains(key)) {
            return false;
        }
        if (current.containsKey(key)) {
            finishEntry();
        }
        if (current.isEmpty()) {
            firstLine = lineNumber;
        }
        current.put(key, Limits.cut(match.group(2), Limits.MAX_DATA_CHARS));
        lastKey = key;
        return true;
    }

    private boolean continueValue(String line) {
        String value = current.get(lastKey);
        if (value == null || !Character.isWhitespace(line.charAt(0))) {
            return false;
        }
        current.put(lastKey, Limits.cut(value + ' ' + line.strip(), Limits.MAX_DATA_CHARS));
        return true;
    }

    private void finishEntry() {
        boolean isQueue = current.keySet().stream().anyMatch(TELLING::contains);
        if (isQueue && queues.size() < Limits.MAX_QUEUES) {
            queues.add(new QueueEntry(
                    name("identity"),
                    name("deliverytype"),
                    name("nexthopdomain"),
                    name("status"),
                    Numbers.digits(current.getOrDefault("messagecount", "").strip()),
                    LastError.parse(current.getOrDefault("lasterror", "")),
                    firstLine));
        } else if (!current.isEmpty()) {
            skipped.add(firstLine, isQueue ? Reason.TOO_MANY : Reason.NOT_UNDERSTOOD);
        }
        current.clear();
        lastKey = "";
    }

    private String name(String key) {
        return Limits.cut(current.getOrDefault(key, ""), Limits.MAX_NAME_CHARS);
    }
}
