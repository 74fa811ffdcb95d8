package org.droppoint.exchange;

import java.util.ArrayList;
import java.util.List;

/**
 * Fields of a separated line, quoted as in RFC 4180 section 2, typographic quotes included, as editors of web pages
 * curl them. A quote that never closes is taken as a letter, so a damaged line loses one field and not all.
 */
final class DelimitedFields {
    private static final String QUOTES = "\"\u201C\u201D\u201E\u2033";

    private final String line;
    private final char separator;
    private final List<String> fields = new ArrayList<>();
    private int position;

    private DelimitedFields(String line, char separator) {
        this.line = line;
        this.separator = separator;
    }

    /** At most so many fields, stripped; the rest of the line is the last. */
    static List<String> split(String line, char separator, int maxFields) {
        return new DelimitedFields(line, separator).split(maxFields);
    }

    private List<String> split(int maxFields) {
        boolean more = true;
        while (more && fields.size() < maxFields - 1) {
            int afterQuoted = quoted();
            int end = afterQuoted >= 0 ? afterQuoted : line.indexOf(separator, position);
            if (afterQuoted < 0) {
                fields.add(
                        line.substring(position, end < 0 ? line.length() : end).strip());
            }
            more = end >= 0 && end < line.length();
            position = end + 1;
        }
        if (more) {
            fields.add(line.substring(position).strip());
        }
        return fields;
    }

    /** Adds a quoted field and returns where its separator or the end of the line is; -1 if none begins here. */
    private int quoted() {
        int at = skipBlanks(position);
        if (at >= line.length() || !isQuote(at)) {
            return -1;
        }
        StringBuilder text = new StringBuilder();
        for (at++; at < line.length(); at++) {
            if (isQuote(at)) {
                int next = skipBlanks(at + 1);
                if (next >= line.length() || line.charAt(next) == separator) {
                    fields.add(text.toString().strip());
                    return next;
                }
                at += at + 1 < line.length() && isQuote(at + 1) ? 1 : 0;
                text.append('"');
            } else {
                text.append(line.charAt(at));
            }
        }
        return -1;
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private boolean isQuote(int at) {
        return QUOTES.indexOf(line.charAt(at)) >= 0;
    }
}
