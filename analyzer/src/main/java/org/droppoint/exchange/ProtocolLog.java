package org.droppoint.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * An SmtpSend or SmtpReceive protocol log ({@code SENDyyyymmdd-n.LOG}, {@code RECVyyyymmdd-n.LOG}), or a copy of some of
 * its rows. Sessions are in the order of their first row; a session that goes on in the next hour's file is in both.
 */
public record ProtocolLog(String fileName, Kind kind, List<LogSession> sessions, SkippedLines skipped) {
    public ProtocolLog {
        sessions = List.copyOf(sessions);
    }

    /** Which side of SMTP the writer of the log was on. */
    public enum Kind {
        /** Exchange was the client; the local endpoint is the one that opened the connection. */
        SEND,
        /** Exchange was the server. */
        RECEIVE,
        /** Neither header, nor rows, nor ports, nor the file's name tell. */
        UNKNOWN
    }

    /**
     * Reads all rows that can be read; closes nothing.
     *
     * @throws IOException only if the stream itself fails
     */
    public static ProtocolLog parse(InputStream in, String fileName) throws IOException {
        return new ProtocolLogReader(fileName).read(new TextLines(in));
    }

    /** Reads all rows that can be read; fails on no content. */
    public static ProtocolLog parse(byte[] bytes, String fileName) {
        return TextLines.over(bytes, lines -> new ProtocolLogReader(fileName).read(lines));
    }
}
