package org.droppoint.correlate.session;

import org.droppoint.base.Direction;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.StreamView;

/**
 * What two legs hold within TLS at the same places of the stream. Sealed bytes look like drawn by lot (RFC 8446 section 5.2):
 * where a session goes on both ways and hardly one of them is the same on the other side, TLS was ended and made anew in
 * between, be it that a capture lacks the hellos, which would tell at once. Nobody changes all of them and is understood.
 */
public final class SealedBytes {
    /** So many bytes of either direction are no chance. */
    private static final int TELLING_BYTES = 48;

    /** One in 256 is the same by chance; kept the same, all of them are. */
    private static final int SELDOM = 8;

    private static final int HEADER_BYTES = 5;
    private static final int BYTES_OF_A_RECORD = 512;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int APPLICATION_DATA = 23;

    private SealedBytes() {}

    /** Whether both legs hold sealed bytes of either direction at the same places, and hardly any alike. */
    public static boolean allDiffer(SessionLeg near, TapTrace.Streams here, SessionLeg far, TapTrace.Streams there) {
        for (Direction direction : Direction.values()) {
            boolean placed = near.leg().synSeen(direction)
                    && far.leg().synSeen(direction)
                    && near.map(direction).isConstant()
                    && far.map(direction).isConstant();
            if (!placed || !differ(near, here, far, there, direction)) {
                return false;
            }
        }
        return true;
    }

    private static boolean differ(
            SessionLeg near, TapTrace.Streams here, SessionLeg far, TapTrace.Streams there, Direction direction) {
        StreamView one = here.open(near.leg(), direction);
        StreamView other = there.open(far.leg(), direction);
        SegmentStore store = near.leg().store();
        byte[] bytes = new byte[BYTES_OF_A_RECORD];
        byte[] others = new byte[BYTES_OF_A_RECORD];
        int compared = 0;
        int same = 0;
        int looked = 0;
        for (int row = near.leg().firstRow();
                row != SegmentStore.NONE && looked < CommonLines.SEGMENTS_PER_DIRECTION;
                row = store.next(row)) {
            if (store.direction(row) != direction || !store.carriesStream(row)) {
                continue;
            }
            long start = near.start(row);
            int length = Math.min(BYTES_OF_A_RECORD, store.length(row));
            int read = one.read(near.map(direction).toLeg(start), bytes, 0, length);
            if (read <= HEADER_BYTES || !isSealed(bytes)) {
                continue;
            }
            looked++;
            int both = Math.min(read, other.read(far.map(direction).toLeg(start), others, 0, read));
            for (int i = HEADER_BYTES; i < both; i++) {
                compared++;
                same += bytes[i] == others[i] ? 1 : 0;
            }
        }
        return compared >= TELLING_BYTES && same * SELDOM < compared;
    }

    /** A record of application data, or of a change of ciphers that such records or a sealed Finished follow. */
    private static boolean isSealed(byte[] bytes) {
        return (bytes[0] == APPLICATION_DATA || bytes[0] == CHANGE_CIPHER_SPEC) && bytes[1] == 3;
    }
}
