package org.droppoint.exchange;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.droppoint.exchange.ProtocolLogReader.Column;
import org.droppoint.exchange.ProtocolLogReader.Row;
import org.jspecify.annotations.Nullable;

/**
 * Splits lines of a protocol log into fields: comma-separated as Exchange writes them, separated by tabs or semicolons
 * as spreadsheets do, or by single blanks as web pages do. The order of columns is the header's where it has one.
 */
final class RowReader {
    private static final Pattern HEADER_MARK = Pattern.compile("^[\\\\#\\s\uFEFF]{0,8}");
    private static final Pattern HEADER = Pattern.compile(
            "(software|version|log-type|date|fields)\\s?:.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern QUOTED_LINE = Pattern.compile("^[\\s\uFEFF]*(?:>\\s{1,4}(?=\\d))?");
    private static final char[] SEPARATORS = {',', '\t', ';'};
    private static final int MIN_FIELDS = 7;
    private static final int MAX_FIELDS = 64;

    private Map<Column, Integer> positions = usualOrder();

    /** Whether the line is a header line, with its hash sign or without; a line of column names sets their order. */
    boolean takeHeader(String line) {
        String text = HEADER_MARK.matcher(line).replaceFirst("");
        if (HEADER.matcher(text).matches()) {
            if (text.regionMatches(true, 0, "fields", 0, 6)) {
                takeColumns(text.substring(text.indexOf(':') + 1));
            }
            return true;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        boolean names = lower.contains(Column.SESSION.title) && lower.contains(Column.SEQUENCE.title);
        if (names) {
            takeColumns(text);
        }
        return names || line.startsWith("#");
    }

    /** The row on this line, or null where there is none. */
    @Nullable
    Row read(String written) {
        String line = QUOTED_LINE.matcher(written).replaceFirst("");
        for (char separator : SEPARATORS) {
            if (line.indexOf(separator) >= 0) {
                List<String> fields = DelimitedFields.split(line, separator, MAX_FIELDS);
                Row row = fields.size() < MIN_FIELDS ? null : Row.orNull(assign(fields, separator));
                if (row != null) {
                    return row;
                }
            }
        }
        Map<Column, String> fields = BlankSeparatedRow.read(line);
        return fields == null ? null : Row.orNull(fields);
    }

    private void takeColumns(String text) {
        Map<Column, Integer> found = new EnumMap<>(Column.class);
        String[] names = text.strip().toLowerCase(Locale.ROOT).split("[,;\\s]+", MAX_FIELDS);
        for (int i = 0; i < names.length; i++) {
            for (Column column : Column.values()) {
                if (column.title.equals(names[i])) {
                    found.putIfAbsent(column, i);
                }
            }
        }
        if (found.containsKey(Column.SESSION) && found.containsKey(Column.SEQUENCE)) {
            positions = found;
        }
    }

    private Map<Column, String> assign(List<String> fields, char separator) {
        Map<Column, String> assigned = new EnumMap<>(Column.class);
        positions.forEach((column, at) -> assigned.put(column, at < fields.size() ? fields.get(at) : ""));
        if (positions.equals(usualOrder()) && fields.size() > Column.values().length) {
            mendText(fields, separator, assigned);
        }
        return assigned;
    }

    /** A copy that lost its quotes has too many fields: what was said may hold separators, a remark after it seldom. */
    private static void mendText(List<String> fields, char separator, Map<Column, String> assigned) {
        String glue = separator == '\t' ? "\t" : separator + " ";
        int data = Column.DATA.ordinal();
        boolean onlyContext = fields.get(data).isEmpty();
        int last = fields.size() - 1;
        assigned.put(Column.DATA, onlyContext ? "" : String.join(glue, fields.subList(data, last)));
        assigned.put(
                Column.CONTEXT, onlyContext ? String.join(glue, fields.subList(data + 1, last + 1)) : fields.get(last));
    }

    private static Map<Column, Integer> usualOrder() {
        Map<Column, Integer> order = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            order.put(column, column.ordinal());
        }
        return order;
    }
}
