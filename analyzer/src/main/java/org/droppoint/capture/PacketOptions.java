package org.droppoint.capture;

/**
 * Options of a pcapng block: 16 bits of code, 16 of length, the value padded to four bytes; code 0 ends them. Of a
 * packet's options those are read that tell about the capture itself.
 */
final class PacketOptions {
    static final int MIN_BYTES = 4;

    private static final int EPB_DROPCOUNT = 4;
    private static final int EPB_PACKETID = 5;

    private long drops;
    private long packetId;
    private boolean hasPacketId;

    /** Whether an option, and not the end of them, stands at {@code at} and ends before {@code end}. */
    static boolean fits(byte[] bytes, int at, int end, boolean bigEndian) {
        return at + MIN_BYTES <= end
                && code(bytes, at, bigEndian) != 0
                && at + MIN_BYTES + length(bytes, at, bigEndian) <= end;
    }

    static int code(byte[] bytes, int at, boolean bigEndian) {
        return Bytes.uint16(bytes, at, bigEndian);
    }

    static int length(byte[] bytes, int at, boolean bigEndian) {
        return Bytes.uint16(bytes, at + 2, bigEndian);
    }

    static int behind(byte[] bytes, int at, boolean bigEndian) {
        return at + MIN_BYTES + (length(bytes, at, bigEndian) + 3 & ~3);
    }

    void read(byte[] bytes, int from, int end, boolean bigEndian) {
        drops = -1;
        hasPacketId = false;
        int at = from;
        while (fits(bytes, at, end, bigEndian)) {
            int code = code(bytes, at, bigEndian);
            if (length(bytes, at, bigEndian) == 8) {
                if (code == EPB_DROPCOUNT) {
                    drops = Bytes.int64(bytes, at + 4, bigEndian);
                } else if (code == EPB_PACKETID) {
                    packetId = Bytes.int64(bytes, at + 4, bigEndian);
                    hasPacketId = true;
                }
            }
            at = behind(bytes, at, bigEndian);
        }
    }

    /** Packets lost before this one, or -1 where nothing is said. */
    long drops() {
        return drops;
    }

    boolean hasPacketId() {
        return hasPacketId;
    }

    long packetId() {
        return packetId;
    }
}
