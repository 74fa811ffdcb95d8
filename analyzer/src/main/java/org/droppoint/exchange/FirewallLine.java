package org.droppoint.exchange;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.base.Endpoint;

/**
 * A syslog line of a Cisco ASA or FTD about mail, or a packet of its printed {@code asp-drop} capture.
 *
 * @param lineNumber counted from 1
 * @param time the firewall's own, empty where the line has none
 * @param messageId such as 302014; {@link #ACCELERATED_PATH_DROP} for a printed drop
 * @param severity 0 emergency to 7 debugging
 * @param addresses in the order of the line
 * @param text after the message id; at most {@link Limits#MAX_DATA_CHARS}
 */
public record FirewallLine(
        int lineNumber,
        Optional<StatedTime> time,
        int messageId,
        int severity,
        List<FirewallAddress> addresses,
        String text) {
    /** No message, but a packet that {@code capture … type asp-drop} kept, with the firewall's reason. */
    public static final int ACCELERATED_PATH_DROP = 0;

    private static final Pattern CONNECTION = Pattern.compile("connection (\\d{1,18}) for ");
    private static final Pattern TEARDOWN =
            Pattern.compile("duration \\S{1,40} bytes \\d{1,20}\\s(.*)", Pattern.DOTALL);
    private static final Pattern TERMINATED = Pattern.compile("reason\\s?[-:]\\s?(.*)", Pattern.DOTALL);
    private static final int BUILT = 302013;
    private static final int TORN_DOWN = 302014;
    private static final int INSPECTION_ENDED_FLOW = 507003;

    public FirewallLine {
        addresses = List.copyOf(addresses);
    }

    public boolean mentions(Endpoint endpoint) {
        return addresses.stream().anyMatch(a -> a.is(endpoint));
    }

    /** The firewall's number of the connection, which joins a 302013 line to its 302014. */
    public OptionalLong connectionId() {
        Matcher match = CONNECTION.matcher(text);
        return (messageId == BUILT || messageId == TORN_DOWN) && match.find()
                ? OptionalLong.of(Numbers.digits(match.group(1)))
                : OptionalLong.empty();
    }

    /**
     * Why the firewall says it acted: the teardown reason of 302014 (such as "Flow closed by inspection" or "TCP
     * Reset-O"), the reason of 507003, the matched class of 108004; empty where the message has none.
     */
    public String reason() {
        if (messageId == TORN_DOWN) {
            return after(TEARDOWN);
        }
        if (messageId / 1000 == 507 || messageId / 1000 == 419) {
            return after(TERMINATED);
        }
        int semicolon = text.indexOf(';');
        return messageId / 1000 == 108 && semicolon >= 0 ? trimmed(text.substring(semicolon + 1)) : "";
    }

    /** Whether the firewall itself says that its inspection acted on the connection, or on the mail in it. */
    public boolean saysInspectionActed() {
        return messageId == INSPECTION_ENDED_FLOW
                || messageId == ACCELERATED_PATH_DROP && text.startsWith("(inspect-")
                || messageId >= 108_001 && messageId <= 108_006
                || messageId == TORN_DOWN && reason().contains("closed by inspection");
    }

    private String after(Pattern pattern) {
        Matcher match = pattern.matcher(text);
        return match.find() ? trimmed(match.group(1)) : "";
    }

    private static String trimmed(String words) {
        String stripped = words.strip();
        return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }
}
