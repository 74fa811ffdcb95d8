package org.droppoint.exchange;

/**
 * A row of a protocol log.
 *
 * @param epochNanos the host's clock, to the millisecond, or {@link #UNKNOWN_TIME}
 * @param sequenceNumber counted from 0 within the session
 * @param event {@code +} connected, {@code -} disconnected, {@code >} sent, {@code <} received, {@code *} information, or
 *     {@link #NO_EVENT} where the copy lost it
 * @param data what was said; at most {@link Limits#MAX_DATA_CHARS}
 * @param context Exchange's own remark; at most {@link Limits#MAX_CONTEXT_CHARS}
 * @param lineNumber counted from 1
 */
public record LogEvent(long epochNanos, long sequenceNumber, char event, String data, String context, int lineNumber) {
    public static final long UNKNOWN_TIME = Long.MIN_VALUE;
    public static final char NO_EVENT = ' ';

    public boolean hasTime() {
        return epochNanos != UNKNOWN_TIME;
    }

    /** What the row says, read anew at each call. */
    public LogReading reading() {
        return LogReadings.read(event, data, context);
    }
}
