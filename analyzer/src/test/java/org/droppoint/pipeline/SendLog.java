package org.droppoint.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.base.Times;
import org.droppoint.report.Report;

/** Writes and rewrites the text of SmtpSend logs. */
final class SendLog {
    static final String HEADER =
            """
            #Software: Microsoft Exchange Server
            #Version: 15.0.0.0
            #Log-type: SMTP Send Protocol Log
            #Date: 2026-11-23T00:00:00.000Z
            #Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
            """;

    private static final Pattern TIME = Pattern.compile("(?m)^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3})Z");

    private final StringBuilder text = new StringBuilder(HEADER);
    private int sessions;

    /** The same rows by a clock that is off. */
    static String shifted(String log, long nanos) {
        Matcher matcher = TIME.matcher(log);
        return matcher.replaceAll(found -> millis(Times.epochNanos(
                        java.time.Instant.parse(found.group(1) + "Z").getEpochSecond(),
                        Long.parseLong(found.group(1).substring(20)) * 1_000_000L)
                + nanos));
    }

    /** Only the rows that hold one of these. */
    static String only(String log, String... parts) {
        List<String> kept = new ArrayList<>();
        for (String line : log.split("\n", -1)) {
            boolean wanted = line.contains("#");
            for (String part : parts) {
                wanted |= line.contains(part);
            }
            if (wanted) {
                kept.add(line);
            }
        }
        return String.join("\n", kept) + "\n";
    }

    static String rows(String log, UnaryOperator<String> change) {
        List<String> lines = new ArrayList<>();
        for (String line : log.split("\n", -1)) {
            lines.add(line.startsWith("20") ? change.apply(line) : line);
        }
        return String.join("\n", lines);
    }

    static String millis(long nanos) {
        return Times.iso(nanos).substring(0, 23) + "Z";
    }

    /** A session with the ends and times of a flow, which claims a certificate and a closer. */
    String add(Report.Flow flow, String closer) {
        return add(flow.client(), flow.server(), flow.startNanos() + 40_000_000L, flow.endNanos(), closer);
    }

    /** Connected at one time, ended at the other. */
    String add(String local, String remote, long connected, long ended, String closer) {
        String id = String.format("08D8DE%010X", ++sessions);
        row(id, 0, connected, local, remote, "+,,");
        row(id, 1, Math.max(connected, ended - 1), local, remote, "*,,Sending certificate");
        row(id, 2, ended, local, remote, "*,,TLS negotiation failed with error SocketError");
        row(id, 3, ended, local, remote, "-,," + closer);
        return id;
    }

    private void row(String id, int sequence, long nanos, String local, String remote, String rest) {
        text.append(millis(nanos)).append(",Out,").append(id).append(',').append(sequence);
        text.append(',')
                .append(local)
                .append(',')
                .append(remote)
                .append(',')
                .append(rest)
                .append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
