package org.droppoint.correlate.session;

import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.flow.SegmentStore;

/**
 * Bytes that were sent and never delivered, and between which points of the path they vanished.
 *
 * @param known what proves that they were sent
 * @param reached the last position along the way (sender's side first) where they were seen; -1 where only a later
 *     sequence number proves that they were sent
 * @param absent the first position where they are demonstrably absent; the number of positions where no tap behind
 *     {@code reached} can tell, so that everything up to the receiver remains
 * @param sightings what each tap can say, in order of travel
 * @param copies the rows that carried some of the bytes at position {@code reached}, in capture order
 * @param firstNanos when the first copy was seen, on the reference clock; where none was, the earliest it can have been
 *     sent
 * @param lastNanos when the last copy was seen
 * @param receiverAlive the receiver demonstrably went on without them: a repeated acknowledgement, a SACK beyond the
 *     hole, or a retransmission of its own
 * @param doubt how likely it is that captures merely missed what passed
 */
public record Vanishing(
        Direction direction,
        ByteRange range,
        Known known,
        int reached,
        int absent,
        List<Sighting> sightings,
        List<Integer> copies,
        long firstNanos,
        long lastNanos,
        boolean receiverAlive,
        int aliveRow,
        int alivePosition,
        double doubt) {

    /** No row shows the receiver alive. */
    public static final int NO_ROW = SegmentStore.NONE;

    /** How it is known that the bytes were sent or not delivered. */
    public enum Known {
        SEEN("seen"),
        JUMP("jump"),
        ACK("ack"),
        /** The receiver's stack answered its sender's reset by an acknowledgement: it lacked them, whatever it wanted. */
        CHALLENGED("ack"),
        /** Sent past every tap, and nothing at all came back: lost, or the far end is dead. */
        UNANSWERED("unanswered");

        private final String label;

        Known(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
