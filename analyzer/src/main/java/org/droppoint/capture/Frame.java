package org.droppoint.capture;

/**
 * One captured frame as a window into its reader's buffer: valid until the reader's next call of {@code next}.
 * {@code number} counts from 1 in its file as Wireshark counts; {@code filePosition} is where the captured bytes begin
 * in the file, or -1 where they do not stand there as they are (compressed, text, standard input).
 */
public final class Frame {
    public byte[] bytes = new byte[0];
    public int offset;
    public int capturedLength;
    public int wireLength;
    public int linkType;
    public int interfaceId;
    public long number;
    public long filePosition;
    public long epochNanos;
}
