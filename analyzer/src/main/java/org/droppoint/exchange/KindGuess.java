package org.droppoint.exchange;

import java.util.Locale;
import java.util.Set;
import org.droppoint.exchange.ProtocolLog.Kind;
import org.droppoint.exchange.ProtocolLogReader.Row;

/** Tells a send log from a receive log: by its header, else by who says what, else by the ports, else by its name. */
final class KindGuess {
    private static final Set<String> CLIENT_VERBS = Set.of("EHLO", "HELO", "STARTTLS", "MAIL", "RCPT", "QUIT");

    private final String fileName;
    private Kind stated = Kind.UNKNOWN;
    private long words;
    private long ports;

    KindGuess(String fileName) {
        this.fileName = fileName;
    }

    void header(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (stated == Kind.UNKNOWN && lower.contains("log-type")) {
            stated = lower.contains("smtp send") ? Kind.SEND : lower.contains("smtp receive") ? Kind.RECEIVE : stated;
        }
    }

    void row(Row row) {
        LogReading reading = LogReadings.read(row.event(), row.data(), row.context());
        int sent = row.event() == '>' ? 1 : -1;
        if (reading instanceof LogReading.Command command && CLIENT_VERBS.contains(command.verb())) {
            words += sent;
        } else if (reading instanceof LogReading.Reply) {
            words -= sent;
        } else if (reading instanceof LogReading.ConnectAttempt || reading instanceof LogReading.ConnectFailed) {
            words++;
        }
        ports += MailPorts.isMail(LogEndpoint.parse(row.remote()).port()) ? 1 : 0;
        ports -= MailPorts.isMail(LogEndpoint.parse(row.local()).port()) ? 1 : 0;
    }

    Kind answer() {
        if (stated != Kind.UNKNOWN) {
            return stated;
        }
        if (words != 0) {
            return words > 0 ? Kind.SEND : Kind.RECEIVE;
        }
        return ports == 0 ? byName() : ports > 0 ? Kind.SEND : Kind.RECEIVE;
    }

    private Kind byName() {
        String name = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
                .toUpperCase(Locale.ROOT);
        return name.startsWith("SEND") ? Kind.SEND : name.startsWith("RECV") ? Kind.RECEIVE : Kind.UNKNOWN;
    }
}
