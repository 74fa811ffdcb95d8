package org.droppoint.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.exchange.SkippedLine.Reason;

/**
 * Syslog of a Cisco ASA or FTD, as corroboration. Kept are messages about connections, denials, ICMP
 * errors and inspection (106, 108, 302, 313, 419 and 507 thousand) that name a mail port or no port at all; a busy firewall writes
 * thousands of others a minute, which are only counted.
 */
public record FirewallLog(String fileName, List<FirewallLine> lines, SkippedLines skipped) {
    private static final Pattern MESSAGE =
            Pattern.compile("%(?:ASA|FTD|PIX|FWSM)-(?:\\w{1,20}-)?([0-7])-(\\d{6}):?\\s?");

    public FirewallLog {
        lines = List.copyOf(lines);
    }

    /**
     * Reads all lines that can be read; closes nothing.
     *
     * @throws IOException only if the stream itself fails
     */
    public static FirewallLog parse(InputStream in, String fileName) throws IOException {
        return read(new TextLines(in), fileName);
    }

    /** Reads all lines that can be read; fails on no content. */
    public static FirewallLog parse(byte[] bytes, String fileName) {
        return TextLines.over(bytes, lines -> read(lines, fileName));
    }

    private static FirewallLog read(TextLines text, String fileName) throws IOException {
        List<FirewallLine> kept = new ArrayList<>();
        long textChars = 0;
        SkippedLines.Collector skipped = new SkippedLines.Collector();
        String line;
        while ((line = text.next()) != null) {
            Matcher match = MESSAGE.matcher(line);
            boolean found = match.find();
            if (!found && line.isBlank()) {
                continue;
            }
            if (!found) {
                skipped.add(text.lineNumber(), Reason.NOT_UNDERSTOOD);
                continue;
            }
            FirewallLine read = line(line, match, text.lineNumber());
            if (!isAboutMail(read)) {
                skipped.add(text.lineNumber(), Reason.NOT_ABOUT_MAIL);
            } else if (kept.size() == Limits.MAX_FIREWALL_LINES || textChars > Limits.MAX_TEXT_CHARS) {
                skipped.add(text.lineNumber(), Reason.TOO_MANY);
            } else {
                kept.add(read);
                textChars += read.text().length();
            }
        }
        return new FirewallLog(fileName, kept, skipped.finish(text));
    }

    private static FirewallLine line(String line, Matcher match, int lineNumber) {
        String text = Limits.cut(line.substring(match.end()), Limits.MAX_DATA_CHARS);
        return new FirewallLine(
                lineNumber,
                StatedTime.lastIn(Limits.cut(line.substring(0, match.start()), Limits.MAX_NAME_CHARS)),
                (int) Numbers.digits(match.group(2)),
                (int) Numbers.digits(match.group(1)),
                FirewallAddresses.in(text),
                text);
    }

    private static boolean isAboutMail(FirewallLine line) {
        return switch (line.messageId() / 1000) {
            case 108 -> true;
            case 106, 302, 313, 419, 507 ->
                !line.addresses().isEmpty()
                        && (line.addresses().stream().anyMatch(a -> MailPorts.isMail(a.port()))
                                || line.addresses().stream().allMatch(a -> a.port() < 0));
            default -> false;
        };
    }
}
