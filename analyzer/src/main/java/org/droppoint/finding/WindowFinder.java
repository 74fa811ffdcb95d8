package org.droppoint.finding;

import java.util.List;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Times;
import org.droppoint.correlate.SessionLeg;
import org.droppoint.correlate.SessionTrace;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** Finds a receiver whose window was shut at the end, while the other side still had data for it. */
final class WindowFinder {
    private final SessionTrace trace;
    private final Locator locator;
    private final Ends ends;

    WindowFinder(SessionTrace trace, Locator locator, Ends ends) {
        this.trace = trace;
        this.locator = locator;
        this.ends = ends;
    }

    Optional<Finding.WindowShut> find() {
        for (Side side : Side.values()) {
            Optional<Finding.WindowShut> shut = shut(side).or(() -> new WindowCollapse(trace, locator).find(side));
            if (shut.isPresent()) {
                return shut;
            }
        }
        return Optional.empty();
    }

    private Optional<Finding.WindowShut> shut(Side side) {
        if (!ends.everShut(side)) {
            return Optional.empty();
        }
        List<Ends.Packet> packets = ends.packets(side);
        int first = -1;
        int last = -1;
        for (int i = 0; i < packets.size(); i++) {
            Ends.Packet packet = packets.get(i);
            SegmentStore store = packet.leg().leg().store();
            boolean zero =
                    store.window(packet.row()) == 0 && (store.flags(packet.row()) & (TcpFlags.SYN | TcpFlags.FIN)) == 0;
            if (zero && first < 0) {
                first = i;
            }
            last = zero ? i : last;
            if (!zero && (store.flags(packet.row()) & TcpFlags.SYN) == 0) {
                first = -1;
            }
        }
        if (first < 0 || !waited(side, packets.get(first)) || tookMore(side, packets.get(last))) {
            return Optional.empty();
        }
        Ends.Packet shut = packets.get(first);
        Ends.Packet still = packets.get(last);
        String summary = "The " + side.label() + "'s receive window was shut for "
                + Times.duration(still.nanos() - shut.nanos()) + " and did not open again while data waited.";
        Direction direction = side.sends();
        Gap gap = new Gap(null, null, List.of(locator.end(side)));
        return Optional.of(new Finding.WindowShut(
                summary,
                List.of(
                        locator.evidence(shut.leg(), shut.row(), "window 0"),
                        locator.evidence(still.leg(), still.row(), "window still 0")),
                side,
                shut.nanos(),
                Math.max(still.nanos(), lastOf(direction.opposite())),
                gap,
                false));
    }

    /**
     * Some capture of this connection, be it of another hour, shows that the side acknowledged more in the end: the window
     * had opened again. What a proxy acknowledges in its name on another connection is no sign of it.
     */
    private boolean tookMore(Side side, Ends.Packet shut) {
        long upTo = shut.leg().ack(shut.row());
        List<SessionLeg> same = trace.session().followedLegs().stream()
                .filter(leg -> trace.session().sameConnection(leg, shut.leg()))
                .toList();
        for (SessionLeg leg : same) {
            SegmentStore store = leg.leg().store();
            for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
                boolean takes = store.window(row) > 0 || TcpFlags.has(store.flags(row), TcpFlags.FIN);
                if (takes
                        && store.direction(row) == side.sends()
                        && !TcpFlags.has(store.flags(row), TcpFlags.RST)
                        && !store.isOutside(row)
                        && leg.ack(row) > upTo) {
                    return true;
                }
            }
        }
        return false;
    }

    private long lastOf(Direction direction) {
        return ends.last(Side.sending(direction)).map(Ends.Packet::nanos).orElse(Long.MIN_VALUE);
    }

    /** The other side probed the shut window, or sat on it: it sent something afterwards that got no further. */
    private boolean waited(Side side, Ends.Packet shut) {
        return ends.packets(side.other()).stream()
                .anyMatch(packet -> packet.nanos() > shut.nanos()
                        && !TcpFlags.has(packet.leg().leg().store().flags(packet.row()), TcpFlags.FIN));
    }
}
