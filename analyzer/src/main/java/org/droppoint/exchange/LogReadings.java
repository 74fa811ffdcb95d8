package org.droppoint.exchange;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises what a row says. The words are distinctive enough to be found without the event character, which web pages
 * swallow ({@code *} is their emphasis), and in either text field, as copies separated by blanks lose that border too.
 */
final class LogReadings {
    private static final Pattern TLS_FAILED =
            Pattern.compile("TLS negotiation failed with error\\s+(\\w+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TLS_SUCCEEDED = Pattern.compile(
            "TLS protocol\\s+(\\w+)\\s+negotiation succeeded"
                    + "(?: using bulk encryption algorithm (\\w+)(?: with strength (\\d{1,6}) bits)?)?"
                    + "(?:,? MAC hash algorithm (\\w+)(?: with strength \\d{1,6} bits)?)?"
                    + "(?:,? and key exchange algorithm (\\w+))?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern WINSOCK =
            Pattern.compile("Winsock error code:\\s*(\\d{1,6})", Pattern.CASE_INSENSITIVE);
    private static final Pattern CLOSER =
            Pattern.compile("(Local|Remote)(?:\\s*\\(([^)]{0,80})\\)?)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern REPLY =
            Pattern.compile("([2-5]\\d\\d)(?:[ -](?:([245]\\.\\d{1,3}\\.\\d{1,3})(?:\\s|$))?(.*))?", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("([A-Za-z][A-Za-z-]{2,19})(?:\\s.*)?", Pattern.DOTALL);

    private static final String CERTIFICATE_SENT = "Sending certificate";
    private static final List<String> CERTIFICATE_RECEIVED = List.of("Received certificate", "Remote certificate");
    private static final List<String> CERTIFICATE_FIELDS = List.of(
            "Certificate subject",
            "Certificate issuer name",
            "Certificate serial number",
            "Certificate thumbprint",
            "Certificate alternate names");

    private LogReadings() {}

    static LogReading read(char event, String data, String context) {
        if (event == '>' || event == '<') {
            return smtp(data);
        }
        String words = data + ' ' + context;
        Matcher failed = TLS_FAILED.matcher(words);
        if (failed.find()) {
            return new LogReading.TlsFailure(failed.group(1));
        }
        Matcher succeeded = TLS_SUCCEEDED.matcher(words);
        if (succeeded.find()) {
            return succeeded(succeeded);
        }
        if (event == '+') {
            return new LogReading.Connected();
        }
        Matcher closer = CLOSER.matcher(context.isEmpty() ? data : context);
        if (event == '-' || event == LogEvent.NO_EVENT && closer.matches()) {
            return closer.matches()
                    ? disconnected(closer)
                    : new LogReading.Disconnected(LogReading.Closer.UNSTATED, "");
        }
        return contains(words, "Failed to connect") ? connectFailed(words) : certificateOrNote(data, context);
    }

    /** Where in an unseparated rest of a row its context begins, or -1: the borders between fields were lost. */
    static int startOfContext(String rest) {
        int found = -1;
        for (String phrase : List.of(CERTIFICATE_SENT, "TLS negotiation", "TLS protocol", "Failed to connect")) {
            int at = rest.indexOf(phrase);
            found = at >= 0 && (found < 0 || at < found) ? at : found;
        }
        for (String phrase : CERTIFICATE_FIELDS) {
            found = found < 0 && rest.endsWith(phrase) ? rest.length() - phrase.length() : found;
        }
        return found;
    }

    private static LogReading smtp(String data) {
        Matcher reply = REPLY.matcher(data);
        if (reply.matches()) {
            String text = reply.group(3);
            String enhanced = reply.group(2);
            return new LogReading.Reply(
                    (int) Numbers.digits(reply.group(1)), enhanced == null ? "" : enhanced, text == null ? "" : text);
        }
        Matcher command = COMMAND.matcher(data);
        return command.matches()
                ? new LogReading.Command(command.group(1).toUpperCase(Locale.ROOT), data)
                : new LogReading.Note();
    }

    private static LogReading succeeded(Matcher match) {
        String strength = match.group(3);
        return new LogReading.TlsSucceeded(
                match.group(1),
                match.group(2) == null ? "" : match.group(2),
                strength == null ? -1 : (int) Numbers.digits(strength),
                match.group(4) == null ? "" : match.group(4),
                match.group(5) == null ? "" : match.group(5));
    }

    private static LogReading disconnected(Matcher match) {
        LogReading.Closer by =
                match.group(1).equalsIgnoreCase("Local") ? LogReading.Closer.LOCAL : LogReading.Closer.REMOTE;
        return new LogReading.Disconnected(by, match.group(2) == null ? "" : match.group(2));
    }

    private static LogReading connectFailed(String words) {
        Matcher code = WINSOCK.matcher(words);
        return new LogReading.ConnectFailed(code.find() ? (int) Numbers.digits(code.group(1)) : -1);
    }

    private static LogReading certificateOrNote(String data, String context) {
        if (startsWith(context, CERTIFICATE_SENT)) {
            return new LogReading.CertificateSent(data);
        }
        for (String phrase : CERTIFICATE_RECEIVED) {
            if (startsWith(context, phrase)) {
                return new LogReading.CertificateReceived(data);
            }
        }
        for (String phrase : CERTIFICATE_FIELDS) {
            if (context.equalsIgnoreCase(phrase)) {
                return new LogReading.CertificateField(phrase, data);
            }
        }
        return startsWith(context, "attempting to connect") ? new LogReading.ConnectAttempt() : new LogReading.Note();
    }

    private static boolean startsWith(String text, String phrase) {
        return text.regionMatches(true, 0, phrase, 0, phrase.length());
    }

    private static boolean contains(String text, String phrase) {
        return text.toLowerCase(Locale.ROOT).contains(phrase.toLowerCase(Locale.ROOT));
    }
}
