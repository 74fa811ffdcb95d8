package org.droppoint.exchange;

/** The most that any parser of this package reads from one input, and keeps of it. */
public final class Limits {
    /** Bytes read of one input; Exchange itself starts a new log after 10 MB, a syslog server may not. */
    public static final long MAX_INPUT_BYTES = 1L << 30;

    /** Characters of one line; the rest of a longer line is dropped. */
    public static final int MAX_LINE_CHARS = 16_384;

    /** Sessions of one protocol log. */
    public static final int MAX_SESSIONS = 100_000;

    /** Events of one protocol log, over all its sessions. */
    public static final int MAX_EVENTS = 500_000;

    /** Characters kept of one log, over all its fields. */
    public static final long MAX_TEXT_CHARS = 48_000_000;

    /** Characters of the data field of a log row, of a LastError, or of a firewall line. */
    public static final int MAX_DATA_CHARS = 2_000;

    /** Characters of the context field of a log row. */
    public static final int MAX_CONTEXT_CHARS = 1_000;

    /** Characters of a connector, a session id, an endpoint, a counter's name and the like. */
    public static final int MAX_NAME_CHARS = 256;

    /** Skipped lines listed one by one; all are counted. */
    public static final int MAX_SKIPPED_LISTED = 1_000;

    /** Queues of one Get-Queue output. */
    public static final int MAX_QUEUES = 2_000;

    /** Status codes of one LastError. */
    public static final int MAX_STATUS_CODES = 32;

    /** SMTP-related lines kept of one firewall log. */
    public static final int MAX_FIREWALL_LINES = 100_000;

    /** Counters of one pasted command output. */
    public static final int MAX_COUNTERS = 10_000;

    private Limits() {}

    /** The text without its surrounding white space, cut to so many characters. */
    static String cut(String text, int maxChars) {
        String stripped = text.strip();
        if (stripped.length() <= maxChars) {
            return stripped;
        }
        int end = Character.isHighSurrogate(stripped.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
        return stripped.substring(0, end);
    }
}
