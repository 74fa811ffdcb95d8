package org.droppoint.wire;

/**
 * Reads TCP options (RFC 9293 section 3.2, 7323, 2018) into a packet. Malformed or cut options end the list; what was
 * read before stays.
 */
final class TcpOptions {
    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int MAXIMUM_SEGMENT_SIZE = 2;
    private static final int WINDOW_SCALE = 3;
    private static final int SACK_PERMITTED = 4;
    private static final int SACK = 5;
    private static final int TIMESTAMPS = 8;
    /** RFC 7323 section 2.3: a greater shift is to be read as 14. */
    private static final int MAX_SHIFT = 14;

    private TcpOptions() {}

    static void read(byte[] bytes, int from, int limit, Packet into) {
        int at = from;
        while (at < limit) {
            int kind = Bytes.u8(bytes, at);
            if (kind == END) {
                return;
            }
            if (kind == NO_OPERATION) {
                at++;
                continue;
            }
            int length = at + 1 < limit ? Bytes.u8(bytes, at + 1) : 0;
            if (length < 2 || length > limit - at) {
                return;
            }
            option(bytes, at, kind, length, into);
            at += length;
        }
    }

    private static void option(byte[] bytes, int at, int kind, int length, Packet into) {
        switch (kind) {
            case MAXIMUM_SEGMENT_SIZE -> {
                if (length == 4) {
                    into.maximumSegmentSize = Bytes.u16(bytes, at + 2);
                }
            }
            case WINDOW_SCALE -> {
                if (length == 3) {
                    into.windowShift = Math.min(MAX_SHIFT, Bytes.u8(bytes, at + 2));
                }
            }
            case SACK_PERMITTED -> into.sackPermitted = true;
            case SACK -> sack(bytes, at, length, into);
            case TIMESTAMPS -> {
                if (length == 10) {
                    into.hasTimestamps = true;
                    into.timestampValue = Bytes.s32(bytes, at + 2);
                    into.timestampEcho = Bytes.s32(bytes, at + 6);
                }
            }
            default -> {
                // of no use here
            }
        }
    }

    private static void sack(byte[] bytes, int at, int length, Packet into) {
        int edges = Math.min((length - 2) / 8 * 2, into.sackEdges.length);
        for (int i = 0; i < edges; i++) {
            into.sackEdges[i] = Bytes.s32(bytes, at + 2 + 4 * i);
        }
        into.sackEdgeCount = edges;
    }
}
