package org.droppoint.flow;

/**
 * Whether two taps' rows bear the marks of one packet: the IP identification (RFC 6864) and the time stamp option (RFC
 * 7323), by which a stack tells its copies of one segment apart.
 */
public enum PacketMarks {
    SAME,
    /** Both bear marks, and none that both bear is the same. */
    DIFFER,
    /** One of them bears no mark that the other bears, too. */
    NONE;

    public static PacketMarks compare(SegmentStore store, int row, SegmentStore otherStore, int otherRow) {
        int id = store.ipId(row);
        int otherId = otherStore.ipId(otherRow);
        int stamp = store.timestamp(row);
        int otherStamp = otherStore.timestamp(otherRow);
        boolean ids = id != 0 && otherId != 0;
        boolean stamps = stamp != 0 && otherStamp != 0;
        if (ids && id == otherId || stamps && stamp == otherStamp) {
            return SAME;
        }
        return ids || stamps ? DIFFER : NONE;
    }
}
