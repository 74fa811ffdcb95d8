package org.droppoint.correlate.recording;

import org.droppoint.base.Direction;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/**
 * Whether a packet bears marks that its sender's stack does not give: no time stamp although every other packet of the
 * connection has one, as both ends agreed (RFC 7323 section 3.2), a TTL that no route of the others leaves, or an answer that
 * comes sooner than any other went there and back.
 */
public final class ForeignMarks {
    /** Routes of one path differ by so many routers. */
    private static final int SAME_ROUTE_HOPS = 2;

    /** Fewer others make no habit; before a reset, of which anybody makes any, one more. */
    private static final int ENOUGH = 2;

    private static final int TTL_VALUES = 256;

    private final SegmentStore store;
    private final Direction direction;
    private final int[] ofTtl = new int[TTL_VALUES];
    private final AnswerTimes answers;
    private int count;
    private int stamped;

    /** Reads what one tap saw of a direction's sender; resets are no habit of anybody. */
    public ForeignMarks(SessionLeg leg, Direction direction) {
        this.store = leg.leg().store();
        this.direction = direction;
        this.answers = new AnswerTimes(leg, direction);
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            if (counts(row)) {
                ofTtl[store.ttl(row)]++;
                count++;
                stamped += isStamped(row);
            }
        }
    }

    private boolean counts(int row) {
        return store.direction(row) == direction
                && !store.isOutside(row)
                && !store.isDuplicateFrame(row)
                && !TcpFlags.has(store.flags(row), TcpFlags.RST);
    }

    private int isStamped(int row) {
        return store.timestamp(row) == 0 ? 0 : 1;
    }

    boolean on(int row) {
        int own = counts(row) ? 1 : 0;
        boolean unstamped = isStamped(row) == 0 && stamped == count - own;
        return count - own >= ENOUGH && (unstamped || isOfNoRoute(row, own) || answers.tooSoon(row));
    }

    /** The same for a reset, which stacks send without a time stamp (RFC 7323 section 3.2 asks it of no reset). */
    public boolean onReset(int row) {
        return count > ENOUGH && isOfNoRoute(row, 0);
    }

    /** @param own how often the row itself was counted */
    private boolean isOfNoRoute(int row, int own) {
        int ttl = store.ttl(row);
        for (int near = -SAME_ROUTE_HOPS; near <= SAME_ROUTE_HOPS; near++) {
            boolean possible = ttl + near >= 0 && ttl + near < TTL_VALUES;
            if (possible && ofTtl[ttl + near] > (near == 0 ? own : 0)) {
                return false;
            }
        }
        return true;
    }
}
