package org.droppoint.finding.reset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.flow.Leg;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** The resets of one session as its taps hold them, and what each looks like there: every leg and every reset is read once. */
final class Resets {
    /**
     * What a reset looks like at a tap.
     *
     * @param last its claimed sender sent nothing there after it
     * @param answersLostSocket it has no ACK and is at the number that a packet to its sender acknowledged, and that sender had
     *     not said by FIN that it left
     */
    record Looks(ResetSigns signs, boolean last, boolean answersLostSocket) {}

    /** @param firstPlaced the first row by which its sender's numbers are known, {@link SegmentStore#NONE} where none is */
    private record Held(List<Integer> rows, int firstPlaced) {}

    private final List<SessionTrace> sessions;
    private final List<Map<SessionLeg, Held>> held = List.of(new IdentityHashMap<>(), new IdentityHashMap<>());
    private final Map<SessionLeg, Map<Integer, Looks>> looks = new IdentityHashMap<>();

    /** @param sessions all that the taps recorded, where a sender may have said more than in this one */
    Resets(List<SessionTrace> sessions) {
        this.sessions = sessions;
    }

    /** The resets of one direction at a tap in capture order, without what a mirror shows twice. */
    List<Integer> rows(SessionLeg leg, Direction direction) {
        return TcpFlags.has(leg.leg().flagsSeen(direction), TcpFlags.RST)
                ? held(leg, direction).rows()
                : List.of();
    }

    Looks looks(SessionLeg leg, int row) {
        return looks.computeIfAbsent(leg, one -> new HashMap<>()).computeIfAbsent(row, reset -> {
            ResetPeers peers = ResetPeers.of(leg, reset, sessions);
            return new Looks(ResetSigns.of(peers), peers.after().isEmpty(), peers.answersLostSocket());
        });
    }

    ResetSigns signs(SessionLeg leg, int row) {
        return looks(leg, row).signs();
    }

    /** Nothing told of its sender's numbers before it: it came first in a capture begun in mid-session, or alone. */
    boolean isPlaceless(SessionLeg leg, int reset) {
        Direction direction = leg.leg().store().direction(reset);
        int placed = held(leg, direction).firstPlaced();
        return leg.leg().sequenceOfOffsetZero(direction) == Leg.UNKNOWN_SEQUENCE
                || placed == SegmentStore.NONE
                || reset < placed;
    }

    private Held held(SessionLeg leg, Direction direction) {
        return held.get(direction.index()).computeIfAbsent(leg, one -> hold(one, direction));
    }

    private static Held hold(SessionLeg leg, Direction direction) {
        SegmentStore store = leg.leg().store();
        List<Integer> rows = new ArrayList<>();
        int placed = SegmentStore.NONE;
        for (int row = leg.leg().firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            boolean own = store.direction(row) == direction;
            boolean reset = TcpFlags.has(store.flags(row), TcpFlags.RST);
            if (own && reset && !store.isDuplicateFrame(row)) {
                rows.add(row);
            }
            boolean places = own ? !reset : store.ack(row) != SegmentStore.NO_ACK;
            placed = placed == SegmentStore.NONE && places ? row : placed;
        }
        return new Held(rows, placed);
    }
}
