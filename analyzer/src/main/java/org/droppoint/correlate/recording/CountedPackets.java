package org.droppoint.correlate.recording;

import java.util.BitSet;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * How many packets without payload a capture missed, by their sender's own count. Bytes that passed a tap are shown by
 * what a tap beyond saw; a bare acknowledgement may have been made in between. But one whose IP identification (RFC 791)
 * lies between those of two packets that both taps hold was counted by that sender, and so passed both.
 *
 * @param passed packets that demonstrably passed
 * @param missed those of them that the capture does not hold
 */
record CountedPackets(int passed, int missed) {
    /** The newest packets of a connection say how its capture fared last. */
    private static final int NEWEST = 512;

    /** Between two packets of one connection a stack that counts hardly sends more; see also RFC 6864. */
    private static final int MOST_COUNTED = 2_000;

    private static final int ID_MASK = 0xFFFF;
    private static final int PAYLOAD = 1 << 16;

    /** Holds what the tap nearer the sender has of one direction against what a tap beyond it has. */
    static CountedPackets of(SessionLeg near, SessionLeg beyond, Direction direction) {
        BitSet here = new BitSet();
        for (int packet : newest(near, direction)) {
            here.set(packet & ID_MASK);
        }
        int passed = 0;
        int missed = 0;
        int pending = 0;
        int last = -1;
        int newest = -1;
        for (int packet : newest(beyond, direction)) {
            int id = packet & ID_MASK;
            boolean counts = newest < 0 || (id - newest & 0xFFFF) > 0 && (id - newest & 0xFFFF) <= MOST_COUNTED;
            if (!counts) {
                pending = 0;
                last = -1;
            }
            newest = id;
            if (!here.get(id)) {
                pending += counts && packet == id ? 1 : 0;
                continue;
            }
            missed += last >= 0 ? pending : 0;
            passed += 1 + (last >= 0 ? pending : 0);
            pending = 0;
            last = id;
        }
        return new CountedPackets(passed, missed);
    }

    /**
     * Identifications of the newest packets of a direction, in the order of the capture, those with payload marked: a
     * stack's large segment is cut further on, and each piece counted. Resets say nothing.
     */
    private static int[] newest(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        int[] ring = new int[NEWEST];
        int count = 0;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean tells = store.direction(row) == direction
                    && store.ipId(row) != 0
                    && !store.isDuplicateFrame(row)
                    && !TcpFlags.has(store.flags(row), TcpFlags.RST);
            if (tells) {
                ring[count++ % NEWEST] = store.ipId(row) | (store.length(row) > 0 ? PAYLOAD : 0);
            }
        }
        int kept = Math.min(count, NEWEST);
        int[] ids = new int[kept];
        for (int i = 0; i < kept; i++) {
            ids[i] = ring[(count - kept + i) % NEWEST];
        }
        return ids;
    }

    /** How likely the capture misses a packet of this kind, by this count; 0 where it missed none. */
    double missProbability() {
        return missed == 0 ? 0 : (missed + TapRecord.BASE_MISS_PROBABILITY) / (passed + 1);
    }
}
