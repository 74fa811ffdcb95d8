package org.droppoint.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The columns of a table that PowerShell prints: they begin where the hyphens of the ruler begin. A paste that squeezed
 * its blanks is read by words; then only the last column can hold several.
 */
final class QueueTable {
    static final String MESSAGE_COUNT = "messagecount";
    private static final Pattern RULER = Pattern.compile("\\s{0,40}-{2,200}(?:\\s{1,200}-{2,200}){2,40}\\s*");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final List<String> names = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();

    private QueueTable() {}

    static boolean isRuler(String line) {
        return line.length() <= Limits.MAX_DATA_CHARS && RULER.matcher(line).matches();
    }

    static QueueTable of(String header, String ruler) {
        QueueTable table = new QueueTable();
        for (int i = 0; i < ruler.length(); i++) {
            if (ruler.charAt(i) == '-' && (i == 0 || ruler.charAt(i - 1) != '-')) {
                table.starts.add(i);
            }
        }
        String[] words = BLANKS.split(header.strip(), Limits.MAX_NAME_CHARS);
        for (int i = 0; i < table.starts.size(); i++) {
            table.names.add(i < words.length ? words[i].toLowerCase(Locale.ROOT) : "");
        }
        return table;
    }

    /** The values of a row, by the names of their columns in small letters. */
    Map<String, String> row(String line) {
        List<String> words = List.of(BLANKS.split(line.strip(), names.size() + 1));
        List<String> places =
                IntStream.range(0, names.size()).mapToObj(i -> between(line, i)).toList();
        if (words.size() == names.size()) {
            return named(words);
        }
        Map<String, String> byPlace = named(places);
        boolean inPlace = Numbers.digits(byPlace.getOrDefault(MESSAGE_COUNT, "")) >= 0;
        return inPlace ? byPlace : named(List.of(BLANKS.split(line.strip(), names.size())));
    }

    private Map<String, String> named(List<String> values) {
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
            named.put(names.get(i), values.get(i));
        }
        return named;
    }

    private String between(String line, int column) {
        int from = Math.min(starts.get(column), line.length());
        int to = column + 1 < starts.size() ? Math.min(starts.get(column + 1), line.length()) : line.length();
        return line.substring(from, to).strip();
    }
}
