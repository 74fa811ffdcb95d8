package org.droppoint.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Commands and replies (RFC 5321 section 4.2), of servers that may send anything. */
final class SmtpTalk {
    /** Longer than RFC 5321 section 4.5.3.1.5 allows, as servers do. */
    static final int MAX_LINE_BYTES = 4096;

    static final int MAX_LINES = 200;

    private final Channel channel;
    private final byte[] buffer = new byte[8192];
    private int at;
    private int limit;

    SmtpTalk(Channel channel) {
        this.channel = channel;
    }

    /** A reply's code and its lines without code. */
    record Reply(int code, List<String> lines) {
        boolean isPositive() {
            return code >= 200 && code < 300;
        }

        String text() {
            String first = lines.get(0);
            return code + (first.isEmpty() ? "" : " " + first);
        }
    }

    Reply ask(String command) throws IOException {
        channel.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return reply();
    }

    Reply reply() throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = line();
            boolean coded = line.length() >= 3 && line.substring(0, 3).matches("[2-5][0-9][0-9]");
            boolean more = line.length() > 3 && line.charAt(3) == '-';
            if (!coded || line.length() > 3 && !more && line.charAt(3) != ' ') {
                throw new StepFailure(ProbeStep.Ending.GARBLED, "no SMTP reply: '" + shortened(line) + "'");
            }
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (!more) {
                return new Reply(Integer.parseInt(line.substring(0, 3)), lines);
            }
            if (lines.size() > MAX_LINES) {
                throw new StepFailure(ProbeStep.Ending.GARBLED, "a reply of more than " + MAX_LINES + " lines");
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (at == limit) {
                at = 0;
                limit = channel.read(buffer, 0, buffer.length);
            }
            char next = (char) (buffer[at++] & 0xff);
            if (next == '\n') {
                int end = line.length();
                return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
            }
            if (line.length() >= MAX_LINE_BYTES) {
                throw new StepFailure(ProbeStep.Ending.GARBLED, "a line of more than " + MAX_LINE_BYTES + " bytes");
            }
            line.append(next);
        }
    }

    private static String shortened(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
