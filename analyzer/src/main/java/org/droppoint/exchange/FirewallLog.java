package org.droppoint.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.exchange.SkippedLine.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Syslog of a Cisco ASA or FTD, or what its {@code show capture} prints of an asp-drop capture, as corroboration. Kept are messages about connections, denials, ICMP
 * errors and inspection (106, 108, 302, 313, 419 and 507 thousand) that name a mail port or no port at all; a busy firewall writes
 * thousands of others a minute, which are only counted.
 */
public record FirewallLog(String fileName, List<FirewallLine> lines, SkippedLines skipped) {
    private static final Pattern MESSAGE =
            Pattern.compile("%(?:ASA|FTD|PIX|FWSM)-(?:\\w{1,20}-)?([0-7])-(\\d{6}):?\\s?");

    /** {@code 1: 15:36:43.524234 10.0.0.1.42098 > 192.0.2.28.25: R … Drop-reason: (tcp-rstfin-ooo) TCP RST/FIN out of order}. */
    private static final Pattern DROP = Pattern.compile(
            "^\\s{0,20}\\d{1,9}: \\d\\d:\\d\\d:\\d\\d\\.\\d{1,9}\\s.{0,80}?([0-9A-Fa-f:.]{3,60}\\.\\d{1,5}) > ([0-9A-Fa-f:.]{3,60}\\.\\d{1,5}):"
                    + ".{0,400}?Drop-reason: (\\([a-z0-9_-]{2,60}\\)[^,]{0,200})");

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
            FirewallLine drop = found ? null : drop(line, text.lineNumber());
            if (!found && line.isBlank()) {
                continue;
            }
            if (!found && drop == null) {
                skipped.add(text.lineNumber(), Reason.NOT_UNDERSTOOD);
                continue;
            }
            FirewallLine read = drop == null ? line(line, match, text.lineNumber()) : drop;
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

    /** A packet of a printed asp-drop capture, whose time of day names no date; null where the line is none. */
    private static @Nullable FirewallLine drop(String line, int lineNumber) {
        Matcher match = DROP.matcher(Limits.cut(line, Limits.MAX_DATA_CHARS));
        if (!match.find()) {
            return null;
        }
        List<FirewallAddress> ends = new ArrayList<>();
        for (int end = 1; end <= 2; end++) {
            String written = match.group(end);
            int dot = written.lastIndexOf('.');
            int port = Numbers.port(written.substring(dot + 1));
            Addresses.parse(written.substring(0, dot))
                    .ifPresent(address -> ends.add(new FirewallAddress("", address, port, false)));
        }
        if (ends.size() < 2) {
            return null;
        }
        return new FirewallLine(
                lineNumber,
                Optional.empty(),
                FirewallLine.ACCELERATED_PATH_DROP,
                0,
                ends,
                match.group(3).strip());
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
            case 0 -> line.addresses().stream().anyMatch(a -> MailPorts.isMail(a.port()));
            case 106, 302, 313, 419, 507 ->
                !line.addresses().isEmpty()
                        && (line.addresses().stream().anyMatch(a -> MailPorts.isMail(a.port()))
                                || line.addresses().stream().allMatch(a -> a.port() < 0));
            default -> false;
        };
    }
}
