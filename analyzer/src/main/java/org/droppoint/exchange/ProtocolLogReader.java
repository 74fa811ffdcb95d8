package org.droppoint.exchange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.exchange.SkippedLine.Reason;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of a protocol log into sessions. */
final class ProtocolLogReader {
    private final RowReader rows = new RowReader();
    private final KindGuess kind;
    private final String fileName;
    private final Map<String, SessionBuilder> open = new HashMap<>();
    private final List<SessionBuilder> sessions = new ArrayList<>();
    private final SkippedLines.Collector skipped = new SkippedLines.Collector();
    private int events;
    private long textChars;

    ProtocolLogReader(String fileName) {
        this.fileName = fileName;
        this.kind = new KindGuess(fileName);
    }

    ProtocolLog read(TextLines lines) throws IOException {
        String line;
        while ((line = lines.next()) != null) {
            if (line.isBlank()) {
                continue;
            }
            if (rows.takeHeader(line)) {
                kind.header(line);
                continue;
            }
            Row row = rows.read(line);
            if (row == null) {
                skipped.add(lines.lineNumber(), Reason.NOT_UNDERSTOOD);
            } else if (!take(row, lines.lineNumber())) {
                skipped.add(lines.lineNumber(), Reason.TOO_MANY);
            }
        }
        return new ProtocolLog(
                fileName,
                kind.answer(),
                sessions.stream().map(SessionBuilder::build).toList(),
                skipped.finish(lines));
    }

    private boolean take(Row row, int lineNumber) {
        SessionBuilder session = open.get(row.session());
        if (session != null && session.isOverBefore(row)) {
            session = null;
        }
        if (events == Limits.MAX_EVENTS
                || textChars > Limits.MAX_TEXT_CHARS
                || session == null && sessions.size() == Limits.MAX_SESSIONS) {
            return false;
        }
        if (session == null) {
            session = new SessionBuilder(row);
            sessions.add(session);
            open.put(row.session(), session);
            textChars += row.nameChars();
        }
        events++;
        textChars += row.data().length() + row.context().length();
        session.add(row, lineNumber);
        kind.row(row);
        return true;
    }

    /** A session while its rows come in. */
    private static final class SessionBuilder {
        private final String id;
        private final String connector;
        private final List<LogEvent> events = new ArrayList<>();
        private LogEndpoint local = LogEndpoint.ABSENT;
        private LogEndpoint remote = LogEndpoint.ABSENT;
        private long lastSequence = -1;
        private boolean disconnected;

        SessionBuilder(Row first) {
            this.id = first.session();
            this.connector = first.connector();
        }

        /**
         * Whether the row begins another session under the same id: copies shorten ids, or blank them all out, and then
         * only the numbering starting over tells one connection from the next.
         */
        boolean isOverBefore(Row row) {
            boolean startsOver = row.sequence() <= lastSequence;
            return startsOver && (disconnected || row.event() == '+' || row.sequence() == 0);
        }

        void add(Row row, int lineNumber) {
            boolean hadLocal = !(local instanceof LogEndpoint.Absent);
            if (!hadLocal && !row.local().isEmpty()) {
                local = LogEndpoint.parse(row.local());
                remote = LogEndpoint.parse(row.remote());
            } else if (remote instanceof LogEndpoint.Absent) {
                remote = LogEndpoint.parse(row.remote());
            }
            lastSequence = Math.max(lastSequence, row.sequence());
            LogEvent event =
                    new LogEvent(row.epochNanos(), row.sequence(), row.event(), row.data(), row.context(), lineNumber);
            disconnected |= event.reading() instanceof LogReading.Disconnected;
            events.add(event);
        }

        LogSession build() {
            return new LogSession(id, connector, local, remote, events);
        }
    }

    /** A row whose fields are cut to their lengths; the texts may be empty. */
    record Row(
            long epochNanos,
            String connector,
            String session,
            long sequence,
            String local,
            String remote,
            char event,
            String data,
            String context) {

        static @Nullable Row orNull(Map<Column, String> fields) {
            long sequence = Numbers.digits(fields.getOrDefault(Column.SEQUENCE, ""));
            String session = Limits.cut(fields.getOrDefault(Column.SESSION, ""), Limits.MAX_NAME_CHARS);
            long time = LogTimes.parse(fields.getOrDefault(Column.TIME, ""));
            String local = Limits.cut(fields.getOrDefault(Column.LOCAL, ""), Limits.MAX_NAME_CHARS);
            String remote = Limits.cut(fields.getOrDefault(Column.REMOTE, ""), Limits.MAX_NAME_CHARS);
            boolean hasPort = LogEndpoint.parse(local).port() >= 0
                    || LogEndpoint.parse(remote).port() >= 0;
            if (sequence < 0 || session.isEmpty() || time == LogEvent.UNKNOWN_TIME && !hasPort) {
                return null;
            }
            return new Row(
                    time,
                    Limits.cut(fields.getOrDefault(Column.CONNECTOR, ""), Limits.MAX_NAME_CHARS),
                    session,
                    sequence,
                    local,
                    remote,
                    event(fields.getOrDefault(Column.EVENT, "")),
                    Limits.cut(fields.getOrDefault(Column.DATA, ""), Limits.MAX_DATA_CHARS),
                    Limits.cut(fields.getOrDefault(Column.CONTEXT, ""), Limits.MAX_CONTEXT_CHARS));
        }

        int nameChars() {
            return connector.length() + session.length() + local.length() + remote.length();
        }

        /** The event character, freed from what web pages make of it. */
        static char event(String written) {
            return switch (written.strip()) {
                case "+", "\\+" -> '+';
                case "-", "\\-", "\u2013", "\u2212" -> '-';
                case ">", "\\>", "&gt;" -> '>';
                case "<", "\\<", "&lt;" -> '<';
                case "*", "\\*" -> '*';
                default -> LogEvent.NO_EVENT;
            };
        }
    }

    /** The columns of a protocol log, in their usual order. */
    enum Column {
        TIME("date-time"),
        CONNECTOR("connector-id"),
        SESSION("session-id"),
        SEQUENCE("sequence-number"),
        LOCAL("local-endpoint"),
        REMOTE("remote-endpoint"),
        EVENT("event"),
        DATA("data"),
        CONTEXT("context");

        final String title;

        Column(String title) {
            this.title = title;
        }
    }
}
