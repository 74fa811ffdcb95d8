package org.droppoint.correlate.session;

import org.droppoint.base.ByteRange;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.FlowKey;
import org.droppoint.base.Tap;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;

/** A leg in its session: its tap, and where its stream offsets lie in the session's. */
public record SessionLeg(Tap tap, Leg leg, OffsetMap clientToServer, OffsetMap serverToClient) {

    /** The addresses as this tap saw them. */
    public FlowKey key() {
        return leg.key();
    }

    public int firstRow() {
        return leg.firstRow();
    }

    public int lastRow() {
        return leg.lastRow();
    }

    /** Its SYN or SYN-ACK is on record here. */
    public boolean begun() {
        return leg.synSeen(Direction.CLIENT_TO_SERVER) || leg.synSeen(Direction.SERVER_TO_CLIENT);
    }

    public OffsetMap map(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? clientToServer : serverToClient;
    }

    /** Where a segment's payload lies in the session's stream. */
    public ByteRange range(int row) {
        SegmentStore store = leg.store();
        long start = Math.max(0, store.payloadStart(row));
        return map(store.direction(row)).toSession(new ByteRange(start, start + store.length(row)));
    }

    /** Where {@link #range} begins. */
    public long start(int row) {
        return map(leg.store().direction(row)).toSession(Math.max(0, leg.store().payloadStart(row)));
    }

    /** Where {@link #range} ends. */
    public long end(int row) {
        SegmentStore store = leg.store();
        OffsetMap map = map(store.direction(row));
        long start = Math.max(0, store.payloadStart(row));
        long begins = map.toSession(start);
        return store.length(row) == 0 ? begins : Math.max(begins, map.endToSession(start + store.length(row)));
    }

    /** Whether a row of each leg holds the same stretch of the stream, and as much of it was captured. */
    public boolean isCutAlike(int row, SessionLeg other, int otherRow) {
        SegmentStore store = leg.store();
        SegmentStore otherStore = other.leg.store();
        return start(row) == other.start(otherRow)
                && store.length(row) == otherStore.length(otherRow)
                && store.captured(row) == otherStore.captured(otherRow);
    }

    /** Up to which session offset of the other direction a segment acknowledges, or {@link SegmentStore#NO_ACK}. */
    public long ack(int row) {
        SegmentStore store = leg.store();
        long ack = store.ack(row);
        return ack == SegmentStore.NO_ACK
                ? SegmentStore.NO_ACK
                : map(store.direction(row).opposite()).toSession(ack);
    }

    /** What of a direction was seen here, in session offsets. */
    public Coverage seen(Direction direction) {
        OffsetMap map = map(direction);
        Coverage seen = new Coverage();
        leg.seen(direction).ranges().forEach(range -> seen.add(map.toSession(range)));
        return seen;
    }
}
