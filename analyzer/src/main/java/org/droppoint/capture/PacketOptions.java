package org.droppoint.capture;

/**
 * Options of a pcapng block: 16 bits of code, 16 of length, the value padded to four bytes; code 0 ends them. Of a
 * packet's options those are read that tell about the capture itself.
 */
final class PacketOptions {
    static final int MIN_BYTES = 4;

    private static final int OPT_COMMENT = 1;
    private static final int EPB_DROPCOUNT = 4;
    private static final int EPB_PACKETID = 5;
    private static final int EPB_VERDICT = 7;

    // a verdict's first byte says whose it is, eight bytes of value follow
    private static final int VERDICT_BYTES = 9;
    private static final int VERDICT_TC = 1;
    private static final int TC_SHOT = 2;
    private static final int VERDICT_XDP = 2;
    private static final int XDP_ABORTED = 0;
    private static final int XDP_DROP = 1;

    private long drops;
    private long packetId;
    private boolean hasPacketId;
    private boolean dropped;
    private boolean hasVerdict;
    private int comments;

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
        dropped = false;
        hasVerdict = false;
        comments = 0;
        int at = from;
        while (fits(bytes, at, end, bigEndian)) {
            int code = code(bytes, at, bigEndian);
            if (code == OPT_COMMENT) {
                comments++;
            }
            if (length(bytes, at, bigEndian) == 8) {
                if (code == EPB_DROPCOUNT) {
                    drops = Bytes.int64(bytes, at + 4, bigEndian);
                } else if (code == EPB_PACKETID) {
                    packetId = Bytes.int64(bytes, at + 4, bigEndian);
                    hasPacketId = true;
                }
            }
            if (code == EPB_VERDICT && length(bytes, at, bigEndian) == VERDICT_BYTES) {
                hasVerdict = true;
                dropped = isDrop(Bytes.uint8(bytes, at + 4), Bytes.int64(bytes, at + 5, bigEndian));
            }
            at = behind(bytes, at, bigEndian);
        }
    }

    private static boolean isDrop(int whose, long value) {
        return whose == VERDICT_TC && value == TC_SHOT
                || whose == VERDICT_XDP && (value == XDP_DROP || value == XDP_ABORTED);
    }

    /** Whether the capturing system says that it dropped this packet itself. */
    boolean dropped() {
        return dropped;
    }

    boolean hasVerdict() {
        return hasVerdict;
    }

    int comments() {
        return comments;
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
