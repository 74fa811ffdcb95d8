package org.droppoint.capture;

import java.io.IOException;

/**
 * Bytes of frames that are read back later by position. Where the capture file can be read again, nothing is copied;
 * else kept bytes go to a spool file that is deleted on close.
 */
public interface PayloadStore {

    /** Keeps a frame readable; returns the position of its first captured byte. */
    long keep(Frame frame) throws IOException;

    /** Keeps bytes that stand nowhere in the file, such as a reassembled datagram; returns their position. */
    long keep(byte[] bytes, int offset, int length) throws IOException;

    /**
     * Reads up to {@code length} bytes from a position that {@code keep} returned, or from an offset behind it.
     *
     * @return how many were read; less than asked for where the file has shrunk meanwhile
     */
    int read(long position, byte[] into, int at, int length) throws IOException;
}
