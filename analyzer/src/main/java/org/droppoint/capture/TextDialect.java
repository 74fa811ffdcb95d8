package org.droppoint.capture;

import org.jspecify.annotations.Nullable;

/** How one device prints packets: a line of its own for each packet, and rows of hexadecimal under it. */
interface TextDialect {
    int NO_ROW = -1;

    /**
     * The line that begins a packet.
     *
     * @param epochNanos since 1970 where the text has a date, else since an unknown begin
     * @param iface name of the interface, or null where the line has none
     */
    record Head(long epochNanos, @Nullable String iface) {}

    /** What the times read so far count from. */
    ClockBase clockBase();

    /** What prints such text. */
    String label();

    /** The packet that a line begins, or null where it begins none. */
    @Nullable
    Head head(String line);

    /**
     * Decodes a row of bytes into {@code into} at {@code at}.
     *
     * @param at how many bytes of the packet are there already, which the row's own offset must agree with
     * @return how many there are with it, {@link #NO_ROW} where the line is no row, or less than {@code at} where the
     *     row is damaged
     */
    int row(String line, byte[] into, int at);

    /** Whether the beginning of a text holds a packet with its bytes; other lines of it may stand in between. */
    default boolean recognises(Iterable<String> lines) {
        boolean begun = false;
        byte[] scratch = new byte[64];
        for (String line : lines) {
            if (begun && row(line, scratch, 0) > 0) {
                return true;
            }
            begun |= head(line) != null;
        }
        return false;
    }

    /** What is worth saying about the times of this text, or null; asked at the end. */
    @Nullable
    String timeNote();
}
