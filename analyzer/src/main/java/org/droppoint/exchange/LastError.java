package org.droppoint.exchange;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last error of a queue: {@code [{LED=…};{MSG=…};{FQDN=…};{IP=…};{LRT=…}]}, or plain text as older versions have it.
 * Parts may lack their braces or names, which copies lose.
 *
 * @param text the whole, at most {@link Limits#MAX_DATA_CHARS}
 * @param led "last error details", the whole text where nothing is named so
 * @param codes the status codes within {@code led}
 * @param message what MSG holds
 * @param fqdn the host that was tried
 * @param address the address that was tried, as written
 * @param lastRetryTime as written: in the locale and zone of whoever ran the command
 */
public record LastError(
        String text,
        String led,
        List<StatusCode> codes,
        String message,
        String fqdn,
        String address,
        String lastRetryTime) {
    private static final Pattern PART = Pattern.compile("(?:\\{\\s?|;\\s?|^\\[?\\s?)(LED|MSG|FQDN|IP|LRT)=");
    private static final Pattern HOST =
            Pattern.compile("\\{?([A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63}){1,10})\\}?");

    public LastError {
        codes = List.copyOf(codes);
    }

    /** Whether there is an error at all. */
    public boolean isPresent() {
        return !text.isEmpty();
    }

    /** Why the connection dropped, as the innermost code that says so has it, such as TimedOut. */
    public Optional<String> droppedDueTo() {
        return codes.stream()
                .map(StatusCode::droppedDueTo)
                .filter(word -> !word.isEmpty())
                .reduce((outer, inner) -> inner);
    }

    static LastError parse(String written) {
        String text = Limits.cut(written, Limits.MAX_DATA_CHARS);
        Parts parts = new Parts();
        Matcher match = PART.matcher(text);
        boolean found = match.find();
        if (!found) {
            return new LastError(text, text, StatusCode.all(text), "", "", "", "");
        }
        while (found) {
            String name = match.group(1);
            int from = match.end();
            found = match.find();
            parts.take(name, text.substring(from, found ? match.start() : text.length()));
        }
        return new LastError(
                text,
                parts.led,
                StatusCode.all(parts.led),
                parts.message,
                parts.fqdn.replace(" ", ""),
                parts.address.replace(" ", ""),
                parts.lastRetryTime);
    }

    /** The values as they are found. */
    private static final class Parts {
        private String led = "";
        private String message = "";
        private String fqdn = "";
        private String address = "";
        private String lastRetryTime = "";

        /** A value ends at its brace; what follows before the next name may be a host that lost its own. */
        void take(String name, String rest) {
            int close = rest.indexOf("};");
            String value = close >= 0 ? rest.substring(0, close) : trimmed(rest);
            switch (name) {
                case "LED" -> led = value.strip();
                case "MSG" -> message = value.strip();
                case "FQDN" -> fqdn = value.strip();
                case "IP" -> address = value.strip();
                default -> lastRetryTime = value.strip();
            }
            if (close >= 0 && fqdn.isEmpty()) {
                Matcher host = HOST.matcher(trimmed(rest.substring(close + 2)));
                fqdn = host.matches() ? host.group(1) : "";
            }
        }

        private static String trimmed(String rest) {
            int end = rest.length();
            while (end > 0 && "}];{ ".indexOf(rest.charAt(end - 1)) >= 0) {
                end--;
            }
            return rest.substring(0, end).strip();
        }
    }
}
